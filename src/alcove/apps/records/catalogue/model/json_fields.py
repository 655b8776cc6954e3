"""Parsers for the fields of an untrusted JSON item; they accept a value of any type."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from alcove.apps.records.catalogue.model.money import MAX_AMOUNT, Money, round_to_cents
from alcove.apps.records.catalogue.model.text import clean_text

MAX_ID: Final = 2**63 - 1
MAX_COUNT: Final = 2**31 - 1
MIN_YEAR, MAX_YEAR = 1860, 2100


class MalformedItem(Exception):
    """An item that cannot be used; `reason` names the field that is wrong, `listing_id` the item if it is known."""

    def __init__(self, reason: str, *, listing_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.listing_id = listing_id


def parse_id(value: object, field: str) -> int:
    """Return an id that fits its column; MalformedItem."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedItem(f"{field} is missing" if value is None else f"{field} is not a whole number")
    if not 0 < value <= MAX_ID:
        raise MalformedItem(f"{field} is out of range")
    return value


def parse_object(value: object, field: str) -> Mapping[str, object]:
    """Return an object, empty for a missing one; MalformedItem."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedItem(f"{field} is not an object")
    return value


def parse_text(value: object, field: str) -> str:
    """Return a cleaned text of any length, empty for a missing one; MalformedItem."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedItem(f"{field} is not text")
    return clean_text(value)


def parse_count(value: object, field: str) -> int:
    """Return a count that fits its column, 0 for a missing one; MalformedItem."""
    number = Decimal(0) if value is None else parse_number(value, field)
    return int(min(max(number, Decimal(0)), Decimal(MAX_COUNT)))


def parse_number(value: object, field: str) -> Decimal:
    """Return a finite number; MalformedItem."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise MalformedItem(f"{field} is not a number")
    if isinstance(value, float):
        value = Decimal(repr(value)) if math.isfinite(value) else Decimal("NaN")
    number = Decimal(value)
    if not number.is_finite():
        raise MalformedItem(f"{field} is not a finite number")
    return number


def parse_money(value: object, field: str, *, currency_key: str = "currency") -> Money | None:
    """Return a price rounded to cents, None for a missing one; MalformedItem."""
    price = parse_object(value, field)
    if price.get("value") is None:
        return None
    amount = round_to_cents(parse_number(price["value"], f"{field}.value"), maximum=MAX_AMOUNT)
    if amount is None:
        raise MalformedItem(f"{field}.value is out of range")
    currency = parse_text(price.get(currency_key), f"{field}.{currency_key}").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise MalformedItem(f"{field}.{currency_key} is not a currency")
    return Money(amount, currency)


def parse_year(value: object) -> int | None:
    """Return the year of a release; None for anything but a year from MIN_YEAR to MAX_YEAR."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if MIN_YEAR <= value <= MAX_YEAR else None


def parse_timestamp(value: object) -> datetime | None:
    """Return a timestamp in UTC; None for anything else, and for a timestamp without an offset."""
    if not isinstance(value, str):
        return None
    try:
        timestamp = datetime.fromisoformat(value.strip())
        return timestamp.astimezone(UTC) if timestamp.tzinfo else None
    except (ValueError, OverflowError):
        return None
