"""The dates of a rule.

Whether a day belongs to a rule is decided for the day alone, from the distance of its period to that of the start and
from the BY parts. So a window takes time in proportion to its days, however long ago the rule has started and also when
no day ever matches; libraries step from the start, and do not end for a rule such as the 30th of February.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

from alcove.apps.study.recurrence.model import Frequency, Rule

HORIZON: Final = 366 * 12
"""Days after which a rule without another date counts as ended: leap days are at most eight years apart."""
MAX_SPAN: Final = 366 * 200
"""Days within which a count is looked for."""
_DAY: Final = timedelta(days=1)
_LAST: Final = date(9998, 12, 31)


def list_dates(rule: Rule, *, start: date, first: date, last: date) -> list[date]:
    """Return the dates of a rule from `first` to `last`; the start is one even if the rule does not match it."""
    return list(_match_dates(_limit_count(rule, start), start=start, first=first, last=last))


def next_date(rule: Rule, *, start: date, after: date) -> date | None:
    """Return the first date after another one, None when there is none within twelve years."""
    last = _add_days(after, HORIZON * rule.interval)
    return next(_match_dates(_limit_count(rule, start), start=start, first=after + _DAY, last=last), None)


@lru_cache(maxsize=4096)
def _limit_count(rule: Rule, start: date) -> Rule:
    """Return the rule with the last date in place of a count."""
    if rule.count is None:
        return rule
    previous, horizon = start, HORIZON * rule.interval
    endless = replace(rule, count=None)
    days = _match_dates(endless, start=start, first=start, last=_add_days(start, MAX_SPAN))
    for day in islice(days, rule.count):
        if (day - previous).days > horizon:
            break
        previous = day
    return replace(endless, until=previous)


def _add_days(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, _LAST.toordinal()))


def _match_dates(rule: Rule, *, start: date, first: date, last: date) -> Iterator[date]:
    completed, day = rule.complete(start), max(first, start)
    if day == start <= last:
        # A date of its own accord, also where the rule ends before it.
        yield start
        day += _DAY
    last = last if rule.until is None else min(last, rule.until)
    while day <= last:
        skipped = _skip(completed, start=start, day=day)
        if skipped is not None:
            day = skipped
            continue
        if _is_date(completed, day):
            yield day
        day += _DAY


def _skip(rule: Rule, *, start: date, day: date) -> date | None:
    """Return the first day of the next period that the interval and the months select, None for a day in such a one."""
    if rule.by_month and day.month not in rule.by_month:
        return _add_months(day, 1)
    if rule.frequency is Frequency.DAILY:
        rest = (day - start).days % rule.interval
        return day + timedelta(days=rule.interval - rest) if rest else None
    if rule.frequency is Frequency.WEEKLY:
        weeks = (_week_begin(day, rule.week_start) - _week_begin(start, rule.week_start)).days // 7
        rest = weeks % rule.interval
        return _week_begin(day, rule.week_start) + timedelta(weeks=rule.interval - rest) if rest else None
    if rule.frequency is Frequency.MONTHLY:
        rest = ((day.year - start.year) * 12 + day.month - start.month) % rule.interval
        return _add_months(day, rule.interval - rest) if rest else None
    rest = (day.year - start.year) % rule.interval
    return _add_months(date(day.year, 1, 1), 12 * (rule.interval - rest)) if rest else None


def _add_months(day: date, months: int) -> date:
    """Return the first day of a later month, or one after all windows."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1) if year <= _LAST.year else date.max


def _is_date(rule: Rule, day: date) -> bool:
    if not _matches(rule, day):
        return False
    return not rule.by_position or day in _select_positions(rule, _period(rule, day))


@lru_cache(maxsize=256)
def _select_positions(rule: Rule, period: tuple[date, int]) -> frozenset[date]:
    """Return the dates of a period, given by its first day and its length, at the positions of the rule."""
    first, length = period
    days = [day for day in (first + timedelta(days=number) for number in range(length)) if _matches(rule, day)]
    size = len(days)
    positions = {number - 1 if number > 0 else size + number for number in rule.by_position}
    return frozenset(days[position] for position in positions if 0 <= position < size)


def _period(rule: Rule, day: date) -> tuple[date, int]:
    match rule.frequency:
        case Frequency.YEARLY:
            return date(day.year, 1, 1), _year_length(day.year)
        case Frequency.MONTHLY:
            return day.replace(day=1), monthrange(day.year, day.month)[1]
        case Frequency.WEEKLY:
            return _week_begin(day, rule.week_start), 7
        case Frequency.DAILY:
            return day, 1


def _matches(rule: Rule, day: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day:
        length = monthrange(day.year, day.month)[1]
        if day.day not in rule.by_month_day and day.day - length - 1 not in rule.by_month_day:
            return False
    if rule.by_year_day:
        number = day.timetuple().tm_yday
        if number not in rule.by_year_day and number - _year_length(day.year) - 1 not in rule.by_year_day:
            return False
    if rule.by_week and not _matches_week(rule, day):
        return False
    return not rule.by_day or _matches_day(rule, day)


def _matches_day(rule: Rule, day: date) -> bool:
    """Return whether a day is one of the weekdays; numbers count within the month, or the year without months."""
    numbers = {ordinal.number for ordinal in rule.by_day if ordinal.weekday == day.weekday()}
    if not numbers or 0 in numbers:
        return bool(numbers)
    if rule.frequency is Frequency.YEARLY and not rule.by_month:
        index, length = day.timetuple().tm_yday - 1, _year_length(day.year)
    else:
        index, length = day.day - 1, monthrange(day.year, day.month)[1]
    return index // 7 + 1 in numbers or -((length - 1 - index) // 7 + 1) in numbers


def _matches_week(rule: Rule, day: date) -> bool:
    begin = _week_begin(day, rule.week_start)
    # A week belongs to the year with at least four of its days.
    year = (begin + timedelta(days=3)).year
    number = (begin - _first_week(year, rule.week_start)).days // 7 + 1
    total = (_first_week(year + 1, rule.week_start) - _first_week(year, rule.week_start)).days // 7
    return number in rule.by_week or number - total - 1 in rule.by_week


def _first_week(year: int, week_start: int) -> date:
    return _week_begin(date(year, 1, 4), week_start)


def _week_begin(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _year_length(year: int) -> int:
    return 366 if isleap(year) else 365
