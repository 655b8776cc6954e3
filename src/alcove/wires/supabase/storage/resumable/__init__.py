"""Resumable uploads by the tus protocol 1.0.0: the content of an object arrives in parts."""

from alcove.wires.supabase.storage.resumable.removal import UploadRemoval
from alcove.wires.supabase.storage.resumable.routes import list_routes

__all__ = ["UploadRemoval", "list_routes"]
