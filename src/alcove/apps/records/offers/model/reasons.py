"""Reasons for and doubts about an offer, in words, from the market and from the owner's verdicts."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from alcove.apps.records.catalogue.model import GRADES

MAX_REASONS: Final = 6
NEW_FOR: Final = timedelta(days=7)
MIN_DIFFERENCE: Final = Decimal("0.05")
"""The least difference from the suggested price that is worth a sentence."""
GOOD_RANK: Final = 3
POOR_RANK: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about an offer; prices are in one currency, grades are ranks from 1 for the best."""

    wants: int
    haves: int
    price: Decimal | None
    currency: str
    media: int | None
    sleeve: int | None
    suggested: Decimal | None
    suggestion: str
    """Who suggests the price, such as `the middle price of 4 other copies`."""
    other_prices: tuple[Decimal, ...]
    """The known prices of other copies."""
    copies: int
    cheaper_than: float
    """The share of a sample of offers that cost more, 0 to 1."""
    age: timedelta
    chance: float | None
    taste: tuple[str, ...]
    is_wanted: bool = False


def find_reasons(facts: Facts) -> list[str]:
    """Return sentences that speak for the offer, the owner's own verdicts first."""
    reasons = [*facts.taste] if facts.chance is not None and facts.chance >= 0.5 else []
    if facts.is_wanted:
        reasons.append("The release is on your wantlist")
    reasons += [*_describe_demand(facts), *_describe_bargain(facts), *_describe_copies(facts)]
    if facts.media is not None and facts.media <= GOOD_RANK:
        reasons.append(f"The media is graded {GRADES[facts.media - 1]}")
    if facts.price is not None and facts.cheaper_than >= 0.5:
        reasons.append(f"It costs less than {facts.cheaper_than * 10:.0f} in 10 offers")
    if facts.age < NEW_FOR:
        reasons.append(f"New: first seen {_describe_age(facts.age)}")
    return reasons[:MAX_REASONS]


def find_doubts(facts: Facts) -> list[str]:
    """Return sentences that speak against the offer."""
    doubts = [*facts.taste] if facts.chance is not None and facts.chance < 0.5 else []
    if facts.price is not None and facts.suggested and facts.price > facts.suggested * (1 + MIN_DIFFERENCE):
        percent = (facts.price / facts.suggested - 1) * 100
        doubts.append(f"It costs {percent:.0f} % more than {facts.suggestion}")
    if facts.price is not None and facts.other_prices and min(facts.other_prices) < facts.price:
        doubts.append(f"Another copy costs less: {min(facts.other_prices)} {facts.currency}")
    if facts.sleeve is not None and facts.sleeve >= POOR_RANK:
        doubts.append(f"The sleeve is only graded {GRADES[facts.sleeve - 1]}")
    return doubts


def _describe_demand(facts: Facts) -> list[str]:
    if facts.wants <= facts.haves:
        return []
    if not facts.haves:
        return [f"{facts.wants:,} people want it and nobody has it"]
    ratio = f"{facts.wants / facts.haves:.1f} for each who has it"
    return [f"{facts.wants:,} people want it and {facts.haves:,} have it: {ratio}"]


def _describe_bargain(facts: Facts) -> list[str]:
    if facts.price is None or not facts.suggested or facts.price > facts.suggested * (1 - MIN_DIFFERENCE):
        return []
    percent = (1 - facts.price / facts.suggested) * 100
    return [f"It costs {percent:.0f} % less than {facts.suggestion}"]


def _describe_copies(facts: Facts) -> list[str]:
    if facts.copies == 1:
        return ["It is the only copy that your sellers offer"]
    if facts.price is not None and facts.other_prices and facts.price <= min(facts.other_prices):
        return [f"It is the cheapest of {facts.copies} copies that your sellers offer"]
    return []


def _describe_age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours < 1:
        return "within the last hour"
    return f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"
