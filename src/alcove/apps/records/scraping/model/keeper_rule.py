"""The keeper rule: LPs in good condition that more people want than have are stored."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from alcove.apps.records.catalogue.model import FOR_SALE, GRADES, Offer

KEEPER_GRADES: Final = frozenset(GRADES[:5])
"""Good Plus or better."""


FormatMatch = Literal["token", "substring"]
Rejection = Literal["status", "format", "condition", "demand", "price"]

_SEPARATORS = re.compile(r"[,+]")
_LP = re.compile(r"(?:\d+\s*[x\u00d7]\s*)?LP")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperRule:
    """The configurable part of the rule; `max_price` is in US dollars."""

    format_match: FormatMatch = "token"
    max_price: Decimal | None = None


def find_rejection(offer: Offer, rule: KeeperRule, *, usd: Decimal | None = None) -> Rejection | None:
    """Return why an offer is not stored; None to store it. An unknown price is never too high."""
    if offer.status != FOR_SALE:
        return "status"
    if not is_lp(offer.format, rule.format_match):
        return "format"
    if offer.condition not in KEEPER_GRADES:
        return "condition"
    if offer.wants <= offer.haves:
        return "demand"
    if rule.max_price is not None and usd is not None and usd > rule.max_price:
        return "price"
    return None


def is_lp(text: str, match: FormatMatch = "token") -> bool:
    """Return whether a format text such as `2xLP, Album` names an LP."""
    if match == "substring":
        return "LP" in text
    return any(_LP.fullmatch(part.strip(" \t()")) for part in _SEPARATORS.split(text))
