"""Changes of rows in tables of the publication `supabase_realtime`, for those who may read them."""

from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.feed import PostgresChangesFeed

__all__ = ["ChangesDatabase", "PostgresChangesFeed"]
