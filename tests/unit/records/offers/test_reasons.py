"""Reasons for and doubts about an offer, in words."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from alcove.apps.records.offers.model import Facts, find_doubts, find_reasons

FACTS = Facts(
    wants=1200, haves=400, price=Decimal(10), currency="EUR", media=2, sleeve=3, suggested=Decimal(20),
    suggestion="the middle price of 3 other copies", other_prices=(Decimal(12), Decimal(30)), copies=3,
    cheaper_than=0.7, age=timedelta(hours=5), chance=None, taste=(),
)  # fmt: skip


def test_the_market_gives_reasons() -> None:
    """Demand, the suggested price, copies, grade, price and age are reasons, in this order."""
    assert find_reasons(FACTS) == [
        "1,200 people want it and 400 have it: 3.0 for each who has it",
        "It costs 50 % less than the middle price of 3 other copies",
        "It is the cheapest of 3 copies that your sellers offer",
        "The media is graded Near Mint (NM or M-)",
        "It costs less than 7 in 10 offers",
        "New: first seen 5 hours ago",
    ]
    assert find_doubts(FACTS) == []


def test_verdicts_speak_for_or_against() -> None:
    """What the owner's verdicts say is a reason for a likely keeper, and else a doubt."""
    taste = ("You kept 3 of 4 offers on Blue Note",)
    assert find_reasons(replace(FACTS, chance=0.8, taste=taste))[0] == taste[0]
    unlikely = replace(FACTS, chance=0.2, taste=taste)
    assert taste[0] not in find_reasons(unlikely)
    assert find_doubts(unlikely) == list(taste)


def test_a_high_price_and_a_poor_sleeve_are_doubts() -> None:
    """A price above the suggested one, a cheaper copy and a poor sleeve speak against an offer."""
    dear = replace(FACTS, price=Decimal(30), sleeve=6, wants=1, haves=9, cheaper_than=0.1, age=timedelta(days=30))
    assert find_reasons(dear) == ["The media is graded Near Mint (NM or M-)"]
    assert find_doubts(dear) == [
        "It costs 50 % more than the middle price of 3 other copies",
        "Another copy costs less: 12 EUR",
        "The sleeve is only graded Good (G)",
    ]


def test_unknown_prices_say_nothing() -> None:
    """Without a price only what is known is a reason, and the only copy is named as such."""
    unknown = replace(FACTS, price=None, suggested=None, other_prices=(), copies=1, wants=5, haves=0)
    assert find_reasons(unknown)[:2] == [
        "5 people want it and nobody has it",
        "It is the only copy that your sellers offer",
    ]
    assert find_doubts(unknown) == []
