"""Filters of offers: parsed from texts, with a message for each field that cannot be used."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeVar

from alcove.apps.records.catalogue.model import GRADES, USD, find_grade, split_words

VerdictFilter = Literal["", "unjudged", "keep", "skip"]
SORTS: Final = (
    "match", "score", "price_asc", "price_desc", "year_asc", "year_desc", "wants", "condition", "newest",
)  # fmt: skip
MAX_VALUES: Final = 50
MAX_LENGTH: Final = 255
_CURSOR: Final = re.compile(r"(-?[0-9]{1,20}(?:\.[0-9]{1,20})?|Infinity)_([0-9]{1,18})")
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
_COUNT: Final = re.compile(r"[0-9]{1,9}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilters:
    """What an offer must match; empty values and None do not filter. Grades are ranks, 0 for the best."""

    words: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    media: int | None = None
    sleeve: int | None = None
    min_wants: int | None = None
    min_year: int | None = None
    max_year: int | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    currency: str = USD
    verdict: VerdictFilter = ""
    seller: str = ""
    release: str = ""
    sort: str = "match"


class FilterParser:
    """Reads the texts of fields, and collects a message for each that cannot be used."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.errors: dict[str, str] = {}

    def read(self, field: str, parse: Callable[[str], T | None], *, expected: str) -> T | None:
        """Return the value of a field; None for an empty one, and for one that cannot be used."""
        text = self._texts.get(field, "").strip()
        value = parse(text) if text else None
        if text and value is None:
            self.errors[field] = f"{text[:40]!r} cannot be used: enter {expected}."
        return value

    def check_range(self, minimum: str, maximum: str, *, low: Decimal | int | None, high: Decimal | int | None) -> None:
        """Report a minimum above the maximum for both fields."""
        if low is not None and high is not None and low > high:
            self.errors[minimum] = "The minimum is above the maximum."
            self.errors[maximum] = "The maximum is below the minimum."


def parse_filters(texts: Mapping[str, str], lists: Mapping[str, Iterable[str]]) -> tuple[OfferFilters, dict[str, str]]:
    """Return the filters of texts and lists by field name, and the messages of fields that cannot be used."""
    parser = FilterParser(texts)
    low, high = (
        parser.read(name, _parse_amount, expected="an amount such as 12.50") for name in ("min_price", "max_price")
    )
    parser.check_range("min_price", "max_price", low=low, high=high)
    first, last = (parser.read(name, _parse_count, expected="a year such as 1973") for name in ("min_year", "max_year"))
    parser.check_range("min_year", "max_year", low=first, high=last)
    media, sleeve = (parser.read(name, parse_grade, expected="a grade such as VG+") for name in ("condition", "sleeve"))
    filters = OfferFilters(
        words=split_words(texts.get("q", "")),
        media=media,
        sleeve=sleeve,
        min_wants=parser.read("min_wants", _parse_count, expected="a whole number"),
        min_year=first,
        max_year=last,
        min_price=low,
        max_price=high,
        currency=parser.read("currency", parse_currency, expected="a currency such as EUR") or USD,
        verdict=parser.read("verdict", _parse_verdict, expected="keep or skip") or "",
        seller=texts.get("seller", ""),
        release=texts.get("release", ""),
        sort=parser.read("sort", _parse_sort, expected=", ".join(SORTS)) or "match",
        **{field: _clean_values(values) for field, values in lists.items()},
    )
    return filters, parser.errors


def parse_grade(text: str) -> int | None:
    """Return the rank of a grade, 1 for the best, however it is written; None when it is no grade."""
    name = find_grade(" ".join(text.split()))
    ranks = {grade.casefold(): rank for rank, grade in enumerate(GRADES, start=1)}
    return ranks.get(name.casefold())


def parse_currency(text: str) -> str | None:
    """Return a currency code in capital letters; None when it is no code."""
    code = text.strip().upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else None


def parse_cursor(text: str) -> tuple[Decimal, int] | None:
    """Return the sort key and the id of the last row of a page; None when the text is no cursor."""
    match = _CURSOR.fullmatch(text)
    return (Decimal(match[1]), int(match[2])) if match else None


def _parse_amount(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if _AMOUNT.fullmatch(text) else None


def _parse_count(text: str) -> int | None:
    return int(text) if _COUNT.fullmatch(text) else None


def _parse_sort(text: str) -> str | None:
    return text if text in SORTS else None


def _parse_verdict(text: str) -> VerdictFilter | None:
    for verdict in ("unjudged", "keep", "skip"):
        if text == verdict:
            found: VerdictFilter = verdict
            return found
    return None


def _clean_values(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:MAX_LENGTH] for value in values if value))[:MAX_VALUES]
