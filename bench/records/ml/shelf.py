"""The offers that simulated owners judge: those of the simulated Discogs, as a recommender sees them."""

import math
import random
from collections.abc import Mapping

from alcove.apps.records.taste.model.values import Subject
from alcove.simulators.discogs.catalogue import Catalogue
from alcove.simulators.discogs.config import DEFAULT_SELLERS, SellerSpec
from alcove.simulators.discogs.money import RATES
from alcove.simulators.discogs.offers import Offer

SEED = 2_025


def usual_shelf(count: int) -> list[Subject]:
    """Return offers of the simulator's usual sellers, at most 11,538, in an order that means nothing."""
    return _shelf(DEFAULT_SELLERS, count)


def large_shelf(count: int) -> list[Subject]:
    """Return any number of offers of one large seller."""
    return _shelf({"warehouse": SellerSpec(offers=count, since=2009)}, count)


def _shelf(sellers: Mapping[str, SellerSpec], count: int) -> list[Subject]:
    catalogue = Catalogue(SEED, sellers)
    stocks = [stock for name in catalogue.sellers if (stock := catalogue.stock(name))]
    places = [(stock, key) for stock in stocks for key in range(stock.maker.spec.offers)]
    random.Random(SEED).shuffle(places)
    return [_subject(stock.maker.make(key)) for stock, key in places[:count]]


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
    owned = haves or 0.01
    return round(10 * math.log(wants / owned + 1) + 2 * math.log(wants + owned) + 50 / (price + 1), 2)
