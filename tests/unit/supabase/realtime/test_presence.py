"""Presence: whatever comes and goes, a client that applies the changes has the state of the server."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.realtime.channel import Topic
from alcove.wires.supabase.realtime.presence import PresenceEntry, PresenceRegistry, build_meta

TOPIC = Topic("room", is_private=False)
OWNERS = ("", "b", "c")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "report", "drop", "replace"]), st.integers(0, 5), st.sampled_from(OWNERS)
    ),
    max_size=40,
)


def entry(number: int, owner: str) -> PresenceEntry:
    """Return the presence of a client of a process; several have the same key."""
    ref = f"{owner}{number}"
    return PresenceEntry("room", False, f"key {number % 3}", ref, build_meta({}, ref=ref, previous=""))


class Client:
    """What Supabase's client makes of the frames, without its callbacks."""

    def __init__(self) -> None:
        self.refs: dict[str, set[str]] = {}

    def apply(self, changes: bytes | None) -> None:
        """Apply a change: joins first, as clients do."""
        if changes is None:
            return
        content: Any = json.loads(changes)
        assert not _refs(content["joins"]) & _refs(content["leaves"])
        for key, value in content["joins"].items():
            self.refs.setdefault(key, set()).update(meta["phx_ref"] for meta in value["metas"])
        for key, value in content["leaves"].items():
            left = {meta["phx_ref"] for meta in value["metas"]}
            assert left <= self.refs.get(key, set())
            self.refs[key] -= left
            if not self.refs[key]:
                del self.refs[key]


def _refs(presences: Any) -> set[str]:
    return {meta["phx_ref"] for value in presences.values() for meta in value["metas"]}


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
def test_changes_lead_to_the_state(steps: list[tuple[str, int, str]]) -> None:
    """The sum of all changes is the state, over clients of several processes."""
    scheduled: list[None] = []
    registry, client = PresenceRegistry(schedule_report=lambda: scheduled.append(None)), Client()
    present: dict[str, set[int]] = {owner: set() for owner in OWNERS}
    for step, number, owner in steps:
        if step == "add" and number not in present[owner]:
            registry.add(entry(number, owner), owner=owner)
            present[owner].add(number)
        elif step == "remove":
            registry.remove(f"{owner}{number}", owner=owner)
            present[owner].discard(number)
        elif step == "drop":
            registry.drop_owner(owner)
            present[owner] = set()
        elif step == "replace":
            present[owner] = set(range(number))
            registry.replace([entry(other, owner) for other in range(number)], owner=owner)
        elif step == "report":
            client.apply(registry.take_report(TOPIC))
    assert bool(registry.changed_topics()) <= bool(scheduled)
    client.apply(registry.take_report(TOPIC))
    state = json.loads(registry.state(TOPIC))
    assert {key: {meta["phx_ref"] for meta in value["metas"]} for key, value in state.items()} == client.refs
    assert sum(map(len, client.refs.values())) == sum(map(len, present.values()))
    assert registry.changed_topics() == []


def test_nothing_is_kept_of_topics_that_are_empty() -> None:
    """When all have left and that was reported, the registry is as new."""
    registry = PresenceRegistry(schedule_report=lambda: None)
    for number in range(100):
        registry.add(PresenceEntry(f"room {number}", False, "key", str(number), b"{}"), owner="")
        registry.take_report(Topic(f"room {number}", is_private=False))
        registry.remove(str(number))
        registry.take_report(Topic(f"room {number}", is_private=False))
    assert (registry.own_entries(), len(registry)) == ([], 0)
