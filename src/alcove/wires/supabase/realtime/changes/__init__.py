"""Changes of rows in tables of the publication `supabase_realtime`, for those who may read them."""

from alcove.wires.supabase.realtime.changes.database import ChangesDatabase
from alcove.wires.supabase.realtime.changes.feed import PostgresChangesFeed
from alcove.wires.supabase.realtime.changes.store.outbox import prune_changes

__all__ = ["ChangesDatabase", "PostgresChangesFeed", "prune_changes"]
