"""Private channels: policies decide who may use them; broadcasts from the database, and their replay."""

from alcove.wires.supabase.realtime.private.authorizer import PolicyAuthorizer
from alcove.wires.supabase.realtime.private.feed import BroadcastFeed, DeliverBroadcast
from alcove.wires.supabase.realtime.private.messages import DatabaseMessages

__all__ = ["BroadcastFeed", "DatabaseMessages", "DeliverBroadcast", "PolicyAuthorizer"]
