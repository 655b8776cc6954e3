"""A program that holds a lease on the PostgreSQL of a data directory until its standard input closes."""

import sys
from pathlib import Path

from alcove.foundation.database import EmbeddedPostgres

if __name__ == "__main__":
    with EmbeddedPostgres(Path(sys.argv[1])).lease() as dsn:
        sys.stdout.write(dsn + "\n")
        sys.stdout.flush()
        sys.stdin.read()
