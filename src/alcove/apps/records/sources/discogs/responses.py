"""Parsers for responses of Discogs: values or errors."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from alcove.apps.records.catalogue.model import (
    GRADES,
    Identity,
    InventoryPage,
    MalformedItem,
    PriceSuggestions,
    Release,
    clean_text,
    count_pages,
    parse_id,
    parse_money,
    parse_string_list,
    parse_year,
    truncate_text,
    validate_seller,
)
from alcove.apps.records.errors import (
    CredentialsInvalid,
    InvalidSeller,
    PageLimitReached,
    RecordsError,
    UpstreamFailed,
    UpstreamMalformed,
    UpstreamRateLimited,
)
from alcove.apps.records.sources.lenient_json import parse_json

_CREDENTIAL_WORDS: Final = re.compile(r"token|authenticat|consumer|oauth|signature|credential", re.IGNORECASE)
"""What a 403 says about credentials, as opposed to a forbidden page or a blocked address."""
_MAX_MESSAGE_LENGTH: Final = 300
MAX_IDENTIFIERS: Final = 200
MAX_BARCODE_LENGTH: Final = 100
MAX_IMAGES: Final = 200
MAX_ADDRESS_LENGTH: Final = 2000


def build_error(status: int, content: bytes) -> RecordsError:
    """Return the error of an unsuccessful response; callers handle 404."""
    message = _parse_message(content)
    if status == 403 and "pagination" in message.lower():
        return PageLimitReached("Discogs shows no more than 100 pages of another person's inventory.", details=message)
    if status == 401 or (status == 403 and _CREDENTIAL_WORDS.search(message)):
        return CredentialsInvalid("Discogs does not accept the credentials.", details=message)
    if status == 403:
        # Not the credentials: a firewall in front of Discogs answers without a message.
        reason = message or "this address may be blocked, and the credentials are fine; try again in an hour"
        return UpstreamFailed(f"Discogs refused the request with status 403: {reason.removesuffix('.')}.")
    if status == 429:
        return UpstreamRateLimited("Discogs asks for fewer requests; try again in a few minutes.", details=message)
    if status in (400, 404, 405, 422):
        return UpstreamFailed(f"Discogs refused the request with status {status}.", details=message)
    return UpstreamFailed(f"Discogs failed with status {status}.", details=message)


def parse_body(content: bytes) -> Mapping[str, object]:
    """Return the JSON object of a response; UpstreamMalformed."""
    with suppress(ValueError):
        body = parse_json(content)
        if isinstance(body, dict):
            return body
    raise malformed_response("a response that is not a JSON object")


def parse_inventory(content: bytes, *, page: int) -> InventoryPage:
    """Return a page of offers, which are not validated."""
    body = parse_body(content)
    pagination, listings = body.get("pagination"), body.get("listings")
    if not isinstance(pagination, dict) or not isinstance(listings, list):
        raise malformed_response("a page that is not an inventory")
    pages, items = pagination.get("pages"), pagination.get("items")
    if not isinstance(pages, int) or not isinstance(items, int) or pages < 0 or items < 0:
        raise malformed_response("a page without a page count")
    count = count_pages(pages=pages, items=items)
    return InventoryPage(page=page, pages=count, items=items, listings=tuple(listings))


def build_empty_page(page: int) -> InventoryPage:
    """Return an empty page after the last one: offers were withdrawn after the pages were counted."""
    return InventoryPage(page=page, pages=page - 1, items=0, listings=())


def parse_release(content: bytes, *, release_id: int) -> Release:
    """Return a release; missing and invalid fields are blank."""
    body = parse_body(content)
    labels = body.get("labels")
    label = labels[0] if isinstance(labels, list) and labels and isinstance(labels[0], dict) else {}
    return Release(
        id=release_id,
        genres=parse_string_list(body.get("genres")),
        styles=parse_string_list(body.get("styles")),
        year=parse_year(body.get("year")),
        label=_parse_text(label.get("name")),
        catno=_parse_text(label.get("catno")),
        barcodes=_parse_barcodes(body.get("identifiers")),
        cover=_parse_cover(body),
    )


def parse_suggestions(content: bytes) -> PriceSuggestions:
    """Return the valid prices by grade."""
    body = parse_body(content)
    prices = {}
    for grade in GRADES:
        with suppress(MalformedItem):
            price = parse_money(body.get(grade), grade)
            if price is not None:
                prices[grade] = price
    return prices


def parse_identity(content: bytes) -> Identity:
    """Return the account of the credentials."""
    body = parse_body(content)
    name = body.get("username")
    try:
        return Identity(parse_id(body.get("id"), "id"), validate_seller(name if isinstance(name, str) else ""))
    except (MalformedItem, InvalidSeller) as error:
        raise malformed_response("an identity without a name") from error


def malformed_response(description: str) -> UpstreamMalformed:
    """Return the error of an invalid response."""
    return UpstreamMalformed(f"Discogs sent {description}.")


def _parse_cover(body: Mapping[str, object]) -> str:
    """Return the address of the primary image, or of the first one, empty without one."""
    entries = body.get("images")
    images = [image for image in (entries if isinstance(entries, list) else [])[:MAX_IMAGES] if isinstance(image, dict)]
    images.sort(key=lambda image: image.get("type") != "primary")
    found = (_parse_address(image.get(size)) for image in images for size in ("uri", "uri150"))
    return next(filter(None, found), "")


def _parse_address(url: object) -> str:
    is_valid = isinstance(url, str) and len(url) <= MAX_ADDRESS_LENGTH and url.startswith(("https://", "http://"))
    return str(url) if is_valid else ""


def _parse_barcodes(identifiers: object) -> tuple[str, ...]:
    """Return the digits of each barcode, once; people write them with blanks and dashes."""
    entries = identifiers if isinstance(identifiers, list) else []
    barcodes = (
        re.sub("[^0-9]", "", str(entry.get("value"))[:MAX_BARCODE_LENGTH])
        for entry in entries[:MAX_IDENTIFIERS]
        if isinstance(entry, dict) and entry.get("type") == "Barcode"
    )
    return tuple(dict.fromkeys(barcode for barcode in barcodes if barcode))


def _parse_text(value: object) -> str:
    return truncate_text(value) if isinstance(value, str) else ""


def _parse_message(content: bytes) -> str:
    """Return the message of an error response, short and on one line."""
    with suppress(ValueError):
        body = parse_json(content)
        message = body.get("message") if isinstance(body, dict) else None
        if isinstance(message, str):
            return " ".join(clean_text(message).split())[:_MAX_MESSAGE_LENGTH]
    return ""
