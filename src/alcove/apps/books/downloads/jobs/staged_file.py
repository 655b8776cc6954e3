"""Verified files in the staging folder, which later runs deliver without another download."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from alcove.apps.books.delivery import hash_file, run_in_thread, stat_regular_file

_KEY: Final = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A verified file in a download's staging folder."""

    name: str
    format: str
    size: int
    sha256: bytes
    is_hook_done: bool = False
    """Whether the hook script has run on it."""

    def to_part(self) -> Mapping[str, Any]:
        """Return what the download stores, so that a later run finds the file."""
        return {_KEY: self}


async def find_staged_file(part: Mapping[str, Any], folder: Path) -> StagedFile | None:
    """Return the file that an earlier run stored, None when there is none or when it has changed since."""
    stored = part.get(_KEY)
    if stored is None:
        return None
    staged = msgspec.convert(stored, StagedFile)
    return staged if await run_in_thread(lambda stop: _is_unchanged(staged, folder, stop=stop)) else None


def _is_unchanged(staged: StagedFile, folder: Path, *, stop: threading.Event) -> bool:
    path = folder / staged.name
    stats = stat_regular_file(path)
    return stats is not None and stats.st_size == staged.size and hash_file(path, stop=stop) == staged.sha256
