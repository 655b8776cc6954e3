"""Quiet hours and texts of notifications."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.notify.model import Notification, NotificationKind, QuietHours, clean_line, clean_text
from alcove.foundation.notify.webhook import sign

BERLIN = "Europe/Berlin"
KIND = NotificationKind(name="app.kind", title="Kind")


@pytest.mark.parametrize(
    ("hours", "zone", "now", "expected"),
    [
        ("22:00-07:30", "UTC", "2026-01-05T21:59", None),
        ("22:00-07:30", "UTC", "2026-01-05T22:00", "2026-01-06T07:30"),
        ("22:00-07:30", "UTC", "2026-01-06T07:29", "2026-01-06T07:30"),
        ("22:00-07:30", "UTC", "2026-01-06T07:30", None),
        ("12:00-13:00", "UTC", "2026-01-05T12:30", "2026-01-05T13:00"),
        ("12:00-13:00", "UTC", "2026-01-05T22:30", None),
        ("22:00-07:00", "Asia/Tokyo", "2026-01-05T13:00", "2026-01-05T22:00"),
        ("22:00-07:00", "America/Los_Angeles", "2026-01-05T13:00", "2026-01-05T15:00"),
        # The clock is put forward from 2 to 3: the quiet hours end an hour earlier.
        ("22:00-07:00", BERLIN, "2026-03-28T22:30", "2026-03-29T05:00"),
        # 02:30 does not exist on that day: the end is 03:30.
        ("22:00-02:30", BERLIN, "2026-03-29T00:30", "2026-03-29T01:30"),
        # The clock is put back from 3 to 2: 02:30 comes twice, and both are the end of what is quiet before.
        ("22:00-02:30", BERLIN, "2026-10-25T00:15", "2026-10-25T00:30"),
        ("22:00-02:30", BERLIN, "2026-10-25T01:15", "2026-10-25T01:30"),
        ("22:00-07:00", "No/Zone", "2026-01-05T23:00", None),
    ],
)
def test_the_end_of_quiet_hours(hours: str, zone: str, now: str, expected: str | None) -> None:
    """The end is the next one on the clock of the zone, also in the nights of a clock change."""
    start, end = map(time.fromisoformat, hours.split("-"))
    found = QuietHours(starts_at=start, ends_at=end, zone=zone).end_after(
        datetime.fromisoformat(now).replace(tzinfo=UTC)
    )
    assert found == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@given(
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from([BERLIN, "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]),
    seconds=st.integers(1_262_304_000, 2_208_988_800),
)
def test_quiet_hours_end_within_a_day_and_are_over_then(start: time, end: time, zone: str, seconds: int) -> None:
    """The end is in the future, at most 25 hours away, and is not quiet itself unless the clock repeats it."""
    if start == end:
        return
    hours = QuietHours(starts_at=start, ends_at=end, zone=zone)
    instant = datetime.fromtimestamp(seconds, UTC)
    found = hours.end_after(instant)
    if found is None:
        return
    assert instant < found <= instant + timedelta(hours=26)
    again = hours.end_after(found)
    local = found.astimezone(ZoneInfo(zone))
    assert again is None or local.time() != end or local.fold == 0


@given(st.text(st.characters(), max_size=300))
def test_texts_can_be_stored_and_are_bounded(text: str) -> None:
    """Whatever an app reports, the texts are valid UTF-8 without NUL, and no longer than is stored."""
    title, body, _ = Notification(kind=KIND, key="1", title=text, body=text * 10).texts()
    assert len(title) <= 200
    assert len(body) <= 2000
    for kept in (title, body):
        assert "\0" not in kept
        assert kept.encode().decode() == kept
    assert "\n" not in title


def test_surrogates_and_control_characters_are_removed() -> None:
    """Lone surrogates become question marks; control characters are left out, line ends of a line become spaces."""
    assert clean_text("a\ud800b\x00\x1b[31m\nc", limit=20) == "a?b[31m\nc"
    assert clean_line(" a\n\tb\r\n", limit=20) == "a b"
    assert clean_text("x" * 11, limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("change", "same"), [({}, True), ({"timestamp": 1}, False), ({"body": b"{}"}, False), ({"key": "other"}, False)]
)
def test_a_signature_covers_key_time_and_body(change: dict[str, Any], *, same: bool) -> None:
    """Any change of the key, the time or the body changes the signature; the known one is that of OpenSSL."""
    known = "v1=80f7b75f8618b9b24d72673996a625f1a43f7387a26b6739d667431724fe4d23"
    values = {"key": "key", "timestamp": 1767225600, "body": b'{"a":1}', **change}
    assert (sign(**values) == known) is same
