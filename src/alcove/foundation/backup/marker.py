"""The mark of a restore that has begun to change a data directory: until it is done, no server may start there."""

from pathlib import Path

from alcove.foundation.backup.target import sync_folder
from alcove.foundation.settings import RESTORE_MARKER, write_private_file


def mark_restore(data_dir: Path, archive: Path) -> None:
    """Store that a restore changes the data directory; OSError."""
    write_private_file(data_dir / RESTORE_MARKER, f"{archive.absolute()}\n".encode(errors="surrogateescape"))


def clear_restore(data_dir: Path) -> None:
    """Store that the restore is done; OSError."""
    (data_dir / RESTORE_MARKER).unlink()
    sync_folder(data_dir)
