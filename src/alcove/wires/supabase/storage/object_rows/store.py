"""Find objects and buckets by their names."""

from collections.abc import Sequence, Set
from typing import Any, Final

from alcove.foundation.database import Connection, Pool
from alcove.wires.supabase.storage.object_rows.model import BucketInfo, StoredObject

_COLUMNS: Final = """
o.id::text, o.bucket_id, o.name, o.version, o.owner_id, o.metadata::text, o.user_metadata::text,
coalesce(o.created_at, now()) AS created_at, coalesce(o.updated_at, o.created_at, now()) AS updated_at,
coalesce(o.last_accessed_at, o.created_at, now()) AS last_accessed_at
"""
_FIND_BUCKET: Final = """
SELECT id, coalesce(public, false) AS is_public, file_size_limit, allowed_mime_types
FROM storage.buckets WHERE id = $1
"""
_FIND_OBJECT: Final = f"SELECT {_COLUMNS} FROM storage.objects AS o WHERE o.bucket_id = $1 AND o.name = $2"  # noqa: S608
_FIND_PUBLIC: Final = f"""
SELECT {_COLUMNS} FROM storage.objects AS o JOIN storage.buckets AS b ON b.id = o.bucket_id
WHERE o.bucket_id = $1 AND o.name = $2 AND b.public
"""  # noqa: S608 - the columns above

_FIND_NAMES: Final = "SELECT o.name FROM storage.objects AS o WHERE o.bucket_id = $1 AND o.name = ANY($2::text[])"


async def find_bucket(owner: Connection | Pool, bucket_id: str) -> BucketInfo | None:
    """Return a bucket, whether or not a policy shows it to the caller."""
    row = await owner.fetchrow(_FIND_BUCKET, bucket_id)
    return BucketInfo(**row) if row is not None else None


async def find_object(connection: Connection | Pool, *, bucket_id: str, name: str) -> StoredObject | None:
    """Return an object as far as the connection's role may see it."""
    return _read(await connection.fetchrow(_FIND_OBJECT, bucket_id, name))


async def find_public_object(owner: Connection | Pool, *, bucket_id: str, name: str) -> StoredObject | None:
    """Return an object of a public bucket."""
    return _read(await owner.fetchrow(_FIND_PUBLIC, bucket_id, name))


async def find_names(connection: Connection | Pool, bucket_id: str, *, names: Sequence[str]) -> Set[str]:
    """Return those of the names whose objects the connection's role may see."""
    rows = await connection.fetch(_FIND_NAMES, bucket_id, list(names))
    return {row["name"] for row in rows}


def _read(row: Any) -> StoredObject | None:
    return StoredObject(**row) if row is not None else None
