"""Filters of offers, and reasons for an offer, as frozen values and rules."""

from alcove.apps.records.offers.model.filters import OfferFilters, parse_currency, parse_cursor, parse_filters
from alcove.apps.records.offers.model.reasons import Facts, find_doubts, find_reasons
from alcove.apps.records.offers.model.rows import OfferRow, Verdict

__all__ = [
    "Facts",
    "OfferFilters",
    "OfferRow",
    "Verdict",
    "find_doubts",
    "find_reasons",
    "parse_currency",
    "parse_cursor",
    "parse_filters",
]
