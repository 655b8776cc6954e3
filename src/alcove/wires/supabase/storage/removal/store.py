"""The statement that removes objects; it runs with the caller's rights."""

from collections.abc import Sequence
from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.storage.removal.schemas import ObjectName

_TIME: Final = """'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'"""
# A name with a version means that version only. Triggers record the files that no object names any more.
_REMOVE: Final = f"""
WITH removed AS (
    DELETE FROM storage.objects AS o
    USING unnest($2::text[], $3::text[]) AS wanted (name, version)
    WHERE o.bucket_id = $1 AND o.name = wanted.name AND (wanted.version IS NULL OR o.version = wanted.version)
    RETURNING o.*
)
SELECT coalesce(json_agg(json_build_object(
    'bucket_id', bucket_id, 'name', name, 'owner', coalesce(owner::text, ''), 'owner_id', coalesce(owner_id, ''),
    'version', coalesce(version, ''), 'id', id,
    'updated_at', to_char(updated_at AT TIME ZONE 'UTC', {_TIME}),
    'created_at', to_char(created_at AT TIME ZONE 'UTC', {_TIME}),
    'last_accessed_at', to_char(last_accessed_at AT TIME ZONE 'UTC', {_TIME}),
    'metadata', metadata, 'user_metadata', user_metadata) ORDER BY name COLLATE "C"), '[]')::text
FROM removed
"""  # noqa: S608 - a constant of this module


async def remove_objects(session: Connection, bucket_id: str, *, names: Sequence[ObjectName]) -> bytes:
    """Remove the objects that the caller may remove, and return them as a JSON array."""
    # Two removals of the same objects lock them in one order.
    ordered = sorted(names, key=lambda name: name.path)
    paths, versions = [name.path for name in ordered], [name.version_id for name in ordered]
    text: str = await session.fetchval(_REMOVE, bucket_id, paths, versions)
    return text.encode()
