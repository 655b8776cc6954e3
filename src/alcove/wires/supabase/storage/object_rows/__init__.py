"""The rows of objects, which every operation reads or writes."""

from alcove.wires.supabase.storage.object_rows.model import BucketInfo, FileMetadata, StoredObject, read_owner
from alcove.wires.supabase.storage.object_rows.store import find_bucket, find_names, find_object, find_public_object

__all__ = [
    "BucketInfo",
    "FileMetadata",
    "StoredObject",
    "find_bucket",
    "find_names",
    "find_object",
    "find_public_object",
    "read_owner",
]
