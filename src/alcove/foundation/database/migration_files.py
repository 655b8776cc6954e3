"""Which migrations there are: plain SQL files, one folder per room or app."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.database.errors import MigrationError

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedSchema:
    """The tables of an installed package: a `schema.sql` for new databases, and `migrations` for those made before.

    The whole schema is applied as the migration `name`; every database that has had it has had the package's
    migrations up to `first` besides, and those that were installed when it was made.
    """

    name: str
    folder: Callable[[], Path]
    first: str

    def newer(self) -> list[Path]:
        """Return the files of the migrations that came after `first`, in order."""
        return sorted(path for path in (self.folder() / "migrations").glob("*.sql") if path.stem > self.first)


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """The folder of one room's or app's migrations: plain SQL files named NNNN_name.sql.

    Their tables are created in `schema`, which is named after the source unless another one is given. Those of a
    `package` are among them, in the order of their names.
    """

    name: str
    path: Path
    schema: str = ""
    package: PackagedSchema | None = None

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
    packaged: bool = False
    """Whether the text is a package's, which changes with the installed version."""
    contains: tuple[str, ...] = ()
    """Migrations that a database has had with this one."""

    def read(self) -> str:
        """Return the SQL."""
        return self.path.read_text(encoding="utf-8")

    def checksum(self) -> bytes | None:
        """Return the SHA-256 of the file, whatever the line ends of the checkout; None for a package's."""
        return None if self.packaged else hashlib.sha256(self.read().encode()).digest()


def collect(sources: Sequence[MigrationSource]) -> list[Migration]:
    """List the files of all sources in their order; a duplicate or missing folder is an error."""
    found = [
        migration for source in sources for migration in sorted(_files(source), key=lambda migration: migration.id)
    ]
    ids = [migration.id for migration in found]
    if len(set(ids)) < len(ids):
        raise MigrationError(f"two sources of migrations share a name: {sorted(s.name for s in sources)}")
    return found


def _files(source: MigrationSource) -> Iterator[Migration]:
    for path in _folder(source).glob("*.sql"):
        yield Migration(f"{source.name}/{path.stem}", path, source.schema)
    if source.package is not None:
        newer = [
            Migration(f"{source.name}/{path.stem}", path, source.schema, packaged=True)
            for path in source.package.newer()
        ]
        whole = source.package.folder() / "schema.sql"
        contained = tuple(migration.id for migration in newer)
        yield Migration(f"{source.name}/{source.package.name}", whole, source.schema, packaged=True, contains=contained)
        yield from newer


def _folder(source: MigrationSource) -> Path:
    if not source.path.is_dir():
        raise MigrationError(f"the migrations of {source.name} are missing: no folder {source.path}")
    return source.path
