"""All sellers, offers and releases, which can be changed while the server runs."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from alcove.simulators.discogs.config import SellerSpec
from alcove.simulators.discogs.formats import parse_format
from alcove.simulators.discogs.inventory import SellerInventory
from alcove.simulators.discogs.offers import Offer, OfferGenerator, make_listing_id, parse_listing_id
from alcove.simulators.discogs.releases import Release, ReleaseGenerator, release_count, release_id


class ReleaseSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a custom release; unset ones are those of the generated release with its id."""

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
    """A custom offer; without `currency`, the price is in the seller's currency."""

    release: ReleaseSpec = ReleaseSpec()
    condition: str = "Very Good Plus (VG+)"
    sleeve: str = "Very Good Plus (VG+)"
    price: Decimal = Decimal("20.00")
    currency: str | None = None
    posted: datetime | None = None
    comments: str = ""
    status: str = "For Sale"


class Catalogue:
    """The sellers, their offers and all releases of one seed."""

    def __init__(self, seed: int, sellers: Mapping[str, SellerSpec]) -> None:
        self.seed = seed
        self._releases = ReleaseGenerator(seed)
        self._custom: dict[int, Release] = {}
        self._inventories: dict[str, SellerInventory] = {}
        self._numbers: list[str] = []
        for name, spec in sellers.items():
            self.add_seller(name, spec)

    @property
    def sellers(self) -> tuple[str, ...]:
        """Return the names of the sellers."""
        return tuple(inventory.generator.name for inventory in self._inventories.values())

    def add_seller(self, name: str, spec: SellerSpec) -> SellerInventory:
        """Add a seller, or replace the one with this name."""
        folded = name.casefold()
        if folded not in self._inventories:
            self._numbers.append(folded)
        generator = OfferGenerator(self.seed, name, self._numbers.index(folded), spec, self._releases)
        self._inventories[folded] = SellerInventory(generator)
        return self._inventories[folded]

    def inventory(self, name: str) -> SellerInventory | None:
        """Return the inventory of a seller; names are case-insensitive."""
        return self._inventories.get(name.casefold())

    def empty_inventory(self, name: str) -> SellerInventory:
        """Return an empty inventory for a user who is not a seller."""
        return SellerInventory(
            OfferGenerator(self.seed, name, len(self._numbers), SellerSpec(offers=0), self._releases)
        )

    def release(self, number: int) -> Release | None:
        """Return a release by its id."""
        return self._custom.get(number) or self._releases.by_id(number)

    def find(self, number: int) -> Offer | None:
        """Return an offer of any seller by its listing id."""
        location = self._locate(number)
        return None if location is None else self._with_current_release(location[0].offer(location[1]))

    def offer(self, inventory: SellerInventory, key: int) -> Offer | None:
        """Return an offer of an inventory, with the current release."""
        return self._with_current_release(inventory.offer(key))

    def _with_current_release(self, offer: Offer | None) -> Offer | None:
        if offer is None or offer.release.id not in self._custom:
            return offer
        return dataclasses.replace(offer, release=self._custom[offer.release.id])

    def _locate(self, number: int) -> tuple[SellerInventory, int] | None:
        location = parse_listing_id(number)
        if location is None or location[0] >= len(self._numbers):
            return None
        return self._inventories[self._numbers[location[0]]], location[1]

    def put_release(self, spec: ReleaseSpec) -> Release:
        """Create a custom release, or change the one with this id."""
        number = spec.id if spec.id is not None else release_id(release_count() + len(self._custom))
        base = self.release(number) or dataclasses.replace(self._releases.at_slot(number % release_count()), id=number)
        fields = {name: value for name, value in msgspec.structs.asdict(spec).items() if value is not None}
        if "format" in fields:
            fields["parts"] = parse_format(fields["format"])
        release = dataclasses.replace(base, **{**fields, "id": number})
        self._custom = {**self._custom, number: release}
        return release

    def add(self, seller: str, spec: OfferSpec, *, now: datetime) -> Offer:
        """Add a custom offer, as the seller's newest unless `posted` is set. Raise KeyError for an unknown seller."""
        inventory = self._inventories[seller.casefold()]
        release_id = spec.release.id
        known = (
            self.release(release_id) if release_id is not None and spec.release == ReleaseSpec(id=release_id) else None
        )
        release = known or self.put_release(spec.release)
        key = inventory.next_key()
        return inventory.put(
            Offer(
                id=make_listing_id(inventory.generator.number, key),
                key=key,
                seller=inventory.generator.name,
                release=release,
                condition=spec.condition,
                sleeve=spec.sleeve,
                price=spec.price,
                currency=spec.currency or inventory.generator.spec.currency,
                ships_from=inventory.generator.spec.ships_from,
                posted=spec.posted or self._after_newest(inventory, now),
                comments=spec.comments,
                status=spec.status,
            )
        )

    def _after_newest(self, inventory: SellerInventory, now: datetime) -> datetime:
        keys = inventory.keys(sort="listed", descending=True, statuses=())
        newest = inventory.offer(keys[0]) if keys else None
        return now if newest is None else max(now, newest.posted + timedelta(minutes=1))

    def change(self, number: int, **changes: Any) -> Offer | None:
        """Change fields of an offer, such as `price` or `status`; return None if it does not exist."""
        location = self._locate(number)
        return None if location is None else location[0].change(location[1], **changes)

    def remove(self, number: int) -> bool:
        """Remove an offer, like a sale; return False if it does not exist."""
        location = self._locate(number)
        return location is not None and location[0].remove(location[1])
