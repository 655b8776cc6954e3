"""Downloads of objects: of public buckets without a key, of others as policies allow."""

from alcove.wires.supabase.storage.download.finder import ObjectFinder
from alcove.wires.supabase.storage.download.responses import FileResponder
from alcove.wires.supabase.storage.download.routes import list_routes

__all__ = ["FileResponder", "ObjectFinder", "list_routes"]
