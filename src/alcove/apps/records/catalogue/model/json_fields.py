"""Reads the parts of an untrusted JSON item, whatever they turn out to be."""

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
    """An item cannot be used; the reason names the part that is wrong, the id says which item if it is known."""

    def __init__(self, reason: str, *, listing_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.listing_id = listing_id


def parse_id(value: object, part: str) -> int:
    """Return an id that fits its column."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedItem(f"{part} is missing" if value is None else f"{part} is not a whole number")
    if not 0 < value <= MAX_ID:
        raise MalformedItem(f"{part} is out of range")
    return value


def parse_object(value: object, part: str) -> Mapping[str, object]:
    """Return an object; one that is absent is empty."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedItem(f"{part} is not an object")
    return value


def parse_text(value: object, part: str) -> str:
    """Return a cleaned text of any length; one that is absent is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedItem(f"{part} is not text")
    return clean_text(value)


def parse_count(value: object, part: str) -> int:
    """Return a count that fits its column; one that is absent is 0."""
    number = Decimal(0) if value is None else parse_number(value, part)
    return int(min(max(number, Decimal(0)), Decimal(MAX_COUNT)))


def parse_number(value: object, part: str) -> Decimal:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise MalformedItem(f"{part} is not a number")
    if isinstance(value, float):
        value = Decimal(repr(value)) if math.isfinite(value) else Decimal("NaN")
    number = Decimal(value)
    if not number.is_finite():
        raise MalformedItem(f"{part} is not a finite number")
    return number


def parse_money(value: object, part: str, *, currency_key: str = "currency") -> Money | None:
    """Return a price in cents; None when there is none."""
    price = parse_object(value, part)
    if price.get("value") is None:
        return None
    amount = round_to_cents(parse_number(price["value"], f"{part}.value"), most=MAX_AMOUNT)
    if amount is None:
        raise MalformedItem(f"{part}.value is out of range")
    currency = parse_text(price.get(currency_key), f"{part}.{currency_key}").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise MalformedItem(f"{part}.{currency_key} is not a currency")
    return Money(amount, currency)


def parse_year(value: object) -> int | None:
    """Return a year in which a record can have been made; None for whatever is not one."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if MIN_YEAR <= value <= MAX_YEAR else None


def parse_timestamp(value: object) -> datetime | None:
    """Return a moment in UTC; None for what is not one or has no offset."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
