"""Deliveries in progress, saved before their file appears in the library's folder."""

from dataclasses import dataclass
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
_DELETE = "DELETE FROM books_delivery WHERE book_id = $1 AND generation = $2"


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


async def delete(source: Pool | Connection, *, book_id: str, generation: int) -> None:
    """Delete the delivery of a download."""
    await source.execute(_DELETE, book_id, generation)


async def find_abandoned(source: Pool | Connection) -> list[Delivery]:
    """Return the deliveries of downloads that were cancelled or have ended."""
    return [Delivery(**row) for row in await source.fetch(_ABANDONED)]
