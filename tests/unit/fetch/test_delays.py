"""Rate limit windows, Retry-After, and retry delays."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.fetch import Policy
from alcove.foundation.ratelimit import BACKOFF_STEPS, ResponseInfo, add_jitter, backoff_seconds, next_start

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
PAUSES = st.lists(st.integers(0, 90_000), min_size=1, max_size=150)
LIMITS = st.integers(1, 12)


def simulate(pauses: list[int], *, limit: int, window: int, spacing: int) -> list[tuple[int, int]]:
    """Request a start after each pause, in simulated milliseconds; return pairs of request and start."""
    now = 0
    requests: list[tuple[int, int]] = []
    for retry_delay in pauses:
        now += retry_delay
        starts = [float(start) for _, start in requests]
        start = next_start(starts, now=now, limit=limit, window=window, spacing=spacing)
        requests.append((now, int(start)))
        now = int(start)
    return requests


@given(pauses=PAUSES, limit=LIMITS, spacing=st.integers(0, 2000))
def test_no_half_open_window_holds_more_than_the_limit(pauses: list[int], limit: int, spacing: int) -> None:
    """Every half-open window of 60 s has at most `limit` starts."""
    starts = [start for _, start in simulate(pauses, limit=limit, window=60_000, spacing=spacing)]
    for begin in starts:
        assert sum(begin <= start < begin + 60_000 for start in starts) <= limit


@given(pauses=PAUSES, limit=LIMITS, spacing=st.integers(0, 2000))
def test_a_start_is_the_earliest_allowed_one(pauses: list[int], limit: int, spacing: int) -> None:
    """A delayed start could not have been a millisecond earlier."""
    played = simulate(pauses, limit=limit, window=60_000, spacing=spacing)
    for index, (requests, start) in enumerate(played):
        earlier = [before for _, before in played[:index]]
        sooner = start - 1
        too_many = sum(sooner - 60_000 < before <= sooner for before in earlier) >= limit
        too_close = bool(earlier) and sooner < earlier[-1] + spacing
        assert start == requests or too_many or too_close


@given(
    starts=st.lists(st.floats(0, 1000), max_size=70),
    now=st.floats(0, 2000),
    hold=st.none() | st.floats(0, 3000),
    limit=LIMITS,
)
def test_a_hold_is_kept_and_the_order_of_starts_does_not_matter(
    starts: list[float], now: float, hold: float | None, limit: int
) -> None:
    """A start is never before now or the end of a pause, independent of the order of earlier starts."""
    result = next_start(starts, now=now, limit=limit, window=60.0, spacing=1.0, hold_until=hold)
    assert result >= now
    assert hold is None or result >= hold
    backwards = list(reversed(starts))
    assert result == next_start(backwards, now=now, limit=limit, window=60.0, spacing=1.0, hold_until=hold)


def test_spacing_is_measured_from_the_previous_start() -> None:
    """A slow response delays the window, not the spacing of the next start."""
    result = next_start([107.0], now=107.0, limit=60, window=60.0, spacing=1.0, previous=100.0)
    assert result == 107.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:59:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 -0000", 30.0),
        ("99999999", 3600.0),
        ("Thu, 01 Jan 2099 12:00:30 GMT", 3600.0),
        ("soon", None),
        ("-5", None),
        ("1.5", 1.5),
        ("", None),
        ("9" * 5000, 3600.0),
        ("Thu, 99 Jan 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    """Retry-After is parsed in both formats, limited to an hour, and ignored when invalid."""
    assert ResponseInfo(429, {"RETRY-after": value}, NOW).retry_after() == seconds


def test_consecutive_pauses_have_a_maximum() -> None:
    """Consecutive 429 responses wait 60, 120 and then 240 s."""
    assert [backoff_seconds(BACKOFF_STEPS, strikes) for strikes in (0, 1, 2, 3, 4, 99)] == [60, 60, 120, 240, 240, 240]


@given(seed=st.integers(), seconds=st.floats(0, 1000))
def test_jitter_only_lengthens(seed: int, seconds: float) -> None:
    """Retries never come early, and at most a tenth late."""
    assert seconds <= add_jitter(seconds, random.Random(seed)) <= seconds * 1.1 + 1e-9  # noqa: S311 - seeded


@given(seed=st.integers())
def test_retries_pause_for_1_2_and_4_seconds_and_a_bit(seed: int) -> None:
    """Retry delays double from one second, with at most 25 % jitter."""
    policy = Policy(name="p", base_url="http://h", user_agent="u/1")
    rng = random.Random(seed)  # noqa: S311 - seeded
    for retry, base in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 4.0)):
        assert base <= policy.retry_delay(retry, rng) <= base * 1.25


@pytest.mark.parametrize("agent", ["", "  "])
def test_a_policy_needs_a_user_agent(agent: str) -> None:
    """A policy needs a User-Agent."""
    with pytest.raises(ValueError, match="User-Agent"):
        Policy(name="p", base_url="http://h", user_agent=agent)
