"""Fingerprints of errors: the same for one origin, whatever the values and lines are."""

import uuid
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.logged_errors.model import MAX_SAMPLE, group_error
from alcove.apps.study.rooms.calls import read_id
from alcove.apps.study.rooms.service import check_text
from alcove.foundation.telemetry import LoggedError
from support.clock import FakeClock

NOW = FakeClock().now()


def fingerprint(work: Callable[[], object], *, text: str = "") -> str:
    """Return the fingerprint of the error of a call, and check what is stored of it."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - any error is grouped
        group = group_error(LoggedError(error=error, event="failed", source="test", text=text), now=NOW)
        assert len(group.sample) <= MAX_SAMPLE
        assert "\0" not in group.sample
        group.sample.encode()
        return group.fingerprint
    raise AssertionError("there was no error")


@settings(max_examples=25)
@given(st.text(max_size=20), st.text(max_size=200))
def test_values_and_callers_outside_of_our_code_do_not_count(value: str, text: str) -> None:
    """The message, the value and the frames of a test are not part of it; the class and our functions are."""
    first = fingerprint(lambda: read_id({"id": "no id"}), text=text)
    assert fingerprint(lambda: read_id({"id": f"not {value}"}), text=value) == first
    assert fingerprint(lambda: read_id({})) != first
    assert fingerprint(lambda: check_text("")) != first
    assert fingerprint(lambda: uuid.UUID("x")) != first


def test_an_error_without_any_frame_has_one() -> None:
    """An exception that was never raised is grouped by its class."""
    errors = [ValueError("a"), ValueError("b"), KeyError("a")]
    groups = [group_error(LoggedError(error=error, event="", source="", text=""), now=NOW) for error in errors]
    assert groups[0].fingerprint == groups[1].fingerprint != groups[2].fingerprint
    assert groups[0].place == ""
