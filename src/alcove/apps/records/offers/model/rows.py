"""An offer as lists show it."""

from typing import Literal

from msgspec import Struct

Verdict = Literal["keep", "skip"]


class OfferRow(Struct, frozen=True, kw_only=True):
    """An offer in a list; `price` is in the requested currency, null without an exchange rate."""

    id: int
    release_id: str
    artist: str
    title: str
    label: str
    format: str
    year: int | None
    genres: list[str]
    seller: str
    price: str | None
    original_price: str | None
    original_currency: str | None
    media: str
    sleeve: str
    wants: int
    haves: int
    score: str
    match: float | None
    verdict: Verdict | None
    for_sale: bool
    copies: int
