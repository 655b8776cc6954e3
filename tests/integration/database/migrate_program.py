"""A program that migrates a database, for tests that run several at once or kill one."""

import json
import sys
from pathlib import Path

from alcove.foundation.database import MigrationSource, migrate

if __name__ == "__main__":
    sys.stdout.write(json.dumps(migrate(sys.argv[1], [MigrationSource("app", Path(sys.argv[2]))])))
