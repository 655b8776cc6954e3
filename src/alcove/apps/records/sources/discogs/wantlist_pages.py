"""Parsers for the pages of a wantlist."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from alcove.apps.records.catalogue.model import (
    MalformedItem,
    Want,
    WantsPage,
    count_pages,
    parse_id,
    parse_year,
    truncate_text,
)
from alcove.apps.records.sources.discogs.responses import malformed_response, parse_body

MAX_PARTS: Final = 20
_NUMBERED_NAME: Final = re.compile(r" \([0-9]+\)$")
"""What Discogs adds to names that several artists have."""


def parse_wants(content: bytes, *, page: int) -> WantsPage:
    """Return a page of a wantlist, without the entries that cannot be read; UpstreamMalformed."""
    body = parse_body(content)
    pagination, entries = body.get("pagination"), body.get("wants")
    if not isinstance(pagination, dict) or not isinstance(entries, list):
        raise malformed_response("a page that is not a wantlist")
    pages, items = pagination.get("pages"), pagination.get("items")
    if not isinstance(pages, int) or not isinstance(items, int) or pages < 0 or items < 0:
        raise malformed_response("a page of the wantlist without a page count")
    wants = (_parse_want(entry) for entry in entries if isinstance(entry, dict))
    return WantsPage(
        page=page,
        pages=count_pages(pages=pages, items=items),
        items=items,
        wants=tuple(want for want in wants if want is not None),
    )


def _parse_want(entry: Mapping[str, object]) -> Want | None:
    """Return an entry; None without a valid release id."""
    details = entry.get("basic_information")
    info: Mapping[str, object] = details if isinstance(details, dict) else {}
    try:
        release_id = parse_id(entry.get("id") or info.get("id"), "id")
    except MalformedItem:
        return None
    return Want(
        release_id=release_id,
        artist=", ".join(_NUMBERED_NAME.sub("", name) for name in _names(info.get("artists"))),
        title=_text(info.get("title")),
        format=", ".join(_names(info.get("formats"))),
        label=next(iter(_names(info.get("labels"))), ""),
        year=parse_year(info.get("year")),
        added_at=_parse_time(entry.get("date_added")),
    )


def _names(value: object) -> list[str]:
    entries = value if isinstance(value, list) else []
    return [_text(entry.get("name")) for entry in entries[:MAX_PARTS] if isinstance(entry, dict)]


def _text(value: object) -> str:
    return truncate_text(value) if isinstance(value, str) else ""


def _parse_time(value: object) -> datetime | None:
    if isinstance(value, str):
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
