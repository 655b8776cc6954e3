"""Uploads: the content of a request becomes a file, and a row names it."""

from alcove.wires.supabase.storage.upload.body import check_metadata, read_cache_control, read_type
from alcove.wires.supabase.storage.upload.routes import list_routes
from alcove.wires.supabase.storage.upload.service import Upload, Uploader, UploadMode, check_type

__all__ = [
    "Upload",
    "UploadMode",
    "Uploader",
    "check_metadata",
    "check_type",
    "list_routes",
    "read_cache_control",
    "read_type",
]
