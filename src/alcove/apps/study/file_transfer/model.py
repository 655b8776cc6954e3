"""Which names of buckets and objects are paths inside a folder."""

from typing import Final

from alcove.wires.supabase.storage.errors import StorageError
from alcove.wires.supabase.storage.names import check_bucket_name, check_key

MAX_OBJECTS: Final = 10_000_000
"""Objects of one import or export."""


def is_safe_name(bucket: str, name: str) -> bool:
    """Return whether this server could serve an object, whose name then leads to no other folder."""
    try:
        check_bucket_name(bucket)
        check_key(name)
    except StorageError:
        return False
    return True
