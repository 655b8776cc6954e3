"""Offers and what a marketplace says, as frozen values; how untrusted text and money are read."""

from alcove.apps.records.catalogue.model.fields import MalformedItem, read_id, read_money, read_year
from alcove.apps.records.catalogue.model.market import (
    FOR_SALE,
    GRADES,
    PER_PAGE,
    SUGGESTED_GRADE,
    Identity,
    InventoryPage,
    Release,
    Suggestions,
    page_count,
)
from alcove.apps.records.catalogue.model.money import Money, Rates, expiry, fixed_rates, to_usd
from alcove.apps.records.catalogue.model.offer import Offer, parse_item
from alcove.apps.records.catalogue.model.seller_names import check_seller, parse_seller, seller_in_path
from alcove.apps.records.catalogue.model.text import clean, fit, words

__all__ = [
    "FOR_SALE",
    "GRADES",
    "PER_PAGE",
    "SUGGESTED_GRADE",
    "Identity",
    "InventoryPage",
    "MalformedItem",
    "Money",
    "Offer",
    "Rates",
    "Release",
    "Suggestions",
    "check_seller",
    "clean",
    "expiry",
    "fit",
    "fixed_rates",
    "page_count",
    "parse_item",
    "parse_seller",
    "read_id",
    "read_money",
    "read_year",
    "seller_in_path",
    "to_usd",
    "words",
]
