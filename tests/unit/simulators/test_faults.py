"""Which request a fault strikes, and what malformed items are."""

import msgspec
import pytest

from fixtures.simulators.faults import FaultEngine, Faults
from fixtures.simulators.malformed import MALFORMED_KINDS, corrupt_item


def test_every_third_request_fails() -> None:
    """`every` counts matching requests, after the spared ones."""
    engine = FaultEngine(Faults(every={"error": 3}, skip=1))
    assert [engine.next_fault() for _ in range(7)] == ["none", "none", "none", "error", "none", "none", "error"]


def test_the_next_two_requests_fail() -> None:
    """`next` strikes so many requests and then no more."""
    engine = FaultEngine(Faults(next={"throttle": 2, "reset": 1}))
    assert [engine.next_fault() for _ in range(5)] == ["throttle", "throttle", "reset", "none", "none"]


def test_using_faults_anew_starts_the_count_again() -> None:
    """Replaced faults begin with their own first request."""
    engine = FaultEngine(Faults(every={"cut": 2}))
    engine.next_fault()
    engine.configure(Faults(every={"cut": 2}))
    assert [engine.next_fault(), engine.next_fault()] == ["none", "cut"]


def test_only_limits_faults_to_paths() -> None:
    """Without `only` the API is concerned; with it, what starts with it, even outside of the API."""
    assert FaultEngine(Faults()).matches("/releases/1", api=True)
    assert not FaultEngine(Faults()).matches("/v6/k/latest/USD", api=False)
    engine = FaultEngine(Faults(only="/v6/"))
    assert engine.matches("/v6/k/latest/USD", api=False)
    assert not engine.matches("/releases/1", api=True)


def test_unknown_faults_are_refused() -> None:
    """A misspelt fault is an error instead of a fault that never happens."""
    with pytest.raises(ValueError, match="sideways"):
        Faults(malformed={1: "sideways"})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"every": {"explode": 1}}', type=Faults)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"latency": 1}', type=Faults)


@pytest.mark.parametrize("kind", sorted(MALFORMED_KINDS))
def test_every_malformed_kind_is_a_change(kind: str) -> None:
    """Each kind makes a sound item different from what it was."""

    def sound() -> dict[str, object]:
        return {
            "id": 1, "condition": "Mint (M)", "posted": "2020-01-01T00:00:00-08:00", "seller": {},
            "price": {"value": 1.0}, "original_price": {"value": 1.0},
            "release": {"id": 2, "title": "t", "artist": "a", "year": 1, "stats": {"community": {}}},
        }  # fmt: skip

    assert corrupt_item(sound(), kind) != sound()
