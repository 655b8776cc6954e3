"""Offers made from a seed, a seller and a number: which copy, in what state, at what price, since when."""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from alcove.simulators.discogs import words
from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.money import RATES
from alcove.simulators.discogs.randomness import early, pick, source
from alcove.simulators.discogs.releases import MASTERS_PER_SHARE, PRESSINGS, Release, ReleaseMaker
from alcove.simulators.discogs.scenes import SCENES, SHARES

GRADES: Final = (
    "Mint (M)",
    "Near Mint (NM or M-)",
    "Very Good Plus (VG+)",
    "Very Good (VG)",
    "Good Plus (G+)",
    "Good (G)",
    "Fair (F)",
    "Poor (P)",
)
WORTH: Final = dict(zip(GRADES, (1.5, 1.25, 1.0, 0.66, 0.42, 0.28, 0.15, 0.08), strict=True))
"""What a copy is worth in each grade, against Very Good Plus."""
NEWEST: Final = datetime(2025, 11, 30, 18, 0, tzinfo=UTC)
FIRST_ID: Final = 2_200_000_000
PER_SELLER: Final = 10_000_000
STEP: Final = 29
_SPREAD: Final = (4, 22, 36, 22, 8, 5, 2, 1)
_GRADE_BAG: Final = tuple(number for number, share in enumerate(_SPREAD) for _ in range(share))
_ENDINGS: Final = ("0.00", "0.50", "0.99", "0.00", "0.95")


@dataclass(frozen=True, slots=True)
class Offer:
    """One copy for sale; the price is in the seller's own currency."""

    id: int
    key: int
    seller: str
    release: Release
    condition: str
    sleeve: str
    price: Decimal
    currency: str
    ships_from: str
    posted: datetime
    comments: str = ""
    status: str = "For Sale"
    allow_offers: bool = False


def listing_id(seller_number: int, key: int) -> int:
    """Return the public number of a seller's `key`-th offer."""
    return FIRST_ID + seller_number * PER_SELLER + key * STEP


def locate(number: int) -> tuple[int, int] | None:
    """Return the seller's number and the key behind a public number; None when it cannot be one."""
    seller, rest = divmod(number - FIRST_ID, PER_SELLER)
    key, odd = divmod(rest, STEP)
    return None if odd or seller < 0 else (seller, key)


@dataclass(frozen=True, slots=True)
class OfferMaker:
    """Makes the generated offers of one seller."""

    seed: int
    name: str
    number: int
    spec: SellerSpec
    releases: ReleaseMaker

    def posted(self, key: int) -> datetime:
        """Return when the offer was listed; later keys are later, and most of them are recent."""
        rng = source(self.seed, f"posted:{self.name}", number=key)
        share = (key + rng.random()) / self.spec.offers
        start = datetime(self.spec.since, 1, 1, tzinfo=UTC)
        return start + timedelta(seconds=int((NEWEST - start).total_seconds() * share**0.55))

    def make(self, key: int) -> Offer:
        """Return the generated offer with this key."""
        rng = source(self.seed, f"offer:{self.name}", number=key)
        # Now and then a second copy of what was listed just before.
        like = source(self.seed, f"offer:{self.name}", number=key - 1) if key and rng.random() < 0.03 else rng
        if like is not rng:
            like.random()
        release = self.releases.at_slot(self._slot(like))
        grade = pick(rng, _GRADE_BAG)
        return Offer(
            id=listing_id(self.number, key),
            key=key,
            seller=self.name,
            release=release,
            condition=GRADES[grade],
            sleeve=_sleeve(rng, release=release, grade=grade),
            price=self._price(rng, release=release, grade=grade),
            currency=self.spec.currency,
            ships_from=self.spec.ships_from,
            posted=self.posted(key),
            comments=pick(rng, words.COMMENTS) if rng.random() < 0.7 else "",
            allow_offers=rng.random() < 0.3,
        )

    def _slot(self, rng: random.Random) -> int:
        names = self.spec.scenes
        share = int(rng.random() * len(SHARES))
        while names and SCENES[SHARES[share]].name not in names:
            share = int(rng.random() * len(SHARES))
        master = early(rng, MASTERS_PER_SHARE, lean=1.5) * len(SHARES) + share
        return master * PRESSINGS + (rng.random() < 0.35)

    def _price(self, rng: random.Random, *, release: Release, grade: int) -> Decimal:
        dollars = release.price * WORTH[GRADES[grade]] * self.spec.dear * math.exp(rng.gauss(0.0, 0.25))
        rate = RATES.get(self.spec.currency, Decimal(1))
        amount = max(1, int(dollars * float(rate)))
        if rate > 5:
            return Decimal(max(5, round(amount / 5) * 5)).quantize(Decimal("0.01"))
        return Decimal(amount) + Decimal(pick(rng, _ENDINGS))


def _sleeve(rng: random.Random, *, release: Release, grade: int) -> str:
    draw = rng.random()
    if release.format.startswith(('7"', '12"')) and draw < 0.35:
        return pick(rng, ("Generic", "Generic", "No Cover"))
    if draw < 0.03:
        return "Not Graded"
    return GRADES[min(len(GRADES) - 1, max(0, grade + pick(rng, (-1, 0, 0, 0, 1, 1))))]
