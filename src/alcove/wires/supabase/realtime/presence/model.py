"""What a client tracks, and the changes of a topic that are not told yet."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from alcove.wires.supabase.realtime.channel import Topic

REF: Final = "phx_ref"
PREVIOUS_REF: Final = "phx_ref_prev"

_encode = msgspec.json.Encoder().encode
_decode_map = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class InvalidTrack(Exception):
    """What a client wants to track is no object, or has too many keys."""


class PresenceEntry(msgspec.Struct, frozen=True, array_like=True):
    """What one client tracks on a topic; `ref` is its own, and the JSON of `meta` contains it."""

    name: str
    is_private: bool
    key: str
    ref: str
    meta: bytes

    @property
    def topic(self) -> Topic:
        """The topic that it is tracked on."""
        return Topic(self.name, self.is_private)


def read_track(payload: bytes, *, max_keys: int) -> Mapping[str, msgspec.Raw]:
    """Return the members of the object that a client tracks; InvalidTrack."""
    try:
        members = _decode_map(payload)
    except (ValueError, RecursionError) as error:
        raise InvalidTrack("Presence track payload must be a map") from error
    if len(members) > max_keys:
        raise InvalidTrack(f"Presence track payload has more than {max_keys} keys")
    return members


def build_meta(members: Mapping[str, msgspec.Raw], *, ref: str, previous: str) -> bytes:
    """Return the JSON of a tracked object with its reference, and that of what it replaces ("" for nothing)."""
    own = {name: value for name, value in members.items() if name not in (REF, PREVIOUS_REF)}
    references = {REF: ref, PREVIOUS_REF: previous} if previous else {REF: ref}
    return _encode({**references, **own})


class TopicPresence:
    """Who is on one topic, and who came and left since the last report."""

    __slots__ = ("_joined", "_left", "entries")

    def __init__(self) -> None:
        self.entries: dict[str, PresenceEntry] = {}
        self._joined: dict[str, PresenceEntry] = {}
        self._left: dict[str, PresenceEntry] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nobody is there, and nothing is to be reported."""
        return not (self.entries or self._joined or self._left)

    def add(self, entry: PresenceEntry) -> None:
        """Note that somebody came; one who left since the last report, and is the same, was always there."""
        self.entries[entry.ref] = entry
        if self._left.pop(entry.ref, None) is None:
            self._joined[entry.ref] = entry

    def remove(self, ref: str) -> None:
        """Note that somebody left; one who came since the last report was never there."""
        entry = self.entries.pop(ref, None)
        if entry is not None and self._joined.pop(ref, None) is None:
            self._left[ref] = entry

    def take_changes(self) -> bytes | None:
        """Return the changes since the last report as JSON, None without any."""
        if not (self._joined or self._left):
            return None
        changes = b'{"joins":%b,"leaves":%b}' % (_by_key(self._joined.values()), _by_key(self._left.values()))
        self._joined, self._left = {}, {}
        return changes

    def state(self) -> bytes:
        """Return who is there as JSON."""
        return _by_key(self.entries.values())


def _by_key(entries: Iterable[PresenceEntry]) -> bytes:
    metas: dict[str, list[msgspec.Raw]] = {}
    for entry in entries:
        metas.setdefault(entry.key, []).append(msgspec.Raw(entry.meta))
    return _encode({key: {"metas": values} for key, values in metas.items()})
