"""Who is present on all topics: the clients of this process, and copies of what other processes know."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from alcove.wires.supabase.realtime.channel import Topic
from alcove.wires.supabase.realtime.presence.model import PresenceEntry, TopicPresence

_OWN: Final = ""
"""The owner of the entries of this process."""
_EMPTY_STATE: Final = b"{}"


class PresenceRegistry:
    """The presences by topic; each process owns those of its clients and tells others about them."""

    def __init__(self, *, schedule_report: Callable[[], None]) -> None:
        """Take what causes a call of `take_reports` soon."""
        self._schedule_report = schedule_report
        self._topics: dict[Topic, TopicPresence] = {}
        self._owners: dict[str, dict[str, PresenceEntry]] = {}
        self._changed: dict[Topic, None] = {}

    def __len__(self) -> int:
        """Return the number of topics of which something is kept."""
        return len(self._topics)

    def add(self, entry: PresenceEntry, *, owner: str = _OWN) -> None:
        """Add the entry of a client of this process, or of the process `owner`."""
        self._owners.setdefault(owner, {})[entry.ref] = entry
        self._topics.setdefault(entry.topic, TopicPresence()).add(entry)
        self._note_change(entry.topic)

    def remove(self, ref: str, *, owner: str = _OWN) -> None:
        """Remove an entry, if it is there."""
        entry = self._owners.get(owner, {}).pop(ref, None)
        if entry is not None:
            self._topics[entry.topic].remove(ref)
            self._note_change(entry.topic)

    def replace(self, entries: Iterable[PresenceEntry], *, owner: str) -> None:
        """Set all entries of another process; those that stay are not reported."""
        current = {entry.ref: entry for entry in entries}
        for ref in list(self._owners.get(owner, ())):
            if ref not in current:
                self.remove(ref, owner=owner)
        known = self._owners.get(owner, {})
        for ref, entry in current.items():
            if ref not in known:
                self.add(entry, owner=owner)

    def drop_owner(self, owner: str) -> None:
        """Remove all entries of another process."""
        self.replace((), owner=owner)
        self._owners.pop(owner, None)

    def own_entries(self) -> Sequence[PresenceEntry]:
        """Return the entries of this process."""
        return list(self._owners.get(_OWN, {}).values())

    def state(self, topic: Topic) -> bytes:
        """Return who is on a topic, as JSON."""
        presence = self._topics.get(topic)
        return presence.state() if presence is not None else _EMPTY_STATE

    def take_report(self, topic: Topic) -> bytes | None:
        """Return the changes of a topic since its last report as JSON, None without any."""
        self._changed.pop(topic, None)
        presence = self._topics.get(topic)
        if presence is None:
            return None
        changes = presence.take_changes()
        if presence.is_empty:
            del self._topics[topic]
        return changes

    def changed_topics(self) -> Sequence[Topic]:
        """Return the topics that have something to report."""
        return list(self._changed)

    def _note_change(self, topic: Topic) -> None:
        if not self._changed:
            self._schedule_report()
        self._changed[topic] = None
