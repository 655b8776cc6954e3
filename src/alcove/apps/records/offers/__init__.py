"""Offers as pages show them: searched with filters, counted, exported, and one with its copies and reasons."""

from alcove.apps.records.offers.model import OfferFilters, OfferRow
from alcove.apps.records.offers.schemas import CurrencyQuery, OfferDetails, OfferQuery
from alcove.apps.records.offers.service import describe_offers, load_prices, parse_offer_id, read_filters
from alcove.apps.records.offers.store.conditions import ON_WANTLIST, TABLES, Prices, add_filters, bind_price
from alcove.apps.records.offers.store.search import ROW_COLUMNS

__all__ = [
    "ON_WANTLIST",
    "ROW_COLUMNS",
    "TABLES",
    "CurrencyQuery",
    "OfferDetails",
    "OfferFilters",
    "OfferQuery",
    "OfferRow",
    "Prices",
    "add_filters",
    "bind_price",
    "describe_offers",
    "load_prices",
    "parse_offer_id",
    "read_filters",
]
