"""Offers, releases and money as frozen values, and parsers of untrusted JSON."""

from alcove.apps.records.catalogue.model.json_fields import MalformedItem, parse_id, parse_money, parse_year
from alcove.apps.records.catalogue.model.market import (
    FOR_SALE,
    GRADES,
    PER_PAGE,
    SUGGESTED_GRADE,
    Identity,
    InventoryPage,
    PriceSuggestions,
    Release,
    count_pages,
    find_grade,
)
from alcove.apps.records.catalogue.model.money import Money, convert_to_usd
from alcove.apps.records.catalogue.model.offer import Offer, parse_offer
from alcove.apps.records.catalogue.model.rates import (
    ECB,
    EXCHANGE_RATE_API,
    MAX_RATE_AGE,
    SOURCE_NAMES,
    STATIC,
    USD,
    Rates,
    build_static_rates,
    choose_rates,
    compute_expiry,
    convert_base,
    parse_rate,
)
from alcove.apps.records.catalogue.model.seller_names import parse_seller_in_path, parse_seller_segment, validate_seller
from alcove.apps.records.catalogue.model.text import clean_text, parse_string_list, split_words, truncate_text

__all__ = [
    "ECB",
    "EXCHANGE_RATE_API",
    "FOR_SALE",
    "GRADES",
    "MAX_RATE_AGE",
    "PER_PAGE",
    "SOURCE_NAMES",
    "STATIC",
    "SUGGESTED_GRADE",
    "USD",
    "Identity",
    "InventoryPage",
    "MalformedItem",
    "Money",
    "Offer",
    "PriceSuggestions",
    "Rates",
    "Release",
    "build_static_rates",
    "choose_rates",
    "clean_text",
    "compute_expiry",
    "convert_base",
    "convert_to_usd",
    "count_pages",
    "find_grade",
    "parse_id",
    "parse_money",
    "parse_offer",
    "parse_rate",
    "parse_seller_in_path",
    "parse_seller_segment",
    "parse_string_list",
    "parse_year",
    "split_words",
    "truncate_text",
    "validate_seller",
]
