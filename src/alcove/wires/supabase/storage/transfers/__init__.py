"""Objects that get another name: moved, or copied."""

from alcove.wires.supabase.storage.transfers.routes import list_routes

__all__ = ["list_routes"]
