"""Any text in the headers by which a server asks for a pause."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.ratelimit.model import MAX_RETRY_AFTER, ResponseInfo

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DATES = st.builds(
    "{}, {} {} {} {}:00:00 {}".format,
    st.sampled_from(["Mon", "Xxx", ""]),
    st.integers(-1, 40),
    st.sampled_from(["Jan", "Feb", "13", ""]),
    st.integers(-1, 10**6),
    st.integers(-1, 30),
    st.sampled_from(["GMT", "+0000", "+9999", "-999999", "x"]),
)


def answer(text: str) -> ResponseInfo:
    """Return a response with this header."""
    return ResponseInfo(status=429, headers={"Retry-After": text}, received=NOW)


@settings(derandomize=True, max_examples=500)
@given(st.text(max_size=40) | DATES | st.integers().map(str))
def test_any_pause_is_bounded(text: str) -> None:
    """A pause is a number of seconds within the limit, or there is none."""
    pause = answer(text).retry_after()
    assert pause is None or 0 <= pause <= MAX_RETRY_AFTER


@settings(derandomize=True, max_examples=200)
@given(st.integers(0, int(MAX_RETRY_AFTER)))
def test_seconds_and_dates_mean_the_same(seconds: int) -> None:
    """A pause that is given as a number and as a date is as long."""
    date = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)
    assert answer(str(seconds)).retry_after() == pytest.approx(answer(date).retry_after(), abs=1)
