"""Who is present in which room, over all api processes; each process owns the presences of its websockets."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

from alcove.wires.supabase.realtime.peers import PeerBroadcast, PeerLink, PresenceJoined, PresenceLeft
from alcove.wires.supabase.realtime.presence import PresenceEntry

OFFLINE: Final = "offline"
_OWN: Final = ""
_RANKS: Final = ("focus", "active", "away")
"""A member with several websockets has the first of their statuses."""


class RoomPresence:
    """The presences by room and user; `on_change` gets the room and the user whose status may have changed."""

    def __init__(self, *, on_change: Callable[[str, str], None]) -> None:
        self._on_change = on_change
        self._rooms: dict[str, dict[str, dict[str, str]]] = {}
        """The status of each reference, by user and room."""
        self._owners: dict[str, dict[str, PresenceEntry]] = {}
        self.link: PeerLink | None = None

    def __len__(self) -> int:
        """Return the number of rooms with somebody in them."""
        return len(self._rooms)

    def track(self, room_id: str, *, user_id: str, ref: str, status: str) -> None:
        """Set the status of a websocket of this process."""
        entry = PresenceEntry(name=room_id, is_private=True, key=user_id, ref=ref, meta=status.encode())
        self._add(entry, owner=_OWN)
        if self.link is not None:
            self.link.send(PresenceJoined(entry))

    def untrack(self, ref: str) -> None:
        """Remove a websocket of this process."""
        if self._remove(ref, owner=_OWN) and self.link is not None:
            self.link.send(PresenceLeft(ref))

    def status(self, room_id: str, user_id: str) -> str:
        """Return the status of a user in a room."""
        return _join_statuses(self._rooms.get(room_id, {}).get(user_id, {}))

    def count(self, room_id: str) -> int:
        """Return how many users are present in a room."""
        return len(self._rooms.get(room_id, ()))

    def list(self, room_id: str, *, limit: int) -> Sequence[Mapping[str, str]]:
        """Return users who are present in a room with their statuses."""
        users = islice(self._rooms.get(room_id, {}).items(), limit)
        return [{"user_id": user_id, "status": _join_statuses(statuses)} for user_id, statuses in users]

    def on_joined(self, entry: PresenceEntry, *, peer: str) -> None:
        """Note the status of a websocket of another process."""
        self._add(entry, owner=peer)

    def on_left(self, ref: str, *, peer: str) -> None:
        """Note that a websocket of another process has ended."""
        self._remove(ref, owner=peer)

    def on_state(self, entries: Sequence[PresenceEntry], *, peer: str) -> None:
        """Set all presences of another process."""
        current = {entry.ref: entry for entry in entries}
        for ref in [ref for ref in self._owners.get(peer, ()) if ref not in current]:
            self._remove(ref, owner=peer)
        for entry in current.values():
            self._add(entry, owner=peer)

    def on_gone(self, peer: str) -> None:
        """Remove all presences of another process."""
        self.on_state((), peer=peer)
        self._owners.pop(peer, None)

    def on_broadcast(self, broadcast: PeerBroadcast) -> None:
        """Ignore broadcasts: events come from the database."""

    def own_presences(self) -> Sequence[PresenceEntry]:
        """Return the presences of this process."""
        return list(self._owners.get(_OWN, {}).values())

    def _add(self, entry: PresenceEntry, *, owner: str) -> None:
        entries = self._owners.setdefault(owner, {})
        if entries.get(entry.ref) == entry:
            return
        entries[entry.ref] = entry
        self._rooms.setdefault(entry.name, {}).setdefault(entry.key, {})[entry.ref] = entry.meta.decode()
        self._on_change(entry.name, entry.key)

    def _remove(self, ref: str, *, owner: str) -> bool:
        entry = self._owners.get(owner, {}).pop(ref, None)
        if entry is None:
            return False
        users = self._rooms[entry.name]
        users[entry.key].pop(ref, None)
        if not users[entry.key]:
            del users[entry.key]
        if not users:
            del self._rooms[entry.name]
        self._on_change(entry.name, entry.key)
        return True


def _join_statuses(statuses: Mapping[str, str]) -> str:
    """Return the status of a member from those of the websockets."""
    if len(statuses) == 1:
        return next(iter(statuses.values()))
    found = statuses.values()
    return next((status for status in _RANKS if status in found), OFFLINE)
