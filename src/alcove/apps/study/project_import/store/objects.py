"""All SQL of buckets and objects of a dump."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from alcove.apps.study.dumps import LOAD_TIMEOUT, StagingTable, add_columns
from alcove.foundation.database import Connection

BUCKET_COLUMNS: Final = (
    "id", "name", "owner", "owner_id", "public", "file_size_limit", "allowed_mime_types", "created_at", "updated_at",
)  # fmt: skip
OBJECT_COLUMNS: Final = (
    "id", "bucket_id", "name", "owner", "owner_id", "created_at", "updated_at", "last_accessed_at", "metadata",
    "version", "user_metadata",
)  # fmt: skip
BATCH: Final = 500

_OWNER: Final = """
(SELECT m.new FROM pg_temp.account_map AS m WHERE m.old::text = coalesce(nullif(s.owner_id, ''), s.owner))
"""
_ADD_BUCKETS: Final = f"""
INSERT INTO storage.buckets (
    id, name, owner, owner_id, public, file_size_limit, allowed_mime_types, created_at, updated_at)
SELECT s.id, s.name, {_OWNER}, {_OWNER}::text, coalesce(s.public::boolean, false), s.file_size_limit::bigint,
    s.allowed_mime_types::text[], coalesce(s.created_at::timestamptz, now()), coalesce(s.updated_at::timestamptz, now())
FROM {{staging}} AS s ON CONFLICT DO NOTHING
"""
_COUNT: Final = "SELECT count(*) FROM {staging}"
_COUNT_SAME: Final = """
SELECT count(*) FROM {staging} AS s JOIN storage.buckets AS b ON b.id = s.id
WHERE (b.public, b.file_size_limit, b.allowed_mime_types) IS NOT DISTINCT FROM
    (coalesce(s.public::boolean, false), s.file_size_limit::bigint, s.allowed_mime_types::text[])
"""
_OBJECTS: Final = """
SELECT s.id, s.bucket_id, s.name, s.version, s.metadata, b.id IS NOT NULL AS has_bucket, o.id IS NOT NULL AS is_here
FROM {staging} AS s
LEFT JOIN storage.buckets AS b ON b.id = s.bucket_id
LEFT JOIN storage.objects AS o ON o.bucket_id = s.bucket_id AND o.name = s.name
ORDER BY s.bucket_id, s.name
"""
_ADD_OBJECT: Final = f"""
INSERT INTO storage.objects (
    id, bucket_id, name, owner, owner_id, created_at, updated_at, last_accessed_at, metadata, version, user_metadata)
SELECT CASE WHEN EXISTS (SELECT FROM storage.objects AS o WHERE o.id::text = s.id) THEN gen_random_uuid()
        ELSE s.id::uuid END,
    s.bucket_id, s.name, {_OWNER}, {_OWNER}::text, coalesce(s.created_at::timestamptz, now()),
    coalesce(s.updated_at::timestamptz, now()), coalesce(s.last_accessed_at::timestamptz, now()),
    coalesce(s.metadata::jsonb, '{{{{}}}}') || $3::text::jsonb, $4, s.user_metadata::jsonb
FROM {{staging}} AS s WHERE s.bucket_id = $1 AND s.name = $2
"""


async def add_buckets(connection: Connection, buckets: StagingTable) -> tuple[int, int, int]:
    """Add the buckets that are not here; return how many there are, were added, and are here as in the dump."""
    await add_columns(connection, buckets, columns=BUCKET_COLUMNS)
    status = await connection.execute(_ADD_BUCKETS.format(staging=buckets.address), timeout=LOAD_TIMEOUT)
    found = await connection.fetchval(_COUNT.format(staging=buckets.address))
    same = await connection.fetchval(_COUNT_SAME.format(staging=buckets.address))
    return found, int(status.rsplit(" ", 1)[1]), same


async def count_objects(connection: Connection, objects: StagingTable) -> int:
    """Return the number of objects."""
    count: int = await connection.fetchval(_COUNT.format(staging=objects.address))
    return count


async def read_objects(connection: Connection, objects: StagingTable) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the objects by name, each with whether its bucket and the object itself are here."""
    await add_columns(connection, objects, columns=OBJECT_COLUMNS)
    await connection.execute(f"CREATE INDEX ON {objects.address} (bucket_id, name)", timeout=LOAD_TIMEOUT)
    cursor = await connection.cursor(_OBJECTS.format(staging=objects.address), timeout=LOAD_TIMEOUT)
    while rows := await cursor.fetch(BATCH, timeout=LOAD_TIMEOUT):
        for row in rows:
            yield row


async def add_object(
    connection: Connection, objects: StagingTable, *, bucket: str, name: str, metadata: str, version: str
) -> None:
    """Add an object whose file is stored."""
    await connection.execute(_ADD_OBJECT.format(staging=objects.address), bucket, name, metadata, version)
