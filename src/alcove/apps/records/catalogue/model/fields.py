"""Reads the parts of an untrusted JSON item, whatever they turn out to be."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from alcove.apps.records.catalogue.model.money import MOST_MONEY, Money, cents
from alcove.apps.records.catalogue.model.text import clean

LARGEST_ID: Final = 2**63 - 1
LARGEST_COUNT: Final = 2**31 - 1
EARLIEST_YEAR, LATEST_YEAR = 1860, 2100


class MalformedItem(Exception):
    """An item cannot be used; the reason names the part that is wrong, the id says which item if it is known."""

    def __init__(self, reason: str, *, listing_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.listing_id = listing_id


def read_id(value: object, part: str) -> int:
    """Return an id that fits its column."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedItem(f"{part} is missing" if value is None else f"{part} is not a whole number")
    if not 0 < value <= LARGEST_ID:
        raise MalformedItem(f"{part} is out of range")
    return value


def read_object(value: object, part: str) -> Mapping[str, object]:
    """Return an object; one that is absent is empty."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedItem(f"{part} is not an object")
    return value


def read_text(value: object, part: str) -> str:
    """Return a cleaned text of any length; one that is absent is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedItem(f"{part} is not text")
    return clean(value)


def read_count(value: object, part: str) -> int:
    """Return a count that fits its column; one that is absent is 0."""
    number = Decimal(0) if value is None else read_number(value, part)
    return int(min(max(number, Decimal(0)), Decimal(LARGEST_COUNT)))


def read_number(value: object, part: str) -> Decimal:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise MalformedItem(f"{part} is not a number")
    if isinstance(value, float):
        value = Decimal(repr(value)) if math.isfinite(value) else Decimal("NaN")
    number = Decimal(value)
    if not number.is_finite():
        raise MalformedItem(f"{part} is not a finite number")
    return number


def read_money(value: object, part: str, *, currency_key: str = "currency") -> Money | None:
    """Return a price in cents; None when there is none."""
    price = read_object(value, part)
    if price.get("value") is None:
        return None
    amount = cents(read_number(price["value"], f"{part}.value"), most=MOST_MONEY)
    if amount is None:
        raise MalformedItem(f"{part}.value is out of range")
    currency = read_text(price.get(currency_key), f"{part}.{currency_key}").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise MalformedItem(f"{part}.{currency_key} is not a currency")
    return Money(amount, currency)


def read_year(value: object) -> int | None:
    """Return a year in which a record can have been made; None for whatever is not one."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if EARLIEST_YEAR <= value <= LATEST_YEAR else None


def read_moment(value: object) -> datetime | None:
    """Return a moment in UTC; None for what is not one or has no offset."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
