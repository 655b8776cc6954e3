"""All SQL of uploads; statements run with the caller's rights."""

import uuid
from typing import Final

import msgspec

from alcove.foundation.database import Connection, Pool
from alcove.wires.supabase.storage.object_rows import FileMetadata, read_owner

# Without RETURNING: policies for adding objects are enough.
_INSERT: Final = """
INSERT INTO storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb)
"""
_CHANGES: Final = """
version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
owner = excluded.owner, owner_id = excluded.owner_id, last_accessed_at = now()
"""
_UPSERT: Final = f"{_INSERT} ON CONFLICT (bucket_id, name) DO UPDATE SET {_CHANGES} RETURNING id::text"
_REPLACE: Final = """
UPDATE storage.objects SET version = $3, metadata = $4::text::jsonb, user_metadata = $5::text::jsonb,
    owner = $6, owner_id = $7, last_accessed_at = now()
WHERE bucket_id = $1 AND name = $2 RETURNING id::text
"""
_EXISTS: Final = "SELECT EXISTS (SELECT FROM storage.objects WHERE bucket_id = $1 AND name = $2)"


class ObjectRow(msgspec.Struct, frozen=True, kw_only=True):
    """What an upload writes; `user_metadata` is JSON. A row that is only tried has no version."""

    bucket_id: str
    name: str
    owner_id: str | None
    version: str | None
    metadata: FileMetadata
    user_metadata: str | None

    @property
    def metadata_json(self) -> str:
        """The metadata as JSON."""
        return self.metadata.to_json()


async def insert_object(connection: Connection, row: ObjectRow) -> str:
    """Add an object and return its id; UniqueViolationError when its name is taken."""
    object_id = uuid.uuid4()
    await connection.execute(_INSERT, object_id, *_values(row))
    return str(object_id)


async def upsert_object(connection: Connection, row: ObjectRow) -> str:
    """Add an object, or replace the one of its name, and return its id."""
    return str(await connection.fetchval(_UPSERT, uuid.uuid4(), *_values(row)))


async def replace_object(connection: Connection, row: ObjectRow) -> str | None:
    """Replace an object that the caller may change, and return its id, None when there is none."""
    object_id: str | None = await connection.fetchval(
        _REPLACE,
        row.bucket_id,
        row.name,
        row.version,
        row.metadata_json,
        row.user_metadata,
        read_owner(row.owner_id),
        row.owner_id,
    )
    return object_id


async def object_exists(owner: Pool, *, bucket_id: str, name: str) -> bool:
    """Return whether there is an object, whoever may see it."""
    return bool(await owner.fetchval(_EXISTS, bucket_id, name))


def _values(row: ObjectRow) -> tuple[object, ...]:
    return (
        row.bucket_id,
        row.name,
        read_owner(row.owner_id),
        row.owner_id,
        row.version,
        row.metadata_json,
        row.user_metadata,
    )
