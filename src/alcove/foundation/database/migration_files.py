"""Migration files: plain SQL, one folder per app or part of the foundation."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.database.errors import MigrationError

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedSchema:
    """The tables of an installed package: `schema.sql` for new databases, `migrations` for existing ones.

    `schema.sql` is applied as the migration `name`. It includes the package's migrations up to `baseline`, and those
    that were installed when the database was created.
    """

    name: str
    folder: Callable[[], Path]
    baseline: str

    def later_migrations(self) -> list[Path]:
        """Return the migration files after `baseline`, in order."""
        return sorted(path for path in (self.folder() / "migrations").glob("*.sql") if path.stem > self.baseline)


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """A folder of migrations: plain SQL files named NNNN_name.sql.

    Their tables are created in `schema`, by default the name of the source. The migrations of `package` are sorted
    among them by name. `exposes` are schemas of other programs in which they also create objects, with qualified names
    and with all privileges that these need; our connections do not search them.
    """

    name: str
    path: Path
    schema: str = ""
    package: PackagedSchema | None = None
    exposes: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The names of the files to apply, without their suffix, for a database that needs some of them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", self.schema or self.name)
        if not _SCHEMA.fullmatch(self.schema) or self.schema.startswith("pg_") or self.schema == "public":
            raise MigrationError(f"the migrations of {self.name} cannot use the schema {self.schema!r}")


@dataclass(frozen=True, slots=True)
class Migration:
    """One file to apply; its id is `<source>/<file name without .sql>`."""

    id: str
    path: Path
    schema: str
    packaged: bool = False
    """Whether the file belongs to a package, so that it may change with the installed version."""
    contains: tuple[str, ...] = ()
    """Ids of the migrations that this one includes."""
    exposes: tuple[str, ...] = ()

    def read(self) -> str:
        """Return the SQL."""
        return self.path.read_text(encoding="utf-8")

    def checksum(self) -> bytes | None:
        """Return the SHA-256 of the file with normalised line ends; None for a package's file."""
        return None if self.packaged else hashlib.sha256(self.read().encode()).digest()


def collect_migrations(sources: Sequence[MigrationSource]) -> list[Migration]:
    """Return the migrations of all sources in order; MigrationError for a duplicate or missing folder."""
    migrations = [
        migration for source in sources for migration in sorted(_files(source), key=lambda migration: migration.id)
    ]
    ids = [migration.id for migration in migrations]
    if len(set(ids)) < len(ids):
        raise MigrationError(f"two sources of migrations share a name: {sorted(s.name for s in sources)}")
    return migrations


def _files(source: MigrationSource) -> Iterator[Migration]:
    for path in _existing_folder(source).glob("*.sql"):
        if source.only and path.stem not in source.only:
            continue
        yield Migration(f"{source.name}/{path.stem}", path, source.schema, exposes=source.exposes)
    if source.package is not None:
        later = [
            Migration(f"{source.name}/{path.stem}", path, source.schema, packaged=True)
            for path in source.package.later_migrations()
        ]
        schema_file = source.package.folder() / "schema.sql"
        contained = tuple(migration.id for migration in later)
        yield Migration(
            f"{source.name}/{source.package.name}", schema_file, source.schema, packaged=True, contains=contained
        )
        yield from later


def _existing_folder(source: MigrationSource) -> Path:
    if not source.path.is_dir():
        raise MigrationError(f"the migrations of {source.name} are missing: no folder {source.path}")
    return source.path
