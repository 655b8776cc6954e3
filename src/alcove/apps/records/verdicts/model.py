"""Offers with a verdict, their number, and how the next offers to judge are chosen."""

from typing import Literal

from msgspec import Struct

from alcove.apps.records.offers.model import OfferRow

Strategy = Literal["varied", "hard", "random", "likely"]


class VerdictCounts(Struct, frozen=True, kw_only=True):
    """How many offers are kept, skipped, and for sale without a verdict."""

    kept: int
    skipped: int
    unjudged: int


class JudgedOffer(OfferRow, frozen=True, kw_only=True):
    """An offer with a verdict, when it was made, and whether its release is on the wantlist."""

    judged_at: str | None
    on_wantlist: bool


class StoredVerdict(Struct, frozen=True, kw_only=True):
    """An offer's verdict after a change, null without one."""

    id: int
    verdict: Literal["keep", "skip"] | None
    counts: VerdictCounts
