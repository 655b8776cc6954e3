"""The dates of recurrence rules, compared with those of another library."""

import random
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from alcove.apps.study.recurrence import (
    InvalidRule,
    UnknownZone,
    end_before,
    find_zone,
    format_rule,
    list_dates,
    localize,
    next_date,
    parse_rule,
)

START = date(2026, 1, 30)
START_TIME = datetime.combine(START, time())
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=10;COUNT=20",
    "FREQ=DAILY;BYMONTH=1,3;BYDAY=MO,SU",
    "FREQ=DAILY;BYMONTHDAY=-1,13",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20270101",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=1MO,-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-2;COUNT=30",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=YEARLY",
    "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYDAY=20MO,-1SU",
    "FREQ=YEARLY;BYWEEKNO=1,20,50;BYDAY=MO,SU",
    "FREQ=YEARLY;BYWEEKNO=-1;WKST=SU",
    "FREQ=YEARLY;BYYEARDAY=1,200,-1",
    "FREQ=YEARLY;BYMONTH=3,11;BYDAY=-1SU",
    "FREQ=YEARLY;BYMONTH=6;BYDAY=TH;BYSETPOS=2",
]


def reference_dates(text: str, *, start: date, first: date, last: date) -> list[date]:
    """Return the dates that dateutil finds; it leaves out a start that the rule does not match."""
    rule = rrulestr(text, dtstart=datetime.combine(start, datetime.min.time()))
    found = {day.date() for day in islice(rule, 6_000) if first <= day.date() <= last}
    return sorted(found | ({start} if first <= start <= last else set()))


@pytest.mark.parametrize("text", RULES)
def test_dates_are_those_of_another_library(text: str) -> None:
    """In windows of several years, at and long after the start, a rule has exactly the dates that dateutil finds."""
    start = next(islice(rrulestr(text, dtstart=START_TIME), 1)).date()
    for first, days in ((start, 800), (start + timedelta(days=100), 900), (start + timedelta(days=3000), 2000)):
        last = first + timedelta(days=days)
        rule = parse_rule(text)
        expected = reference_dates(text, start=start, first=first, last=last)
        assert list_dates(rule, start=start, first=first, last=last) == expected
        if expected:
            assert next_date(rule, start=start, after=first - timedelta(days=1)) == expected[0]


def test_random_rules_have_the_dates_of_another_library() -> None:
    """150 random rules from random starts have the dates that dateutil finds in a random window."""
    rng = random.Random(16)  # noqa: S311 - no secret
    for _ in range(150):
        text = random_rule(rng)
        start = date(2024, 1, 1) + timedelta(days=rng.randrange(1500))
        first = start + timedelta(days=rng.randrange(1200))
        last = first + timedelta(days=rng.randrange(700))
        rule = rrulestr(text, dtstart=datetime.combine(start, datetime.min.time()))
        until = datetime.combine(last, datetime.max.time())
        expected = {day.date() for day in rule.xafter(datetime.combine(first, datetime.min.time()), 720, inc=True)}
        expected = {day for day in expected if day <= until.date()} | ({start} if first <= start <= last else set())
        assert list_dates(parse_rule(text), start=start, first=first, last=last) == sorted(expected), (text, start)
        assert parse_rule(format_rule(parse_rule(text))) == parse_rule(text)


def random_rule(rng: random.Random) -> str:
    """Return a random rule that has dates; without a count, which dateutil starts to count at another date."""
    frequency = rng.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}", f"INTERVAL={rng.randint(1, 3)}"]
    days = rng.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], rng.randint(1, 4))
    if frequency in ("MONTHLY", "YEARLY") and rng.random() < 0.3:
        days = [f"{rng.choice([-2, -1, 1, 2, 3])}{day}" for day in days]
    if rng.random() < 0.6:
        parts.append(f"BYDAY={','.join(days)}")
    elif frequency != "WEEKLY" and rng.random() < 0.6:
        parts.append(f"BYMONTHDAY={rng.randint(1, 28)},{-rng.randint(1, 28)}")
    if rng.random() < 0.3:
        parts.append(f"BYMONTH={','.join(map(str, rng.sample(range(1, 13), 4)))}")
    if rng.random() < 0.3:
        parts.append(f"WKST={rng.choice(['SU', 'MO', 'WE'])}")
    return ";".join(parts)


@pytest.mark.parametrize("text", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=9"])
def test_a_rule_that_never_matches_ends(text: str) -> None:
    """A rule without dates has its start alone, and no next date, instead of a search without end."""
    rule = parse_rule(text)
    assert list_dates(rule, start=START, first=date(2020, 1, 1), last=date(2090, 1, 1)) == [START]
    assert next_date(rule, start=START, after=START) is None


def test_the_start_counts_and_an_end_before_it_leaves_it() -> None:
    """The start is the first of the count even where the rule does not match it; it stays with an UNTIL before it."""
    rule = parse_rule("FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    window = {"first": date(2026, 1, 1), "last": date(2027, 1, 1)}
    assert list_dates(rule, start=START, **window) == [START, date(2026, 2, 2), date(2026, 2, 9)]
    ended = end_before(rule, date(2026, 2, 3))
    assert list_dates(ended, start=START, **window) == [START, date(2026, 2, 2)]
    assert format_rule(ended) == "FREQ=WEEKLY;UNTIL=20260202;BYDAY=MO"
    assert list_dates(end_before(rule, START), start=START, **window) == [START]


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "FREQ", "FREQ=HOURLY", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=99999",
        "FREQ=DAILY;COUNT=2;UNTIL=20260101", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;BYHOUR=3",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTH=-1", "FREQ=DAILY;BYWEEKNO=1", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;UNTIL=20261301", "FREQ=DAILY;UNTIL=later", "FREQ=DAILY;BYDAY=", "FREQ=DAILY;INTERVAL=٣",
        "FREQ=DAILY;" + "X" * 600, "FREQ=YEARLY;BYEASTER=1", "\0", "FREQ=DAILY;BYMONTHDAY=1,,2",
    ],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    """What is no rule, or one of seconds to hours, is InvalidRule, and never another error."""
    with pytest.raises(InvalidRule):
        parse_rule(text)


def test_words_and_ends_in_utc() -> None:
    """Words of older programs are rules, and an UNTIL in UTC is the local date of that instant."""
    assert format_rule(parse_rule("Weekly")) == "FREQ=WEEKLY"
    tokyo, west = find_zone("Asia/Tokyo"), find_zone("America/Los_Angeles")
    text = "RRULE:freq=daily;until=20261231T230000Z"
    assert format_rule(parse_rule(text, zone=tokyo)) == "FREQ=DAILY;UNTIL=20270101"
    assert format_rule(parse_rule(text, zone=west)) == "FREQ=DAILY;UNTIL=20261231"


def test_local_times_of_both_nights_of_a_clock_change() -> None:
    """A skipped time is as far after the change as it would have been; a time that comes twice is the first one."""
    zone = find_zone("Europe/Berlin")
    times = [
        localize(date(2026, 3, 29), time(2, 30), zone=zone),
        localize(date(2026, 10, 25), time(2, 30), zone=zone),
    ]
    assert [moment.isoformat() for moment in times] == ["2026-03-29T01:30:00+00:00", "2026-10-25T00:30:00+00:00"]
    assert isinstance(zone, ZoneInfo)


@pytest.mark.parametrize("name", ["", "Nowhere/None", "../etc/passwd", "America", "\0", "x" * 999, "Europe/Bérlin"])
def test_unknown_zones_are_refused(name: str) -> None:
    """A name that is no time zone is UnknownZone, also a folder or a path."""
    with pytest.raises(UnknownZone):
        find_zone(name)
