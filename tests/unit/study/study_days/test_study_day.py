"""The day of study of an instant, by itself and as in the database."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.study_days import read_day_start, study_day
from alcove.apps.study.study_days.model import find_zone, start_of_day
from unit.study.study_days.cases import CASES, ZONES, DayCase


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases(case: DayCase) -> None:
    """Each case has its day: late evenings, both nights of a clock change, moves between zones, unknown zones."""
    assert study_day(case.instant, case.zone, day_start=read_day_start(case.day_start)).isoformat() == case.day


@given(
    quarters=st.integers(0, 88 * 365 * 24 * 4),
    zone=st.sampled_from(ZONES),
    day_start=st.times(timezones=st.none()).map(lambda value: time(value.hour, value.minute)),
    seconds=st.integers(0, 3 * 86_400),
)
def test_days_never_go_back(quarters: int, zone: str, day_start: time, seconds: int) -> None:
    """In any zone and with any start of the day, a later instant has no earlier day, and each day has begun."""
    first = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarters)
    second = first + timedelta(seconds=seconds)
    day = study_day(first, zone, day_start=day_start)
    assert study_day(second, zone, day_start=day_start) >= day
    assert start_of_day(day, find_zone(zone), day_start=day_start) <= first
