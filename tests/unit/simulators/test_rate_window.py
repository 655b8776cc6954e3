"""The sliding window of the rate limit."""

from hypothesis import given
from hypothesis import strategies as st

from alcove.simulators.discogs.rate_window import RateWindow
from support.clock import FakeClock


def test_window_slides() -> None:
    """A request leaves the window exactly its length after it arrived."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    assert window.admit("a", limit=2).allowed
    clock.advance(30)
    assert window.admit("a", limit=2).allowed
    clock.advance(29.9)
    rejected = window.admit("a", limit=2)
    assert (rejected.allowed, rejected.used, rejected.retry_after) == (False, 2, 1)
    clock.advance(0.1)
    assert window.admit("a", limit=2).allowed
    assert not window.admit("a", limit=2).allowed


def test_headers() -> None:
    """The three headers have the limit, the used and the remaining requests."""
    window = RateWindow(FakeClock(), length_s=60)
    window.admit("a", limit=60)
    assert window.admit("a", limit=60).headers == {
        "X-Discogs-Ratelimit": "60",
        "X-Discogs-Ratelimit-Used": "2",
        "X-Discogs-Ratelimit-Remaining": "58",
    }


def test_one_window_per_address() -> None:
    """One IP address does not use up the requests of another one."""
    window = RateWindow(FakeClock(), length_s=60)
    assert window.admit("a", limit=1).allowed
    assert not window.admit("a", limit=1).allowed
    assert window.admit("b", limit=1).allowed


def test_limits_share_one_window() -> None:
    """After 30 authenticated requests, an anonymous one with a limit of 25 waits until six have left the window."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    for _ in range(30):
        window.admit("a", limit=60)
        clock.advance(1)
    rejected = window.admit("a", limit=25)
    assert (rejected.allowed, rejected.retry_after) == (False, 35)
    clock.advance(35)
    assert not window.admit("a", limit=24).allowed
    assert window.admit("a", limit=25).allowed


@given(st.lists(st.floats(0, 20), max_size=120), st.integers(1, 10))
def test_limit_holds_for_any_arrivals(pauses: list[float], limit: int) -> None:
    """For any arrival times, no 60 seconds contain more accepted requests than the limit."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    accepted = []
    for pause in pauses:
        clock.advance(pause)
        if window.admit("a", limit=limit).allowed:
            accepted.append(clock.monotonic())
    for start in accepted:
        assert sum(start <= time < start + 60 - 1e-6 for time in accepted) <= limit
