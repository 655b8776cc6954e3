"""The Prefer headers."""

import re
from collections.abc import Iterable
from typing import Final, TypedDict

from alcove.wires.supabase.rest.request.errors import TimezoneTooLong
from alcove.wires.supabase.rest.request.model import (
    Count,
    Handling,
    Missing,
    Preferences,
    Representation,
    Resolution,
    TransactionEnd,
)

MAX_TIMEZONE: Final = 24
"""Bytes of a time zone that is described by itself, as `ABC5`. PostgreSQL before 18.6, 17.11, 16.15, 15.19 and 14.24
writes the text before the offset into a buffer without a check (CVE-2026-14669)."""
_MAX_AFFECTED_DIGITS = 18
_ZONE_NAME = re.compile(r"[A-Za-z_]+(?:[/-][A-Za-z_]+)*")
"""The longer names, as `America/Argentina/Buenos_Aires`: without a digit PostgreSQL reads no offset."""


class _Choices(TypedDict, total=False):
    resolution: Resolution
    representation: Representation
    count: Count
    transaction: TransactionEnd
    missing: Missing
    handling: Handling


_KNOWN: dict[str, _Choices] = {
    "resolution=merge-duplicates": {"resolution": "merge-duplicates"},
    "resolution=ignore-duplicates": {"resolution": "ignore-duplicates"},
    "return=representation": {"representation": "full"},
    "return=headers-only": {"representation": "headers-only"},
    "return=minimal": {"representation": "minimal"},
    "count=exact": {"count": "exact"},
    "count=planned": {"count": "planned"},
    "count=estimated": {"count": "estimated"},
    "tx=commit": {"transaction": "commit"},
    "tx=rollback": {"transaction": "rollback"},
    "missing=default": {"missing": "default"},
    "missing=null": {"missing": "null"},
    "handling=strict": {"handling": "strict"},
    "handling=lenient": {"handling": "lenient"},
}

NO_PREFERENCES = Preferences()


def parse_preferences(values: Iterable[str], *, may_end_transaction: bool) -> Preferences:
    """Parse the values of all Prefer headers; of several values of one preference the first counts.

    `may_end_transaction` says whether a request may choose how its transaction ends; otherwise `tx` has no effect.
    TimezoneTooLong.
    """
    texts = [text for value in values for part in value.split(",") if (text := part.strip())]
    if not texts:
        return NO_PREFERENCES
    choices: _Choices = {}
    timezone: str | None = None
    max_affected: int | None = None
    invalid: list[str] = []
    for text in texts:
        name, _, value = text.partition("=")
        if text in _KNOWN:
            choices = {**_KNOWN[text], **choices}
        elif name == "timezone" and value:
            timezone = _check_timezone(value) if timezone is None else timezone
        elif name == "max-affected" and _is_count(value):
            max_affected = int(value) if max_affected is None else max_affected
        else:
            invalid.append(text)
    if not may_end_transaction:
        choices.pop("transaction", None)
    return Preferences(**choices, timezone=timezone, max_affected=max_affected, invalid=tuple(invalid))


def _check_timezone(value: str) -> str:
    if len(value.encode()) > MAX_TIMEZONE and not _ZONE_NAME.fullmatch(value):
        raise TimezoneTooLong(MAX_TIMEZONE)
    return value


def _is_count(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= _MAX_AFFECTED_DIGITS
