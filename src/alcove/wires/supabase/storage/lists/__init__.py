"""Lists of objects: the entries of a folder, and pages of all objects under a prefix."""

from alcove.wires.supabase.storage.lists.routes import list_routes

__all__ = ["list_routes"]
