"""Copies Procrastinate's own SQL into the migrations, so that migrating does not import it.

`python -m alcove.foundation.jobs` brings the copies up to date with the installed Procrastinate: the first
run wrote its whole schema, every later one adds its newer migrations as further files.
"""

import re
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

_CONTAINED = re.compile(r"^-- Contains Procrastinate's migrations up to (\S+)$", re.MULTILINE)

HEADER = """\
-- {what} of Procrastinate {version}, copied unchanged by `python -m alcove.foundation.jobs`.
-- Contains Procrastinate's migrations up to {last}
--
{licence}

"""


def installed_schema() -> str:
    """Return the whole schema as the installed Procrastinate ships it."""
    return (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")


def installed_migrations() -> dict[str, str]:
    """Return the installed Procrastinate's migrations by file name, in order."""
    folder = files("procrastinate") / "sql" / "migrations"
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {entry.name: entry.read_text(encoding="utf-8") for entry in sorted(found, key=lambda entry: entry.name)}


def contained(folder: Path) -> str:
    """Return the name of the newest Procrastinate migration that the copies in `folder` contain, or ''."""
    found = (_CONTAINED.search(path.read_text(encoding="utf-8")) for path in folder.glob("*.sql"))
    return max((match.group(1) for match in found if match), default="")


def missing(folder: Path) -> list[str]:
    """Return the names of the installed migrations that no copy in `folder` contains."""
    newest = contained(folder)
    return [name for name in installed_migrations() if name > newest]


def write(folder: Path) -> list[Path]:
    """Write the copies that `folder` lacks and return their paths."""
    names = missing(folder)
    if not contained(folder):
        target = folder / "0001_procrastinate.sql"
        target.write_text(_head("Schema", last=names[-1]) + installed_schema(), encoding="utf-8")
        return [target]
    return [_write_migration(folder, name) for name in names]


def _write_migration(folder: Path, name: str) -> Path:
    number = 1 + max(int(path.name[:4]) for path in folder.glob("*.sql"))
    target = folder / f"{number:04d}_procrastinate_{re.sub(r'[^a-z0-9]+', '_', name.removesuffix('.sql'))}.sql"
    target.write_text(_head(f"Migration {name}", last=name) + installed_migrations()[name], encoding="utf-8")
    return target


def _head(what: str, *, last: str) -> str:
    package = distribution("procrastinate")
    text = package.read_text("licenses/LICENSE.md") or ""
    licence = "\n".join(f"-- {line}".rstrip() for line in text.strip().splitlines())
    return HEADER.format(what=what, version=package.version, last=last, licence=licence)
