"""Which migrations there are: plain SQL files, one folder per room or app."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.database.errors import MigrationError

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """The folder of one room's or app's migrations: plain SQL files named NNNN_name.sql.

    Their tables are created in `schema`, which is named after the source unless another one is given.
    """

    name: str
    path: Path
    schema: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", self.schema or self.name)
        if not _SCHEMA.fullmatch(self.schema) or self.schema.startswith("pg_") or self.schema == "public":
            raise MigrationError(f"the migrations of {self.name} cannot use the schema {self.schema!r}")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file to apply, known to the database as `<source>/<file without its ending>`."""

    id: str
    path: Path
    schema: str

    def read(self) -> str:
        """Return the SQL."""
        return self.path.read_text(encoding="utf-8")

    def checksum(self) -> bytes:
        """Return the SHA-256 of the file, whatever the line ends of the checkout."""
        return hashlib.sha256(self.read().encode()).digest()


def collect(sources: Sequence[MigrationSource]) -> list[Migration]:
    """List the files of all sources in their order; a duplicate or missing folder is an error."""
    found = [
        Migration(f"{source.name}/{path.stem}", path, source.schema)
        for source in sources
        for path in sorted(_folder(source).glob("*.sql"))
    ]
    ids = [migration.id for migration in found]
    if len(set(ids)) < len(ids):
        raise MigrationError(f"two sources of migrations share a name: {sorted(s.name for s in sources)}")
    return found


def _folder(source: MigrationSource) -> Path:
    if not source.path.is_dir():
        raise MigrationError(f"the migrations of {source.name} are missing: no folder {source.path}")
    return source.path
