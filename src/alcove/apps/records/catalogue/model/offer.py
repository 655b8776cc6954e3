"""An offer for sale, parsed from an untrusted inventory item."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from alcove.apps.records.catalogue.model.json_fields import (
    MalformedItem,
    parse_count,
    parse_id,
    parse_money,
    parse_object,
    parse_text,
    parse_timestamp,
    parse_year,
)
from alcove.apps.records.catalogue.model.money import Money, convert_to_usd
from alcove.apps.records.catalogue.model.rates import Rates
from alcove.apps.records.catalogue.model.text import MAX_LENGTH, truncate_text

_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A listing of an inventory; `price` may be in any currency, `original` is in the seller's."""

    listing_id: int
    release_id: int
    status: str
    condition: str
    sleeve: str = ""
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
    truncated: tuple[str, ...] = ()
    """Names of the texts that were too long for their columns."""

    @property
    def seller_price(self) -> Money | None:
        """Return the price in the seller's currency, or the other price if that is unknown."""
        return self.original or self.price

    def to_usd(self, rates: Rates | None) -> Decimal | None:
        """Return the price in US dollars; None when no exchange rate is known."""
        for money in (self.price, self.original):
            dollars = convert_to_usd(money.amount, money.currency, rates=rates) if money else None
            if dollars is not None:
                return dollars
        return None


def parse_offer(item: object) -> Offer:
    """Return the offer of an inventory item; MalformedItem, and no other error, if it cannot be used."""
    if not isinstance(item, Mapping):
        raise MalformedItem("the item is not an object")
    listing_id = parse_id(item.get("id"), "id")
    try:
        return _build_offer(listing_id, item)
    except MalformedItem as error:
        raise MalformedItem(error.reason, listing_id=listing_id) from None


def _build_offer(listing_id: int, item: Mapping[str, object]) -> Offer:
    release = parse_object(item.get("release"), "release")
    community = _community_stats(release)
    release_id = parse_id(release.get("id"), "release.id")
    texts, truncated = _parse_texts(item, release)
    return Offer(
        listing_id=listing_id,
        release_id=release_id,
        year=parse_year(release.get("year")),
        wants=parse_count(community.get("in_wantlist"), "in_wantlist"),
        haves=parse_count(community.get("in_collection"), "in_collection"),
        price=parse_money(item.get("price"), "price"),
        original=_parse_original_price(item.get("original_price")),
        posted_at=parse_timestamp(item.get("posted")),
        truncated=truncated,
        **texts,
    )


def _community_stats(release: Mapping[str, object]) -> Mapping[str, object]:
    stats = parse_object(release.get("stats"), "release.stats")
    return parse_object(stats.get("community"), "release.stats.community")


def _parse_original_price(value: object) -> Money | None:
    """Return the price in the seller's currency; None if it cannot be parsed."""
    with suppress(MalformedItem):
        return parse_money(value, "original_price", currency_key="curr_abbr")
    return None


def _parse_texts(item: Mapping[str, object], release: Mapping[str, object]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the texts of an offer, truncated to their columns, and the names of the truncated ones."""
    seller = parse_object(item.get("seller"), "seller")
    texts = {
        "status": parse_text(item.get("status"), "status"),
        "condition": parse_text(item.get("condition"), "condition"),
        "sleeve": _read_text(item.get("sleeve_condition")),
        "artist": parse_text(release.get("artist"), "release.artist"),
        "title": parse_text(release.get("title"), "release.title"),
        "format": _strip_parentheses(parse_text(release.get("format"), "release.format")),
        "label": parse_text(release.get("label"), "release.label"),
        "catno": parse_text(release.get("catalog_number"), "release.catalog_number"),
        "seller": parse_text(seller.get("username"), "seller.username"),
    }
    truncated = tuple(name for name, text in texts.items() if len(text) > MAX_LENGTH)
    return {name: truncate_text(text) for name, text in texts.items()}, truncated


def _read_text(value: object) -> str:
    """Return an optional text; empty for a value of another type."""
    return parse_text(value, "") if isinstance(value, str) else ""


def _strip_parentheses(text: str) -> str:
    """Return a format text without the parentheses around it that older items have."""
    match = _IN_PARENTHESES.fullmatch(text)
    return match[1].strip() if match else text
