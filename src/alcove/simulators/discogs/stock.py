"""One seller's shelf: generated offers under what was added, changed and taken away since."""

import bisect
import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

from alcove.simulators.discogs.money import RATES, convert
from alcove.simulators.discogs.offers import Offer, OfferMaker

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


class Stock:
    """The offers of one seller; every change replaces what it touches, so readers never see half of it."""

    def __init__(self, maker: OfferMaker) -> None:
        self.maker = maker
        self._made = functools.lru_cache(maxsize=512)(maker.make)
        self._own: dict[int, Offer] = {}
        # Always ascending: new keys are larger than all before them.
        self._keys: list[int] = list(range(maker.spec.offers))
        self._next = maker.spec.offers
        self._orders: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def offer(self, key: int) -> Offer | None:
        """Return the offer with this key, or None once it is gone."""
        if key in self._own:
            return self._own[key]
        at = bisect.bisect_left(self._keys, key)
        return self._made(key) if at < len(self._keys) and self._keys[at] == key else None

    def keys(self, *, sort: str, descending: bool, statuses: Sequence[str] = (FOR_SALE,)) -> list[int]:
        """Return the keys in the asked order; no statuses means all of them."""
        order = self._order(sort)
        hidden = {key for key, offer in self._own.items() if statuses and offer.status not in statuses}
        if statuses and FOR_SALE not in statuses:
            order = [key for key in order if key in self._own]
        kept = [key for key in order if key not in hidden] if hidden else order
        return kept[::-1] if descending else list(kept)

    def _order(self, sort: str) -> list[int]:
        found = self._orders.get(sort)
        if found is None:
            found = self._sorted(sort)
            self._orders = {**self._orders, sort: found}
        return found

    def _sorted(self, sort: str) -> list[int]:
        if sort == "listed":
            posted = self.maker.posted
            # Generated keys stand in order of time already; only what was put in later has to be placed.
            if not self._own:
                return self._keys
            return sorted(self._keys, key=lambda key: (self._own[key].posted if key in self._own else posted(key), key))
        rank = SORTS[sort]
        return sorted(self._keys, key=lambda key: (rank(self._own.get(key) or self.maker.make(key)), key))

    def next_key(self) -> int:
        """Return a key that was never used."""
        self._next += 1
        return self._next - 1

    def put(self, offer: Offer) -> Offer:
        """Add an offer, or replace the one with its key."""
        fresh = offer.key not in self._own and self.offer(offer.key) is None
        self._own = {**self._own, offer.key: offer}
        if fresh:
            self._keys = [*self._keys, offer.key]
        self._orders = {}
        return offer

    def change(self, key: int, **changes: Any) -> Offer | None:
        """Replace fields of an offer."""
        offer = self.offer(key)
        return None if offer is None else self.put(dataclasses.replace(offer, **changes))

    def remove(self, key: int) -> bool:
        """Take an offer away; False when it was not there."""
        if self.offer(key) is None:
            return False
        self._own = {number: offer for number, offer in self._own.items() if number != key}
        self._keys = [number for number in self._keys if number != key]
        self._orders = {}
        return True
