"""What is known of an object without its content."""

from alcove.wires.supabase.storage.info.routes import list_routes

__all__ = ["list_routes"]
