"""All SQL of resumable uploads; it runs with the server's own rights."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from alcove.foundation.database import Pool
from alcove.wires.supabase.storage.resumable.model import Description, ResumableUpload

_INSERT: Final = """
INSERT INTO storage.resumable_uploads (id, bucket_id, name, header, mimetype, cache_control, user_metadata,
    owner_id, role, is_upsert, is_signed, length, created_at, expires_at)
VALUES ($1::text::uuid, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11, $12, $13, $14)
"""
_FIND: Final = """
SELECT id::text, bucket_id, name, header, mimetype, cache_control, user_metadata::text, owner_id, role,
    is_upsert, is_signed, length, created_at, expires_at, completed_size
FROM storage.resumable_uploads WHERE id = $1::text::uuid
"""
_SET_LENGTH: Final = "UPDATE storage.resumable_uploads SET length = $2 WHERE id = $1::text::uuid AND length IS NULL"
_SET_COMPLETED: Final = "UPDATE storage.resumable_uploads SET completed_size = $2 WHERE id = $1::text::uuid"
_DELETE: Final = "DELETE FROM storage.resumable_uploads WHERE id = ANY($1::text[]::uuid[])"
_LIST_EXPIRED: Final = """
SELECT id::text FROM storage.resumable_uploads WHERE expires_at < $1 ORDER BY expires_at LIMIT $2
"""
_WAS_STORED: Final = "SELECT EXISTS (SELECT FROM storage.objects WHERE version = $1)"
_DESCRIBED: Final = ("bucket_id", "name", "header", "mimetype", "cache_control", "user_metadata")


async def insert_upload(pool: Pool, upload: ResumableUpload) -> None:
    """Add an upload."""
    described = upload.description
    await pool.execute(
        _INSERT,
        upload.id,
        *(getattr(described, name) for name in _DESCRIBED),
        upload.owner_id,
        upload.role,
        upload.is_upsert,
        upload.is_signed,
        upload.length,
        upload.created_at,
        upload.expires_at,
    )


async def find_upload(pool: Pool, upload_id: str) -> ResumableUpload | None:
    """Return an upload by its id, which is a UUID."""
    row = await pool.fetchrow(_FIND, upload_id)
    if row is None:
        return None
    values: dict[str, Any] = dict(row)
    description = Description(**{name: values.pop(name) for name in _DESCRIBED})
    return ResumableUpload(description=description, **values)


async def set_length(pool: Pool, upload_id: str, *, length: int) -> None:
    """Set the length of an upload that has none yet."""
    await pool.execute(_SET_LENGTH, upload_id, length)


async def set_completed(pool: Pool, upload_id: str, *, size: int) -> None:
    """Note that the object of an upload is there."""
    await pool.execute(_SET_COMPLETED, upload_id, size)


async def was_stored(pool: Pool, version: str) -> bool:
    """Return whether an object names a version."""
    return bool(await pool.fetchval(_WAS_STORED, version))


async def delete_uploads(pool: Pool, upload_ids: Collection[str]) -> None:
    """Forget uploads."""
    await pool.execute(_DELETE, list(upload_ids))


async def list_expired(pool: Pool, *, before: datetime, limit: int) -> Sequence[str]:
    """Return uploads that had expired at a time."""
    return [row["id"] for row in await pool.fetch(_LIST_EXPIRED, before, limit)]
