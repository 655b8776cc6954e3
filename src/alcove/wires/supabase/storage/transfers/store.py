"""The statement that moves an object; it runs with the caller's rights."""

from typing import Final

from alcove.foundation.database import Connection
from alcove.wires.supabase.storage.object_rows import StoredObject, read_owner

_MOVE: Final = """
UPDATE storage.objects
SET bucket_id = $4, name = $5, owner = $6, owner_id = $7
WHERE id = $1::uuid AND bucket_id = $2 AND name = $3
"""


async def move_object(
    session: Connection, found: StoredObject, *, bucket_id: str, name: str, owner_id: str | None
) -> bool:
    """Change the bucket, name and owner of an object; return whether the caller may change it.

    UniqueViolationError when the name is taken.
    """
    source = (found.id, found.bucket_id, found.name)
    target = (bucket_id, name, read_owner(owner_id), owner_id)
    status = await session.execute(_MOVE, *source, *target)
    return str(status) == "UPDATE 1"
