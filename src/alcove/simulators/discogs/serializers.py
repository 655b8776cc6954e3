"""Converts offers, releases, wantlist entries and profiles to the JSON of the API."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from alcove.simulators.discogs.config import Account
from alcove.simulators.discogs.formats import FormatPart
from alcove.simulators.discogs.money import IDS, convert, format_amount
from alcove.simulators.discogs.offers import GRADES, PRICE_BY_GRADE, Offer
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.wantlists import Want

WINTER: Final = timezone(timedelta(hours=-8))
SUMMER: Final = timezone(timedelta(hours=-7))
SITE: Final = "https://www.discogs.com"
SHIPPING: Final = (
    "Orders go out within two working days of payment, in a stiff cardboard mailer with corner protection; "
    "records travel outside of their sleeves unless they are sealed. One LP counts as one unit, a double LP "
    "as two. Domestic: first unit 4.50, each further one 0.50. Neighbouring countries: first unit 12.00, "
    "each further one 1.50, tracked. Rest of the world: first unit 19.00, each further one 3.00, tracked "
    "and insured. Please wait for the invoice before you pay. Unpaid orders are cancelled after five days. "
    "Returns are accepted within fourteen days if the grading was wrong; write first, and add photographs "
    "of the fault."
)


def format_time(when: datetime) -> str:
    """Return a time in Pacific Time, as the API does."""
    zone = SUMMER if 4 <= when.month <= 10 else WINTER
    return when.astimezone(zone).replace(microsecond=0).isoformat()


def price_json(amount: Decimal, currency: str) -> dict[str, Any]:
    """Return a price object."""
    return {"value": float(amount), "currency": currency}


def converted_price(offer: Offer, rates: Mapping[str, Decimal], *, currency: str) -> dict[str, Any]:
    """Return an offer's price in the requested currency, or in its own when there is no exchange rate."""
    amount = convert(offer.price, rates, source=offer.currency, target=currency)
    return price_json(offer.price, offer.currency) if amount is None else price_json(amount, currency)


def listing_json(offer: Offer, *, base: str, price: dict[str, Any], signed_in: bool) -> dict[str, Any]:
    """Return an inventory item."""
    item: dict[str, Any] = {
        "id": offer.id,
        "resource_url": f"{base}/marketplace/listings/{offer.id}",
        "uri": f"{SITE}/sell/item/{offer.id}",
        "status": offer.status,
        "condition": offer.condition,
        "sleeve_condition": offer.sleeve,
        "comments": offer.comments,
        "ships_from": offer.ships_from,
        "posted": format_time(offer.posted),
        "allow_offers": offer.allow_offers,
        "audio": False,
        "price": price,
        "original_price": {
            "curr_abbr": offer.currency,
            "curr_id": IDS.get(offer.currency, 0),
            "formatted": format_amount(offer.price, offer.currency),
            "value": float(offer.price),
        },
        "shipping_price": {},
        "original_shipping_price": {},
        "seller": _seller_json(offer, base=base),
        "release": _release_summary(offer.release, base=base, signed_in=signed_in),
    }
    if signed_in:
        item["in_cart"] = False
    return item


def _seller_json(offer: Offer, *, base: str) -> dict[str, Any]:
    name = quote(offer.seller, safe="")
    number = sum(offer.seller.encode()) * 101
    return {
        "id": number,
        "uid": number,
        "username": offer.seller,
        "resource_url": f"{base}/users/{name}",
        "url": f"{base}/users/{name}",
        "html_url": f"{SITE}/user/{name}",
        "avatar_url": f"{base}/images/avatar/{number}.jpeg",
        "stats": {"rating": "99.6", "stars": 5.0, "total": 100 + number % 4000},
        "min_order_total": 0.0,
        "payment": "PayPal Commerce",
        "shipping": SHIPPING,
    }


def _release_summary(release: Release, *, base: str, signed_in: bool) -> dict[str, Any]:
    stats: dict[str, Any] = {"community": {"in_wantlist": release.want, "in_collection": release.have}}
    if signed_in:
        stats["user"] = {"in_wantlist": 0, "in_collection": 0}
    return {
        "id": release.id,
        "artist": release.artist,
        "title": release.title,
        "description": f"{release.artist} - {release.title} ({release.format})",
        "format": release.format,
        "label": release.label,
        "catalog_number": release.catno,
        "year": release.year,
        "thumbnail": _image_url(release, size=150),
        "images": [
            {
                "type": "primary",
                "uri": _image_url(release, size=600),
                "resource_url": _image_url(release, size=600),
                "uri150": _image_url(release, size=150),
                "width": 600,
                "height": 600,
            }
        ],
        "resource_url": f"{base}/releases/{release.id}",
        "stats": stats,
    }


def _image_url(release: Release, *, size: int) -> str:
    """Return a URL as long as the real ones, which contain a signature and an encoded path."""
    token = f"{release.id * size:x}" * 16
    return f"https://i.discogs.com/{token[:43]}/rs:fit/g:sm/q:40/h:{size}/w:{size}/{token[:88]}.jpeg"


def barcode(release_id: int) -> str:
    """Return the barcode of a release, in groups as it is printed."""
    digits = f"5{release_id % 10**12:012d}"
    return f"{digits[0]} {digits[1:7]} {digits[7:]}"


def release_json(release: Release, *, base: str, lowest: float | None, for_sale: int) -> dict[str, Any]:
    """Return a release with all details; genres and styles are missing when it has none."""
    artist = {
        "id": release.artist_id,
        "name": release.artist,
        "anv": "",
        "join": "",
        "role": "",
        "tracks": "",
    }
    page: dict[str, Any] = {
        "id": release.id,
        "status": "Accepted",
        "resource_url": f"{base}/releases/{release.id}",
        "uri": f"{SITE}/release/{release.id}",
        "title": release.title,
        "year": release.year,
        "released": str(release.year or ""),
        "country": release.country,
        "artists": [{**artist, "resource_url": f"{base}/artists/{release.artist_id}"}],
        "artists_sort": release.artist,
        "labels": [{"id": release.label_id, "name": release.label, "catno": release.catno, "entity_type": "1",
                    "resource_url": f"{base}/labels/{release.label_id}"}],
        "formats": [
            {**_format(part), "text": part.text}
            for part in release.parts
        ],
        "format_quantity": sum(part.quantity for part in release.parts),
        "identifiers": [
            {"type": "Barcode", "value": barcode(release.id), "description": "Text"},
            {"type": "Matrix / Runout", "value": f"{release.catno} A1"},
        ],
        "community": {
            "want": release.want,
            "have": release.have,
            "rating": {"count": release.have // 7, "average": release.rating},
            "status": "Accepted",
            "data_quality": "Correct",
            "contributors": [],
        },
        "data_quality": "Correct",
        "master_id": release.master_id,
        "master_url": f"{base}/masters/{release.master_id}",
        "lowest_price": lowest,
        "num_for_sale": for_sale,
        "tracklist": [],
        "images": [release_image_json(release, base=base)],
        "videos": [],
        "thumb": f"{base}/images/{release.id}/150.png",
        "notes": "",
    }  # fmt: skip
    page.update(
        {name: list(value) for name, value in (("genres", release.genres), ("styles", release.styles)) if value}
    )
    return page


def release_image_json(release: Release, *, base: str) -> dict[str, Any]:
    """Return the cover of a release as a list of images has it."""
    return {
        "type": "primary",
        "uri": f"{base}/images/{release.id}/600.png",
        "resource_url": f"{base}/images/{release.id}/600.png",
        "uri150": f"{base}/images/{release.id}/150.png",
        "width": 600,
        "height": 600,
    }


def _format(part: FormatPart) -> dict[str, Any]:
    return {"name": part.name, "qty": str(part.quantity), "descriptions": list(part.descriptions)}


def price_suggestions_json(release: Release, rates: Mapping[str, Decimal], *, currency: str) -> dict[str, Any]:
    """Return the suggested price of a copy in each grade."""
    rate = float(rates.get(currency, Decimal(1)))
    return {
        grade: {"currency": currency, "value": round(release.price * PRICE_BY_GRADE[grade] * rate, 6)}
        for grade in reversed(GRADES)
    }


def want_json(want: Want, release: Release, *, base: str, owned: bool) -> dict[str, Any]:
    """Return a wantlist entry; only the owner gets the notes."""
    entry: dict[str, Any] = {
        "id": want.release_id,
        "rating": want.rating,
        "date_added": format_time(want.added),
        "resource_url": f"{base}/releases/{want.release_id}",
        "basic_information": {
            "id": release.id,
            "title": release.title,
            "year": release.year,
            "thumb": f"{base}/images/{release.id}/150.png",
            "cover_image": f"{base}/images/{release.id}/600.png",
            "resource_url": f"{base}/releases/{release.id}",
            "artists": [{"id": release.artist_id, "name": release.artist, "anv": "", "join": ""}],
            "labels": [{"id": release.label_id, "name": release.label, "catno": release.catno}],
            "formats": [_format(part) for part in release.parts],
        },
    }  # fmt: skip
    if owned:
        entry["notes"] = want.notes
    return entry


def profile_json(username: str, account: Account | None, *, url: str, wanted: int, for_sale: int) -> dict[str, Any]:
    """Return a user's profile."""
    number = account.id if account else sum(username.encode()) * 101
    return {
        "id": number,
        "username": username,
        "resource_url": url,
        "uri": f"{SITE}/user/{quote(username, safe='')}",
        "name": "",
        "profile": "",
        "home_page": "",
        "location": "",
        "registered": "2012-03-04T05:06:07-08:00",
        "rank": 12.0,
        "num_lists": 0,
        "num_for_sale": for_sale,
        "num_collection": 0,
        "num_wantlist": wanted,
        "num_pending": 0,
        "releases_contributed": 3,
        "releases_rated": 40,
        "rating_avg": 4.1,
        "inventory_url": f"{url}/inventory",
        "wantlist_url": f"{url}/wants",
        "collection_folders_url": f"{url}/collection/folders",
        "collection_fields_url": f"{url}/collection/fields",
        "curr_abbr": account.currency if account else "",
    }
