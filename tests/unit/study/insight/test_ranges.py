"""Ranges of study days, and what numbers show."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alcove.apps.study.analytics.model import MAX_DAYS, Comparison, DayRange, Period, WrongRange, choose_ranges
from alcove.apps.study.insights.model import compute_insights, explain_recommendations
from alcove.apps.study.study_reports.model import GoalState, StudyFacts, SubjectTime

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def choose(
    today: date, *, first: date | None = None, last: date | None = None, period: Period | None = None,
    comparison: Comparison = Comparison.PREVIOUS,
) -> tuple[DayRange, DayRange | None]:  # fmt: skip
    """Return a range and the compared one."""
    return choose_ranges(today=today, first=first, last=last, period=period, comparison=comparison)


@given(today=DAYS, period=st.sampled_from(Period))
def test_a_period_contains_today_and_follows_the_one_before(today: date, period: Period) -> None:
    """Without a gap; calendar periods begin with their first day."""
    chosen, compared = choose(today, period=period)
    assert chosen.first <= today <= chosen.last
    assert compared is not None
    assert compared.last == chosen.first - timedelta(days=1)
    assert chosen.days <= MAX_DAYS
    if period is Period.MONTH:
        assert (chosen.first.day, compared.first.day, (chosen.last + timedelta(days=1)).day) == (1, 1, 1)
    if period is Period.WEEK:
        assert (chosen.first.weekday(), chosen.days, compared.days) == (0, 7, 7)


@given(today=DAYS, first=st.none() | st.dates(date(2025, 6, 1), date(2026, 12, 31)), last=st.none() | DAYS)
def test_a_range_is_one_or_an_error(today: date, first: date | None, last: date | None) -> None:
    """It has the ends that were sent, and as many days before it; a wrong one names the parameter."""
    if first is not None and last is not None and not 0 <= (last - first).days < MAX_DAYS:
        with pytest.raises(WrongRange) as raised:
            choose(today, first=first, last=last)
        assert raised.value.field == ("to" if last < first else "from")
        return
    assume(first is None or last is not None or (today - first).days < MAX_DAYS)
    chosen, compared = choose(today, first=first, last=last)
    assert first in (None, chosen.first)
    assert last in (None, chosen.last)
    assert compared is not None
    assert compared.days == chosen.days <= MAX_DAYS
    assert choose(today, first=first, last=last, comparison=Comparison.NONE) == (chosen, None)


def test_the_year_before_has_no_29th_of_february() -> None:
    """The 28th stands for it."""
    leap = date(2024, 2, 29)
    assert choose(leap, period=Period.DAY, comparison=Comparison.YEAR)[1] == DayRange(*[date(2023, 2, 28)] * 2)


@pytest.mark.parametrize(
    ("minutes", "before", "trend"), [(100, 50, "positive"), (50, 100, "negative"), (100, 100, "neutral"),
                                     (101, 100, "neutral"), (10, 0, "positive"), (0, 0, "neutral")],
)  # fmt: skip
def test_the_trend_compares_the_time(minutes: int, before: int, trend: str) -> None:
    """With the 30 days before; small changes are none."""
    facts = StudyFacts(minutes=minutes, sessions=1, tasks=1)
    assert compute_insights(facts, minutes_before=before)[0].trend == trend


def test_insights_name_their_numbers() -> None:
    """Every kind of insight, with what it is based on."""
    facts = StudyFacts(
        minutes=90, sessions=2, focus_score=71.5, study_days=2, current_streak=2, tasks=4, completed_tasks=3,
        subjects=[SubjectTime(name="Maths", minutes=60, sessions=1), SubjectTime(name="Art", minutes=0, sessions=0)],
        goals=[GoalState(title="g", current_value=5, target_value=5, unit="pages")],
    )  # fmt: skip
    found = {insight.kind: insight for insight in compute_insights(facts, minutes_before=60)}
    assert set(found) == {"time", "regularity", "streak", "focus", "subjects", "tasks", "goals"}
    assert found["time"].evidence["change_percentage"] == 50.0
    assert (found["subjects"].evidence["share"], found["subjects"].trend) == (67, "negative")
    assert (found["tasks"].trend, found["goals"].evidence["reached"]) == ("positive", 1)
    assert [insight.kind for insight in compute_insights(StudyFacts(), minutes_before=0)] == ["time"]
    assert "overdue" in explain_recommendations(StudyFacts(overdue_tasks=2))[0].explanation
