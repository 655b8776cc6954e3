"""Images that are made smaller, or of another format, when they are read. They need Pillow, the extra `images`."""

from alcove.wires.supabase.storage.images.routes import list_routes

__all__ = ["list_routes"]
