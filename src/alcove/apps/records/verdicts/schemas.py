"""Verdicts and offers to judge, as pages show them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alcove.apps.records.offers import OfferDetails
from alcove.apps.records.verdicts.model import JudgedOffer, Strategy, VerdictCounts


class VerdictBody(Struct, frozen=True, kw_only=True):
    """The verdict on an offer."""

    verdict: Literal["keep", "skip"]


class DigQuery(Struct, frozen=True, kw_only=True):
    """How the next offers to judge are chosen."""

    strategy: Annotated[str, Meta(max_length=20, description="varied, hard, random or likely")] = "varied"
    seller: Annotated[str, Meta(max_length=500, description="only this seller's offers")] = ""
    currency: Annotated[str, Meta(max_length=40, description="the currency of prices")] = ""
    limit: Annotated[int, Meta(description="1 to 20 offers")] = 5


class DigBatch(Struct, frozen=True, kw_only=True):
    """The next offers to judge; `strategy` is the one in use, `needed` the verdicts that a first model needs.

    `recent` are the newest verdicts, which can be undone.
    """

    strategy: Strategy
    is_trained: bool
    needed: int
    counts: VerdictCounts
    offers: list[OfferDetails]
    recent: list[JudgedOffer]


class VerdictQuery(Struct, frozen=True, kw_only=True):
    """Which verdicts are listed."""

    verdict: Annotated[str, Meta(max_length=20, description="keep or skip")] = "keep"
    currency: Annotated[str, Meta(max_length=40, description="the currency of prices")] = ""
    limit: Annotated[int, Meta(description="1 to 1000 offers")] = 500


class CurrencyTotal(Struct, frozen=True, kw_only=True):
    """The sum of prices in one currency."""

    currency: str
    amount: str


class SellerGroup(Struct, frozen=True, kw_only=True):
    """A seller's judged offers; `totals` sums their original prices by currency, `total` those in one's own."""

    seller: str
    total: str | None
    totals: list[CurrencyTotal]
    offers: list[JudgedOffer]


class VerdictList(Struct, frozen=True, kw_only=True):
    """Judged offers by seller, the newest verdict first; of more than `limit` only the newest."""

    counts: VerdictCounts
    currency: str
    groups: list[SellerGroup]
