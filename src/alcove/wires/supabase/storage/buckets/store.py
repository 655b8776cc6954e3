"""All SQL of buckets; statements run with the caller's rights."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from alcove.foundation.database import Connection, like_pattern
from alcove.wires.supabase.storage.buckets.schemas import BucketBody
from alcove.wires.supabase.storage.errors import bucket_not_empty
from alcove.wires.supabase.storage.object_rows import read_owner

_COLUMNS: Final = """
id, name, coalesce(owner_id, owner::text, '') AS owner, coalesce(public, false) AS public, type::text AS type,
file_size_limit, allowed_mime_types, created_at, updated_at
"""
_ORDERS: Final[Mapping[tuple[str, str], str]] = {
    (column, order): f"{column} {order}, id"
    for column in ("id", "name", "created_at", "updated_at")
    for order in ("asc", "desc")
}
SORT_COLUMNS: Final = ("id", "name", "created_at", "updated_at")
SORT_ORDERS: Final = ("asc", "desc")
_LIST: Final[Mapping[tuple[str, str], str]] = {
    key: f"SELECT {_COLUMNS} FROM storage.buckets WHERE $1::text IS NULL OR name ILIKE $1 ORDER BY {order}"  # noqa: S608
    " LIMIT $2 OFFSET $3"
    for key, order in _ORDERS.items()
}
_FIND: Final = f"SELECT {_COLUMNS} FROM storage.buckets WHERE id = $1"  # noqa: S608 - the columns above
# Without RETURNING, which would need a policy for reading as well.
_INSERT: Final = """
INSERT INTO storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_UPDATE: Final = """
UPDATE storage.buckets SET
    public = CASE WHEN $2 THEN $3 ELSE public END,
    file_size_limit = CASE WHEN $4 THEN $5 ELSE file_size_limit END,
    allowed_mime_types = CASE WHEN $6 THEN $7::text[] ELSE allowed_mime_types END,
    updated_at = now()
WHERE id = $1
"""
_DELETE: Final = "DELETE FROM storage.buckets WHERE id = $1"
_EMPTY: Final = """
DELETE FROM storage.objects WHERE id IN (SELECT id FROM storage.objects WHERE bucket_id = $1 LIMIT $2)
"""


async def list_buckets(
    connection: Connection, *, search: str, sort: tuple[str, str], limit: int, offset: int
) -> Sequence[BucketBody]:
    """Return a page of the buckets whose names contain a text; `sort` is a column and an order."""
    pattern = like_pattern(search) if search else None
    rows = await connection.fetch(_LIST[sort], pattern, limit, offset)
    return [BucketBody(**row) for row in rows]


async def find_bucket(connection: Connection, bucket_id: str) -> BucketBody | None:
    """Return a bucket that the caller may see."""
    row = await connection.fetchrow(_FIND, bucket_id)
    return BucketBody(**row) if row is not None else None


async def insert_bucket(
    connection: Connection,
    bucket_id: str,
    *,
    name: str,
    owner_id: str | None,
    public: bool,
    file_size_limit: int | None,
    allowed_mime_types: Sequence[str] | None,
) -> None:
    """Add a bucket."""
    await connection.execute(
        _INSERT, bucket_id, name, read_owner(owner_id), owner_id, public, file_size_limit, allowed_mime_types
    )


async def update_bucket(connection: Connection, bucket_id: str, *, changes: Mapping[str, Any]) -> bool:
    """Change columns of a bucket; return whether there is one that the caller may change."""
    values = [
        part
        for name in ("public", "file_size_limit", "allowed_mime_types")
        for part in (name in changes, changes.get(name))
    ]
    status: str = await connection.execute(_UPDATE, bucket_id, *values)
    return status == "UPDATE 1"


async def delete_bucket(connection: Connection, bucket_id: str) -> bool:
    """Delete an empty bucket; return whether there was one that the caller may delete. StorageError."""
    try:
        status: str = await connection.execute(_DELETE, bucket_id)
    except asyncpg.ForeignKeyViolationError:
        raise bucket_not_empty() from None
    return status == "DELETE 1"


async def delete_objects(connection: Connection, bucket_id: str, *, limit: int) -> int:
    """Delete some objects of a bucket that the caller may see and delete; return how many."""
    status = await connection.execute(_EMPTY, bucket_id, limit)
    return int(status.rpartition(" ")[2])
