"""Conditions of requests about what the client has already (RFC 9110, 13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What tells one content of an object from another; the time has whole seconds."""

    etag: str
    last_modified: datetime


def is_unchanged(fields: Mapping[str, str], validators: Validators) -> bool:
    """Return whether the client has the current content, so that it needs no other."""
    tags = fields.get("if-none-match")
    if tags is not None:
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return "*" in known or validators.etag.removeprefix("W/") in known
    since = parse_time(fields.get("if-modified-since", ""))
    return since is not None and validators.last_modified <= since


def may_use_range(fields: Mapping[str, str], validators: Validators) -> bool:
    """Return whether a range of the current content continues what the client has (If-Range)."""
    condition = fields.get("if-range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == validators.etag
    return parse_time(condition) == validators.last_modified


def parse_time(text: str) -> datetime | None:
    """Return the time of a header, None for one that is malformed."""
    if not text:
        return None
    try:
        time = parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, OverflowError):
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
