"""Generates the offers of a seller: release, condition, price and date."""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from alcove.simulators.discogs import word_lists
from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.money import RATES
from alcove.simulators.discogs.randomness import pick, seeded_rng, skewed_index
from alcove.simulators.discogs.releases import MASTERS_PER_SHARE, PRESSINGS, Release, ReleaseGenerator
from alcove.simulators.discogs.scenes import SCENE_BY_SHARE, SCENES

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
PRICE_BY_GRADE: Final = dict(zip(GRADES, (1.5, 1.25, 1.0, 0.66, 0.42, 0.28, 0.15, 0.08), strict=True))
"""The price of a copy in each grade, relative to Very Good Plus."""
NEWEST: Final = datetime(2025, 11, 30, 18, 0, tzinfo=UTC)
FIRST_ID: Final = 2_200_000_000
PER_SELLER: Final = 10_000_000
STEP: Final = 29
_GRADE_WEIGHTS: Final = (4, 22, 36, 22, 8, 5, 2, 1)
_WEIGHTED_GRADES: Final = tuple(number for number, share in enumerate(_GRADE_WEIGHTS) for _ in range(share))
_PRICE_ENDINGS: Final = ("0.00", "0.50", "0.99", "0.00", "0.95")


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


def make_listing_id(seller_number: int, key: int) -> int:
    """Return the listing id of a seller's `key`-th offer."""
    return FIRST_ID + seller_number * PER_SELLER + key * STEP


def parse_listing_id(number: int) -> tuple[int, int] | None:
    """Return the seller's number and the key in a listing id; None when it is not a valid id."""
    seller, offset = divmod(number - FIRST_ID, PER_SELLER)
    key, remainder = divmod(offset, STEP)
    return None if remainder or seller < 0 else (seller, key)


@dataclass(frozen=True, slots=True)
class OfferGenerator:
    """Generates the offers of one seller."""

    seed: int
    name: str
    number: int
    spec: SellerSpec
    releases: ReleaseGenerator

    def posting_time(self, key: int) -> datetime:
        """Return when the offer was listed; higher keys are later, and most offers are recent."""
        rng = seeded_rng(self.seed, f"posted:{self.name}", number=key)
        share = (key + rng.random()) / self.spec.offers
        start = datetime(self.spec.since, 1, 1, tzinfo=UTC)
        return start + timedelta(seconds=int((NEWEST - start).total_seconds() * share**0.55))

    def make(self, key: int) -> Offer:
        """Return the offer with this key."""
        rng = seeded_rng(self.seed, f"offer:{self.name}", number=key)
        # Occasionally a second copy of the previous offer's release.
        release_rng = (
            seeded_rng(self.seed, f"offer:{self.name}", number=key - 1) if key and rng.random() < 0.03 else rng
        )
        if release_rng is not rng:
            release_rng.random()
        release = self.releases.at_slot(self._slot(release_rng))
        grade = pick(rng, _WEIGHTED_GRADES)
        return Offer(
            id=make_listing_id(self.number, key),
            key=key,
            seller=self.name,
            release=release,
            condition=GRADES[grade],
            sleeve=_sleeve(rng, release=release, grade=grade),
            price=self._price(rng, release=release, grade=grade),
            currency=self.spec.currency,
            ships_from=self.spec.ships_from,
            posted=self.posting_time(key),
            comments=pick(rng, word_lists.COMMENTS) if rng.random() < 0.7 else "",
            allow_offers=rng.random() < 0.3,
        )

    def _slot(self, rng: random.Random) -> int:
        names = self.spec.scenes
        share = int(rng.random() * len(SCENE_BY_SHARE))
        while names and SCENES[SCENE_BY_SHARE[share]].name not in names:
            share = int(rng.random() * len(SCENE_BY_SHARE))
        master = skewed_index(rng, MASTERS_PER_SHARE, skew=1.5) * len(SCENE_BY_SHARE) + share
        return master * PRESSINGS + (rng.random() < 0.35)

    def _price(self, rng: random.Random, *, release: Release, grade: int) -> Decimal:
        dollars = (
            release.price * PRICE_BY_GRADE[GRADES[grade]] * self.spec.price_factor * math.exp(rng.gauss(0.0, 0.25))
        )
        rate = RATES.get(self.spec.currency, Decimal(1))
        amount = max(1, int(dollars * float(rate)))
        if rate > 5:
            return Decimal(max(5, round(amount / 5) * 5)).quantize(Decimal("0.01"))
        return Decimal(amount) + Decimal(pick(rng, _PRICE_ENDINGS))


def _sleeve(rng: random.Random, *, release: Release, grade: int) -> str:
    draw = rng.random()
    if release.format.startswith(('7"', '12"')) and draw < 0.35:
        return pick(rng, ("Generic", "Generic", "No Cover"))
    if draw < 0.03:
        return "Not Graded"
    return GRADES[min(len(GRADES) - 1, max(0, grade + pick(rng, (-1, 0, 0, 0, 1, 1))))]
