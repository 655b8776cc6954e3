"""Buckets: list, read, create, change, empty and delete them, as policies on storage.buckets allow."""

from alcove.wires.supabase.storage.buckets.routes import list_routes

__all__ = ["list_routes"]
