"""The inventory of one seller: the generated offers, with additions, changes and removals."""

import bisect
import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

from alcove.simulators.discogs.money import RATES, convert
from alcove.simulators.discogs.offers import Offer, OfferGenerator

FOR_SALE: Final = "For Sale"


def _dollars(offer: Offer) -> Any:
    amount = convert(offer.price, RATES, source=offer.currency, target="USD")
    return offer.price if amount is None else amount


SORTS: Final[dict[str, Callable[[Offer], Any]]] = {
    "listed": lambda offer: offer.posted,
    "price": _dollars,
    "item": lambda offer: f"{offer.release.artist} - {offer.release.title}".lower(),
    "artist": lambda offer: offer.release.artist.lower(),
    "label": lambda offer: offer.release.label.lower(),
    "catno": lambda offer: offer.release.catno.lower(),
    "audio": lambda _: 0,
    "status": lambda offer: offer.status,
    "location": lambda _: 0,
}
OWNER_SORTS: Final = ("status", "location")


class SellerInventory:
    """The offers of one seller; changes replace collections as a whole, so that readers never see half a change."""

    def __init__(self, generator: OfferGenerator) -> None:
        self.generator = generator
        self._generate = functools.lru_cache(maxsize=512)(generator.make)
        self._changed: dict[int, Offer] = {}
        # Always ascending: new keys are larger than all earlier ones.
        self._keys: list[int] = list(range(generator.spec.offers))
        self._next_key = generator.spec.offers
        self._orders: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def offer(self, key: int) -> Offer | None:
        """Return the offer with this key, None after its removal."""
        if key in self._changed:
            return self._changed[key]
        index = bisect.bisect_left(self._keys, key)
        return self._generate(key) if index < len(self._keys) and self._keys[index] == key else None

    def keys(self, *, sort: str, descending: bool, statuses: Sequence[str] = (FOR_SALE,)) -> list[int]:
        """Return the keys in the requested order; no statuses means all of them."""
        order = self._order(sort)
        hidden = {key for key, offer in self._changed.items() if statuses and offer.status not in statuses}
        if statuses and FOR_SALE not in statuses:
            order = [key for key in order if key in self._changed]
        kept = [key for key in order if key not in hidden] if hidden else order
        return kept[::-1] if descending else list(kept)

    def _order(self, sort: str) -> list[int]:
        order = self._orders.get(sort)
        if order is None:
            order = self._sort_keys(sort)
            self._orders = {**self._orders, sort: order}
        return order

    def _sort_keys(self, sort: str) -> list[int]:
        if sort == "listed":
            posted = self.generator.posting_time
            # Generated keys are in order of time; only changed offers must be sorted in.
            if not self._changed:
                return self._keys
            return sorted(
                self._keys, key=lambda key: (self._changed[key].posted if key in self._changed else posted(key), key)
            )
        rank = SORTS[sort]
        return sorted(self._keys, key=lambda key: (rank(self._changed.get(key) or self.generator.make(key)), key))

    def next_key(self) -> int:
        """Return a new key."""
        self._next_key += 1
        return self._next_key - 1

    def put(self, offer: Offer) -> Offer:
        """Add an offer, or replace the one with its key."""
        is_new = offer.key not in self._changed and self.offer(offer.key) is None
        self._changed = {**self._changed, offer.key: offer}
        if is_new:
            self._keys = [*self._keys, offer.key]
        self._orders = {}
        return offer

    def change(self, key: int, **changes: Any) -> Offer | None:
        """Replace fields of an offer."""
        offer = self.offer(key)
        return None if offer is None else self.put(dataclasses.replace(offer, **changes))

    def remove(self, key: int) -> bool:
        """Remove an offer; return False if it does not exist."""
        if self.offer(key) is None:
            return False
        self._changed = {number: offer for number, offer in self._changed.items() if number != key}
        self._keys = [number for number in self._keys if number != key]
        self._orders = {}
        return True
