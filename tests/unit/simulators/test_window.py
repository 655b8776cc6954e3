"""The moving window."""

from hypothesis import given
from hypothesis import strategies as st

from alcove.simulators.discogs.rate_window import RateWindow
from support.clock import FakeClock


def test_the_window_moves() -> None:
    """A request leaves the window exactly its length after it came, not at the turn of a minute."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    assert window.admit("a", limit=2).allowed
    clock.advance(30)
    assert window.admit("a", limit=2).allowed
    clock.advance(29.9)
    refused = window.admit("a", limit=2)
    assert (refused.allowed, refused.used, refused.retry_after) == (False, 2, 1)
    clock.advance(0.1)
    assert window.admit("a", limit=2).allowed
    assert not window.admit("a", limit=2).allowed


def test_headers_count_down() -> None:
    """The three headers name the limit, what was used and what is left."""
    window = RateWindow(FakeClock(), length_s=60)
    window.admit("a", limit=60)
    assert window.admit("a", limit=60).headers == {
        "X-Discogs-Ratelimit": "60",
        "X-Discogs-Ratelimit-Used": "2",
        "X-Discogs-Ratelimit-Remaining": "58",
    }


def test_addresses_have_windows_of_their_own() -> None:
    """One address cannot use up another's requests."""
    window = RateWindow(FakeClock(), length_s=60)
    assert window.admit("a", limit=1).allowed
    assert not window.admit("a", limit=1).allowed
    assert window.admit("b", limit=1).allowed


def test_a_smaller_limit_counts_what_the_larger_let_through() -> None:
    """After 30 signed-in requests, an anonymous one with a limit of 25 has to wait for six to leave."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    for _ in range(30):
        window.admit("a", limit=60)
        clock.advance(1)
    refused = window.admit("a", limit=25)
    assert (refused.allowed, refused.retry_after) == (False, 35)
    clock.advance(35)
    assert not window.admit("a", limit=24).allowed
    assert window.admit("a", limit=25).allowed


@given(st.lists(st.floats(0, 20), max_size=120), st.integers(1, 10))
def test_no_span_ever_holds_more_than_the_limit(pauses: list[float], limit: int) -> None:
    """However requests arrive, no 60 seconds hold more accepted ones than the limit."""
    clock = FakeClock()
    window = RateWindow(clock, length_s=60)
    accepted = []
    for pause in pauses:
        clock.advance(pause)
        if window.admit("a", limit=limit).allowed:
            accepted.append(clock.monotonic())
    for start in accepted:
        assert sum(start <= moment < start + 60 - 1e-6 for moment in accepted) <= limit
