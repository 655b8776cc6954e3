"""Files with the contents of objects, each named by a version that never changes."""

from alcove.wires.supabase.storage.files.local import LocalFileStore
from alcove.wires.supabase.storage.files.model import FileStore, FileWriter, StoredFile, new_version
from alcove.wires.supabase.storage.files.unfinished import UnfinishedFile, UnfinishedFiles

__all__ = [
    "FileStore",
    "FileWriter",
    "LocalFileStore",
    "StoredFile",
    "UnfinishedFile",
    "UnfinishedFiles",
    "new_version",
]
