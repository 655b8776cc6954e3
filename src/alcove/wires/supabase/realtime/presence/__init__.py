"""Presence: who is on a topic, over all processes."""

from alcove.wires.supabase.realtime.presence.model import InvalidTrack, PresenceEntry, build_meta, read_track
from alcove.wires.supabase.realtime.presence.registry import PresenceRegistry

__all__ = ["InvalidTrack", "PresenceEntry", "PresenceRegistry", "build_meta", "read_track"]
