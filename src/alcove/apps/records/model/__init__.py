"""Values and rules of the record scout, free of any input or output."""

from alcove.apps.records.model.keeper import FOR_SALE, GRADES, SUGGESTED_GRADE, KeeperRule, is_long_player, rejection
from alcove.apps.records.model.market import Identity, InventoryPage, Release, Suggestions
from alcove.apps.records.model.money import Money, Rates, expiry, fixed_rates, to_usd
from alcove.apps.records.model.names import check_seller, parse_seller, seller_in_path
from alcove.apps.records.model.offer import Offer, parse_item
from alcove.apps.records.model.progress import COMPLETE, PER_PAGE, Counts, Mode, StopReason, StopRule
from alcove.apps.records.model.reading import MalformedItem

__all__ = [
    "COMPLETE",
    "FOR_SALE",
    "GRADES",
    "PER_PAGE",
    "SUGGESTED_GRADE",
    "Counts",
    "Identity",
    "InventoryPage",
    "KeeperRule",
    "MalformedItem",
    "Mode",
    "Money",
    "Offer",
    "Rates",
    "Release",
    "StopReason",
    "StopRule",
    "Suggestions",
    "check_seller",
    "expiry",
    "fixed_rates",
    "is_long_player",
    "parse_item",
    "parse_seller",
    "rejection",
    "seller_in_path",
    "to_usd",
]
