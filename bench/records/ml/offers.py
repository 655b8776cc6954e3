"""The offers of the simulated Discogs that simulated owners judge."""

import math
import random
from collections.abc import Mapping

from alcove.apps.records.taste.model.values import Subject
from alcove.simulators.discogs.catalogue import Catalogue
from alcove.simulators.discogs.config import DEFAULT_SELLERS, SellerSpec
from alcove.simulators.discogs.money import RATES
from alcove.simulators.discogs.offers import Offer

SEED = 2_025


def build_default_offers(count: int) -> list[Subject]:
    """Return offers of the simulator's default sellers, at most 11,538, in random order."""
    return _build_offers(DEFAULT_SELLERS, count)


def build_large_offers(count: int, *, seed: int = SEED) -> list[Subject]:
    """Return any number of offers of one large seller."""
    return _build_offers({"warehouse": SellerSpec(offers=count, since=2009)}, count, seed=seed)


def _build_offers(sellers: Mapping[str, SellerSpec], count: int, *, seed: int = SEED) -> list[Subject]:
    catalogue = Catalogue(seed, sellers)
    inventories = [inventory for name in catalogue.sellers if (inventory := catalogue.inventory(name))]
    places = [(inventory, key) for inventory in inventories for key in range(inventory.generator.spec.offers)]
    random.Random(seed).shuffle(places)
    return [_subject(inventory.generator.make(key)) for inventory, key in places[:count]]


def _subject(offer: Offer) -> Subject:
    release = offer.release
    price = round(float(offer.price / RATES[offer.currency]), 2)
    return Subject(
        listing_id=offer.id,
        artist=release.artist,
        title=release.title,
        label=release.label,
        format=release.format,
        genres=release.genres,
        styles=release.styles,
        year=release.year or None,
        price=price,
        wants=release.want,
        haves=release.have,
        condition=offer.condition,
        score=_score(release.want, release.have, price),
    )


def _score(wants: int, haves: int, price: float) -> float:
    owners_count = haves or 0.01
    return round(10 * math.log(wants / owners_count + 1) + 2 * math.log(wants + owners_count) + 50 / (price + 1), 2)
