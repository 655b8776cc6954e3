"""Read and write rules as text: RRULE of RFC 5545, or a single word such as `weekly`."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from alcove.apps.study.recurrence.model import (
    MAX_COUNT,
    MAX_INTERVAL,
    MAX_RULE,
    MONDAY,
    Frequency,
    InvalidRule,
    OrdinalDay,
    Rule,
)

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORDS: Final[Mapping[str, str]] = {
    "daily": "FREQ=DAILY",
    "day": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "week": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "monthly": "FREQ=MONTHLY",
    "month": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
    "year": "FREQ=YEARLY",
}
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER: Final = re.compile(r"[+-]?\d{1,5}", re.ASCII)
_UNTIL: Final = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)
_LISTS: Final[Mapping[str, tuple[str, int]]] = {
    "BYMONTH": ("by_month", 12),
    "BYWEEKNO": ("by_week", 53),
    "BYYEARDAY": ("by_year_day", 366),
    "BYMONTHDAY": ("by_month_day", 31),
    "BYSETPOS": ("by_position", 366),
}
"""The parts that are lists of numbers: their field, and the largest number."""
_NO_UNTIL: Final = "UNTIL is not a date such as 20270630"
_YEARLY_ONLY: Final = frozenset(["BYWEEKNO", "BYYEARDAY"])


def parse_rule(text: str, *, zone: tzinfo = UTC) -> Rule:
    """Return the rule of a text; an UNTIL in UTC becomes a date in `zone`. InvalidRule."""
    parts = _split(_WORDS.get(text.strip().lower(), text))
    frequency = parts.pop("FREQ", None)
    if frequency not in set(Frequency):
        raise InvalidRule("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    values: dict[str, object] = {}
    for name, value in parts.items():
        reader = _READERS.get(name)
        if reader is not None:
            values[reader[0]] = reader[1](value)
        elif name in _LISTS:
            field, limit = _LISTS[name]
            values[field] = _read_numbers(value, name=name, limit=limit)
        elif name == "UNTIL":
            values["until"] = _read_until(value, zone)
        elif not name.startswith("X-"):
            raise InvalidRule(f"{name[:20]} is not supported")
    _check(Frequency(frequency), parts=parts, values=values)
    return Rule(frequency=Frequency(frequency), **values)  # type: ignore[arg-type]  # as the readers return them


def format_rule(rule: Rule) -> str:
    """Return the text of a rule, always the same for the same rule."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    for name, (field, _) in _LISTS.items():
        if numbers := getattr(rule, field):
            parts.append(f"{name}={','.join(map(str, sorted(numbers)))}")
    if rule.by_day:
        days = (f"{day.number or ''}{WEEKDAYS[day.weekday]}" for day in sorted(rule.by_day))
        parts.append(f"BYDAY={','.join(days)}")
    if rule.week_start != MONDAY:
        parts.append(f"WKST={WEEKDAYS[rule.week_start]}")
    return ";".join(parts)


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_RULE:
        raise InvalidRule(f"is longer than {MAX_RULE} characters")
    line = text.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in filter(None, line.split(";")):
        name, separator, value = part.partition("=")
        if not separator or not value or name in parts:
            raise InvalidRule("is not a recurrence rule such as FREQ=WEEKLY;BYDAY=MO")
        parts[name] = value
    if "FREQ" not in parts:
        raise InvalidRule("is not a recurrence rule such as FREQ=WEEKLY;BYDAY=MO")
    return parts


def _check(frequency: Frequency, *, parts: Mapping[str, str], values: Mapping[str, object]) -> None:
    if "COUNT" in parts and "UNTIL" in parts:
        raise InvalidRule("has both COUNT and UNTIL")
    if frequency is not Frequency.YEARLY and (wrong := _YEARLY_ONLY & parts.keys()):
        raise InvalidRule(f"{min(wrong)} needs FREQ=YEARLY")
    if frequency is Frequency.WEEKLY and "BYMONTHDAY" in parts:
        raise InvalidRule("BYMONTHDAY cannot be used with FREQ=WEEKLY")
    if "BYSETPOS" in parts and not parts.keys() - {"BYSETPOS"} & {*_LISTS, "BYDAY"}:
        raise InvalidRule("BYSETPOS needs another BY part")
    days = values.get("by_day")
    has_numbers = isinstance(days, frozenset) and any(day.number for day in days)
    if has_numbers and (frequency in (Frequency.DAILY, Frequency.WEEKLY) or "BYWEEKNO" in parts):
        raise InvalidRule("BYDAY with numbers needs FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO")


def _read_numbers(text: str, *, name: str, limit: int) -> frozenset[int]:
    numbers = frozenset(_read_number(item, name) for item in text.split(","))
    lowest = 1 if name == "BYMONTH" else -limit
    if any(not number or not lowest <= number <= limit for number in numbers):
        raise InvalidRule(f"{name} has a number that does not exist")
    return numbers


def _read_number(text: str, name: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidRule(f"{name} is not a number")
    return int(text)


def _read_count(text: str) -> int:
    count = _read_number(text, "COUNT")
    if not 1 <= count <= MAX_COUNT:
        raise InvalidRule(f"COUNT must be between 1 and {MAX_COUNT:,}")
    return count


def _read_interval(text: str) -> int:
    interval = _read_number(text, "INTERVAL")
    if not 1 <= interval <= MAX_INTERVAL:
        raise InvalidRule(f"INTERVAL must be between 1 and {MAX_INTERVAL:,}")
    return interval


def _read_days(text: str) -> frozenset[OrdinalDay]:
    days = set()
    for item in text.split(","):
        match = _DAY.fullmatch(item)
        number = int(match[1] or 0) if match else 0
        if match is None or abs(number) > 53 or (match[1] and not number):
            raise InvalidRule("BYDAY is not a list of days such as MO,WE or 1MO")
        days.add(OrdinalDay(WEEKDAYS.index(match[2]), number))
    return frozenset(days)


def _read_week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise InvalidRule("WKST is not a day such as MO")
    return WEEKDAYS.index(text)


def _read_until(text: str, zone: tzinfo) -> date:
    match = _UNTIL.fullmatch(text.replace("-", "").replace(":", ""))
    if match is None:
        raise InvalidRule(_NO_UNTIL)
    try:
        day = datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return day.astimezone(zone).date() if match[3] else day.date()
    except (ValueError, OverflowError):
        raise InvalidRule(_NO_UNTIL) from None


_READERS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "COUNT": ("count", _read_count),
    "INTERVAL": ("interval", _read_interval),
    "BYDAY": ("by_day", _read_days),
    "WKST": ("week_start", _read_week_start),
}
