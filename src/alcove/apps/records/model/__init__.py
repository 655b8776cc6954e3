"""Values and rules of the record scout, free of any input or output."""

from alcove.apps.records.model.keeper import (
    FOR_SALE,
    GRADES,
    SUGGESTED_GRADE,
    Keep,
    KeeperRule,
    Skip,
    is_long_player,
    judge,
)
from alcove.apps.records.model.market import Identity, InventoryPage, Release, Suggestions
from alcove.apps.records.model.money import Money, Rates, expiry, fixed_rates, to_usd
from alcove.apps.records.model.names import check_seller, parse_seller, seller_in_path
from alcove.apps.records.model.offer import Offer, parse_item
from alcove.apps.records.model.progress import PER_PAGE, Counts, Mode, Stop, StopReason, StopRule
from alcove.apps.records.model.reading import MalformedItem

__all__ = [
    "FOR_SALE",
    "GRADES",
    "PER_PAGE",
    "SUGGESTED_GRADE",
    "Counts",
    "Identity",
    "InventoryPage",
    "Keep",
    "KeeperRule",
    "MalformedItem",
    "Mode",
    "Money",
    "Offer",
    "Rates",
    "Release",
    "Skip",
    "Stop",
    "StopReason",
    "StopRule",
    "Suggestions",
    "check_seller",
    "expiry",
    "fixed_rates",
    "is_long_player",
    "judge",
    "parse_item",
    "parse_seller",
    "seller_in_path",
    "to_usd",
]
