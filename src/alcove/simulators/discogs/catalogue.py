"""Everything that is for sale and everything that was ever released, steerable while the server runs."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.formats import parse
from alcove.simulators.discogs.offers import Offer, OfferMaker, listing_id, locate
from alcove.simulators.discogs.releases import Release, ReleaseMaker, release_id, slots
from alcove.simulators.discogs.stock import Stock


class ReleaseSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a custom release should be; what is left unset comes from the release that its id would have."""

    id: int | None = None
    artist: str | None = None
    title: str | None = None
    label: str | None = None
    catno: str | None = None
    year: int | None = None
    country: str | None = None
    genres: tuple[str, ...] | None = None
    styles: tuple[str, ...] | None = None
    format: str | None = None
    want: int | None = None
    have: int | None = None
    price: float | None = None


class OfferSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A custom offer for an exact test; without `currency`, the price is in the seller's."""

    release: ReleaseSpec = ReleaseSpec()
    condition: str = "Very Good Plus (VG+)"
    sleeve: str = "Very Good Plus (VG+)"
    price: Decimal = Decimal("20.00")
    currency: str | None = None
    posted: datetime | None = None
    comments: str = ""
    status: str = "For Sale"


class Catalogue:
    """Sellers, their offers and all releases of one seed."""

    def __init__(self, seed: int, sellers: Mapping[str, SellerSpec]) -> None:
        self.seed = seed
        self._releases = ReleaseMaker(seed)
        self._custom: dict[int, Release] = {}
        self._stocks: dict[str, Stock] = {}
        self._numbers: list[str] = []
        for name, spec in sellers.items():
            self.add_seller(name, spec)

    @property
    def sellers(self) -> tuple[str, ...]:
        """Return the sellers' names as they are spelt."""
        return tuple(stock.maker.name for stock in self._stocks.values())

    def add_seller(self, name: str, spec: SellerSpec) -> Stock:
        """Add a seller, or start one of that name afresh."""
        folded = name.casefold()
        if folded not in self._stocks:
            self._numbers.append(folded)
        maker = OfferMaker(self.seed, name, self._numbers.index(folded), spec, self._releases)
        self._stocks[folded] = Stock(maker)
        return self._stocks[folded]

    def stock(self, name: str) -> Stock | None:
        """Return a seller's shelf; names are compared without regard to case."""
        return self._stocks.get(name.casefold())

    def empty(self, name: str) -> Stock:
        """Return the shelf of somebody who sells nothing."""
        return Stock(OfferMaker(self.seed, name, len(self._numbers), SellerSpec(offers=0), self._releases))

    def release(self, number: int) -> Release | None:
        """Return a release by its public number."""
        return self._custom.get(number) or self._releases.by_id(number)

    def find(self, number: int) -> Offer | None:
        """Return an offer by its public number, whoever sells it."""
        place = self._place(number)
        return None if place is None else self._current(place[0].offer(place[1]))

    def offer(self, stock: Stock, key: int) -> Offer | None:
        """Return an offer of a shelf with the release as it is now."""
        return self._current(stock.offer(key))

    def _current(self, offer: Offer | None) -> Offer | None:
        if offer is None or offer.release.id not in self._custom:
            return offer
        return dataclasses.replace(offer, release=self._custom[offer.release.id])

    def _place(self, number: int) -> tuple[Stock, int] | None:
        place = locate(number)
        if place is None or place[0] >= len(self._numbers):
            return None
        return self._stocks[self._numbers[place[0]]], place[1]

    def put_release(self, spec: ReleaseSpec) -> Release:
        """Make a custom release, or change the one that has this id."""
        number = spec.id if spec.id is not None else release_id(slots() + len(self._custom))
        base = self.release(number) or dataclasses.replace(self._releases.at_slot(number % slots()), id=number)
        given = {name: value for name, value in msgspec.structs.asdict(spec).items() if value is not None}
        if "format" in given:
            given["parts"] = parse(given["format"])
        release = dataclasses.replace(base, **{**given, "id": number})
        self._custom = {**self._custom, number: release}
        return release

    def add(self, seller: str, spec: OfferSpec, *, now: datetime) -> Offer:
        """List a custom offer, its seller's newest unless `posted` is set; KeyError for an unknown seller."""
        stock = self._stocks[seller.casefold()]
        given = spec.release.id
        plain = spec.release == ReleaseSpec(id=given) and given is not None
        release = (self.release(given) if plain and given is not None else None) or self.put_release(spec.release)
        key = stock.next_key()
        return stock.put(
            Offer(
                id=listing_id(stock.maker.number, key),
                key=key,
                seller=stock.maker.name,
                release=release,
                condition=spec.condition,
                sleeve=spec.sleeve,
                price=spec.price,
                currency=spec.currency or stock.maker.spec.currency,
                ships_from=stock.maker.spec.ships_from,
                posted=spec.posted or self._after_newest(stock, now),
                comments=spec.comments,
                status=spec.status,
            )
        )

    def _after_newest(self, stock: Stock, now: datetime) -> datetime:
        keys = stock.keys(sort="listed", descending=True, statuses=())
        newest = stock.offer(keys[0]) if keys else None
        return now if newest is None else max(now, newest.posted + timedelta(minutes=1))

    def change(self, number: int, **changes: Any) -> Offer | None:
        """Change fields of an offer, such as `price` or `status`; None when there is no such offer."""
        place = self._place(number)
        return None if place is None else place[0].change(place[1], **changes)

    def remove(self, number: int) -> bool:
        """Take an offer away, as a sale or a withdrawal does; False when there is no such offer."""
        place = self._place(number)
        return place is not None and place[0].remove(place[1])
