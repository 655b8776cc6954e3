"""Removal of objects: of one, or of several at once."""

from alcove.wires.supabase.storage.removal.routes import list_routes

__all__ = ["list_routes"]
