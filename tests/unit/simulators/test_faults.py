"""Selection of the requests with faults, and malformed items."""

import msgspec
import pytest

from fixtures.simulators.faults import FaultEngine, Faults
from fixtures.simulators.malformed import MALFORMED_KINDS, corrupt_item


def test_every() -> None:
    """`every` counts matching requests after the skipped ones."""
    engine = FaultEngine(Faults(every={"error": 3}, skip=1))
    assert [engine.next_fault() for _ in range(7)] == ["none", "none", "none", "error", "none", "none", "error"]


def test_next() -> None:
    """`next` applies to that many requests and then no more."""
    engine = FaultEngine(Faults(next={"throttle": 2, "reset": 1}))
    assert [engine.next_fault() for _ in range(5)] == ["throttle", "throttle", "reset", "none", "none"]


def test_configure_restarts_the_count() -> None:
    """New faults count from the next request."""
    engine = FaultEngine(Faults(every={"cut": 2}))
    engine.next_fault()
    engine.configure(Faults(every={"cut": 2}))
    assert [engine.next_fault(), engine.next_fault()] == ["none", "cut"]


def test_only() -> None:
    """Without `only` faults apply to the API; with it to paths that start with it, also outside of the API."""
    assert FaultEngine(Faults()).matches("/releases/1", api=True)
    assert not FaultEngine(Faults()).matches("/v6/k/latest/USD", api=False)
    engine = FaultEngine(Faults(only="/v6/"))
    assert engine.matches("/v6/k/latest/USD", api=False)
    assert not engine.matches("/releases/1", api=True)


def test_unknown_faults_are_rejected() -> None:
    """An unknown fault, kind or field raises an error."""
    with pytest.raises(ValueError, match="sideways"):
        Faults(malformed={1: "sideways"})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"every": {"explode": 1}}', type=Faults)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"latency": 1}', type=Faults)


@pytest.mark.parametrize("kind", sorted(MALFORMED_KINDS))
def test_malformed_kinds_change_the_item(kind: str) -> None:
    """Each kind changes a valid item."""

    def valid_item() -> dict[str, object]:
        return {
            "id": 1, "condition": "Mint (M)", "posted": "2020-01-01T00:00:00-08:00", "seller": {},
            "price": {"value": 1.0}, "original_price": {"value": 1.0},
            "release": {"id": 2, "title": "t", "artist": "a", "year": 1, "stats": {"community": {}}},
        }  # fmt: skip

    assert corrupt_item(valid_item(), kind) != valid_item()
