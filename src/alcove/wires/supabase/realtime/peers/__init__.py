"""The api processes among themselves: what is sent in one reaches the clients of all."""

from alcove.wires.supabase.realtime.peers.link import PeerEvents, PeerLink, PeerTimes
from alcove.wires.supabase.realtime.peers.messages import PeerBroadcast, PresenceJoined, PresenceLeft

__all__ = ["PeerBroadcast", "PeerEvents", "PeerLink", "PeerTimes", "PresenceJoined", "PresenceLeft"]
