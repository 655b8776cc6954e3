"""Free space of a disk, and the part of it that Alcove leaves free."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024
RESERVED_SHARE: Final = 10
"""By default a tenth of the disk stays free, within these limits."""
MIN_RESERVE: Final = 16 * MEGABYTE
MAX_RESERVE: Final = 512 * MEGABYTE


def free_bytes(folder: Path) -> int:
    """Return the free bytes of a folder's file system; a missing folder counts as its nearest parent. OSError."""
    stats = _stat_disk(folder)
    return stats.f_bavail * stats.f_frsize


def disk_size(folder: Path) -> int:
    """Return the size of a folder's file system in bytes; OSError."""
    stats = _stat_disk(folder)
    return stats.f_blocks * stats.f_frsize


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskSpace:
    """The size of a disk, its free space, and the part of it that stays reserved, in bytes."""

    size: int
    free: int
    reserved: int

    @property
    def is_low(self) -> bool:
        """Whether less than the reserve is free."""
        return self.free < self.reserved

    @property
    def usable(self) -> int:
        """The bytes that may still be used; negative when the reserve is touched."""
        return self.free - self.reserved

    def __str__(self) -> str:
        text = f"{self.free // MEGABYTE:,} MB free"
        if not self.is_low:
            return text
        return (
            f"{text}, less than the {self.reserved // MEGABYTE:,} MB that ALCOVE_DISK_RESERVE_MB keeps free:"
            " downloads wait, and soon nothing can be stored. Free some space"
        )


def read_disk_space(folder: Path, *, reserve_mb: int | None) -> DiskSpace:
    """Return the space of a folder's disk, of which `reserve_mb` stay free, by default a tenth; OSError."""
    stats = _stat_disk(folder)
    size = stats.f_blocks * stats.f_frsize
    default = min(MAX_RESERVE, max(MIN_RESERVE, size // RESERVED_SHARE))
    reserved = default if reserve_mb is None else reserve_mb * MEGABYTE
    return DiskSpace(size=size, free=stats.f_bavail * stats.f_frsize, reserved=reserved)


def _stat_disk(folder: Path) -> os.statvfs_result:
    path = folder.absolute()
    while True:
        try:
            return os.statvfs(path)
        except FileNotFoundError:
            if path == path.parent:
                raise
            path = path.parent
