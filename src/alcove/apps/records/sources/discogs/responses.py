"""What an answer of Discogs means: values when it is one, errors when it is not."""

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
    UpstreamRateLimited,
)
from alcove.apps.records.sources.lenient_json import parse_json

_MAX_MESSAGE_LENGTH: Final = 300


def build_error(status: int, content: bytes) -> RecordsError:
    """Return the error that an answer without success stands for; 404 is the caller's to read."""
    told = _parse_message(content)
    if status == 403 and "pagination" in told.lower():
        return PageLimitReached("Discogs shows no more than 100 pages of another person's inventory.", details=told)
    if status in (401, 403):
        return CredentialsInvalid("Discogs does not accept the credentials.", details=told)
    if status == 429:
        return UpstreamRateLimited("Discogs asks for fewer requests; try again in a few minutes.", details=told)
    if status in (400, 404, 405, 422):
        return UpstreamFailed(f"Discogs refused the request with status {status}.", details=told)
    return UpstreamFailed(f"Discogs failed with status {status}.", details=told)


def parse_body(content: bytes) -> Mapping[str, object]:
    """Return the object in an answer; UpstreamFailed when there is none."""
    with suppress(ValueError):
        body = parse_json(content)
        if isinstance(body, dict):
            return body
    raise malformed_response("an answer that is no JSON object")


def parse_inventory(content: bytes, *, page: int) -> InventoryPage:
    """Return a page of offers; the offers themselves are not looked at."""
    body = parse_body(content)
    pagination, listings = body.get("pagination"), body.get("listings")
    if not isinstance(pagination, dict) or not isinstance(listings, list):
        raise malformed_response("a page that is no inventory")
    pages, items = pagination.get("pages"), pagination.get("items")
    if not isinstance(pages, int) or not isinstance(items, int) or pages < 0 or items < 0:
        raise malformed_response("a page without a page count")
    count = count_pages(pages=pages, items=items)
    return InventoryPage(page=page, pages=count, items=items, listings=tuple(listings))


def build_empty_page(page: int) -> InventoryPage:
    """Return the empty page behind the last one: offers were withdrawn since the pages were counted."""
    return InventoryPage(page=page, pages=page - 1, items=0, listings=())


def parse_release(content: bytes, *, release_id: int) -> Release:
    """Return a release; parts that are missing or wrong are blank."""
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
    )


def parse_suggestions(content: bytes) -> PriceSuggestions:
    """Return the prices that can be read, by grade."""
    body = parse_body(content)
    found = {}
    for grade in GRADES:
        with suppress(MalformedItem):
            price = parse_money(body.get(grade), grade)
            if price is not None:
                found[grade] = price
    return found


def parse_identity(content: bytes) -> Identity:
    """Return whose credentials were used."""
    body = parse_body(content)
    name = body.get("username")
    try:
        return Identity(parse_id(body.get("id"), "id"), validate_seller(name if isinstance(name, str) else ""))
    except (MalformedItem, InvalidSeller) as error:
        raise malformed_response("an identity without a name") from error


def malformed_response(what: str) -> UpstreamFailed:
    """Return the error of an answer that cannot be read."""
    return UpstreamFailed(f"Discogs sent {what}.")


def _parse_text(value: object) -> str:
    return truncate_text(value) if isinstance(value, str) else ""


def _parse_message(content: bytes) -> str:
    """Return the words that came with an error, short and on one line."""
    with suppress(ValueError):
        body = parse_json(content)
        told = body.get("message") if isinstance(body, dict) else None
        if isinstance(told, str):
            return " ".join(clean_text(told).split())[:_MAX_MESSAGE_LENGTH]
    return ""
