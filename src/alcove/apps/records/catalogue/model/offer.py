"""An offer for sale, read from an inventory item that nobody vouches for."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from alcove.apps.records.catalogue.model.fields import (
    MalformedItem,
    read_count,
    read_id,
    read_moment,
    read_money,
    read_object,
    read_text,
    read_year,
)
from alcove.apps.records.catalogue.model.money import Money, Rates, to_usd
from alcove.apps.records.catalogue.model.text import WIDTH, fit

_WRAPPED = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One listing of an inventory; `price` is in any currency, `original` in the seller's own."""

    listing_id: int
    release_id: int
    status: str
    condition: str
    artist: str
    title: str
    format: str
    label: str
    catno: str
    year: int | None
    wants: int
    haves: int
    price: Money | None
    original: Money | None
    posted_at: datetime | None
    seller: str
    cut: tuple[str, ...] = ()
    """The texts that were too long for their columns."""

    @property
    def own_price(self) -> Money | None:
        """Return the price in the seller's money, as far as it is known."""
        return self.original or self.price

    def usd(self, rates: Rates | None) -> Decimal | None:
        """Return the price in dollars; None when no rate leads there."""
        for money in (self.price, self.original):
            dollars = to_usd(money.amount, money.currency, rates=rates) if money else None
            if dollars is not None:
                return dollars
        return None


def parse_item(item: object) -> Offer:
    """Return the offer in an inventory item; MalformedItem when it cannot be used, nothing else ever."""
    if not isinstance(item, Mapping):
        raise MalformedItem("the item is not an object")
    listing_id = read_id(item.get("id"), "id")
    try:
        return _offer(listing_id, item)
    except MalformedItem as error:
        raise MalformedItem(error.reason, listing_id=listing_id) from None


def _offer(listing_id: int, item: Mapping[str, object]) -> Offer:
    release = read_object(item.get("release"), "release")
    community = _community(release)
    release_id = read_id(release.get("id"), "release.id")
    texts, cut = _texts(item, release)
    return Offer(
        listing_id=listing_id,
        release_id=release_id,
        year=read_year(release.get("year")),
        wants=read_count(community.get("in_wantlist"), "in_wantlist"),
        haves=read_count(community.get("in_collection"), "in_collection"),
        price=read_money(item.get("price"), "price"),
        original=_original(item.get("original_price")),
        posted_at=read_moment(item.get("posted")),
        cut=cut,
        **texts,
    )


def _community(release: Mapping[str, object]) -> Mapping[str, object]:
    stats = read_object(release.get("stats"), "release.stats")
    return read_object(stats.get("community"), "release.stats.community")


def _original(value: object) -> Money | None:
    """Return the seller's own price; the one asked for stands in for one that cannot be read."""
    with suppress(MalformedItem):
        return read_money(value, "original_price", currency_key="curr_abbr")
    return None


def _texts(item: Mapping[str, object], release: Mapping[str, object]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts of an offer, fit for their columns, and the names of those that were cut."""
    seller = read_object(item.get("seller"), "seller")
    whole = {
        "status": read_text(item.get("status"), "status"),
        "condition": read_text(item.get("condition"), "condition"),
        "artist": read_text(release.get("artist"), "release.artist"),
        "title": read_text(release.get("title"), "release.title"),
        "format": _unwrapped(read_text(release.get("format"), "release.format")),
        "label": read_text(release.get("label"), "release.label"),
        "catno": read_text(release.get("catalog_number"), "release.catalog_number"),
        "seller": read_text(seller.get("username"), "seller.username"),
    }
    cut = tuple(name for name, text in whole.items() if len(text) > WIDTH)
    return {name: fit(text) for name, text in whole.items()}, cut


def _unwrapped(text: str) -> str:
    """Return a format text without the parentheses that older items wrap it in."""
    match = _WRAPPED.fullmatch(text)
    return match[1].strip() if match else text
