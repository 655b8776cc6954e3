"""Deliveries in progress, saved before their file appears in the library's folder, and the folders that were usable."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alcove.foundation.database import Connection, Pool

Method = Literal["move", "copy", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery in progress: moved or copied to a temporary name and then renamed, or written to the final name."""

    book_id: str
    generation: int
    how: Method
    path: str
    """The final path."""
    temporary: str | None
    """The temporary path."""
    inode: int
    """The file's inode; 0 when its removal has begun."""
    size: int
    sha256: bytes


_SAVE = """
INSERT INTO books_delivery (book_id, generation, how, path, temporary, inode, size, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (book_id, generation) DO UPDATE SET
    how = excluded.how, path = excluded.path, temporary = excluded.temporary, inode = excluded.inode,
    size = excluded.size, sha256 = excluded.sha256
"""
_COLUMNS = "book_id, generation, how, path, temporary, inode, size, sha256"
_FIND = f"SELECT {_COLUMNS} FROM books_delivery WHERE book_id = $1 AND generation = $2"  # noqa: S608 - a constant
_ABANDONED = f"""
SELECT {_COLUMNS} FROM books_delivery AS b WHERE NOT EXISTS (
    SELECT FROM books_download AS d
    WHERE d.id = b.book_id AND d.generation = b.generation AND d.state IN ('queued', 'resolving', 'downloading'))
"""  # noqa: S608 - a constant
# Workers on several machines may share a folder, so that no lock of one machine is enough.
_LOCK_FOLDER = "SELECT pg_advisory_xact_lock(hashtextextended('books.deliver ' || $1, 0))"
_DISCARD = "UPDATE books_delivery SET inode = 0 WHERE book_id = $1 AND generation = $2"
_DELETE = "DELETE FROM books_delivery WHERE book_id = $1 AND generation = $2"

_FIND_FOLDERS = "SELECT path, is_mount_point FROM books_folder WHERE path = ANY($1)"
_SAVE_FOLDER = """
INSERT INTO books_folder (path, is_mount_point) VALUES ($1, $2)
ON CONFLICT (path) DO UPDATE SET is_mount_point = excluded.is_mount_point
"""


async def save(source: Pool | Connection, delivery: Delivery) -> None:
    """Save a delivery; it replaces an earlier one of the same download."""
    await source.execute(
        _SAVE, delivery.book_id, delivery.generation, delivery.how, delivery.path, delivery.temporary, delivery.inode,
        delivery.size, delivery.sha256,
    )  # fmt: skip


async def find(source: Pool | Connection, *, book_id: str, generation: int) -> Delivery | None:
    """Return the delivery of a download, None when there is none."""
    row = await source.fetchrow(_FIND, book_id, generation)
    return Delivery(**row) if row else None


async def lock_folder(connection: Connection, folder: Path) -> None:
    """Take the delivery lock of a folder until the transaction ends: only its holder gives files their final names."""
    await connection.execute(_LOCK_FOLDER, str(folder))


async def discard(source: Pool | Connection, *, book_id: str, generation: int) -> None:
    """Store that the unfinished file of a delivery is being removed, so that nobody takes it for published."""
    await source.execute(_DISCARD, book_id, generation)


async def delete(source: Pool | Connection, *, book_id: str, generation: int) -> None:
    """Delete the delivery of a download."""
    await source.execute(_DELETE, book_id, generation)


async def find_abandoned(source: Pool | Connection) -> list[Delivery]:
    """Return the deliveries of downloads that were cancelled or have ended."""
    return [Delivery(**row) for row in await source.fetch(_ABANDONED)]


async def find_known_folders(source: Pool | Connection, folders: Iterable[Path]) -> dict[Path, bool]:
    """Return those of the folders that were usable once, and whether each was a mount point then."""
    rows = await source.fetch(_FIND_FOLDERS, [str(folder) for folder in folders])
    return {Path(row["path"]): row["is_mount_point"] for row in rows}


async def save_known_folder(source: Pool | Connection, folder: Path, *, is_mount_point: bool) -> None:
    """Remember that a folder is usable."""
    await source.execute(_SAVE_FOLDER, str(folder), is_mount_point)
