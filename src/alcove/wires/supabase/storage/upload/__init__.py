"""Uploads: the content of a request becomes a file, and a row names it."""

from alcove.wires.supabase.storage.upload.routes import list_routes
from alcove.wires.supabase.storage.upload.service import Upload, Uploader, UploadMode

__all__ = ["Upload", "UploadMode", "Uploader", "list_routes"]
