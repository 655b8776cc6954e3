"""Which migrations there are: plain SQL files, one folder a room or app."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.foundation.database.errors import MigrationError

TABLE = "_yoyo_migration"


@dataclass(frozen=True, slots=True)
class MigrationSource:
    """The folder of one room's or app's migrations: plain SQL files named NNNN_name.sql."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Migration:
    """One file to apply, known to the database as `<source>/<file without its ending>`."""

    id: str
    path: Path


def collect(sources: Sequence[MigrationSource]) -> list[Migration]:
    """List the files of all sources in their order; a duplicate or missing folder is an error."""
    found = [
        Migration(f"{source.name}/{path.stem}", path)
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
