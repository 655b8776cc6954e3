"""Values of query parameters that must be right: a wrong filter is an error, and not a list of everything."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from alcove.apps.study.native_api import InvalidFields

T = TypeVar("T")


def read_optional_id(name: str, text: str) -> UUID | None:
    """Return the id in a query parameter, None when it is blank; InvalidFields."""
    return _read(name, text, read=UUID, reason="is not an id")


def read_optional_day(name: str, text: str) -> date | None:
    """Return the day in a query parameter as YYYY-MM-DD, None when it is blank; InvalidFields."""
    return _read(name, text, read=date.fromisoformat, reason="is not a day such as 2026-01-31")


def _read(name: str, text: str, *, read: Callable[[str], T], reason: str) -> T | None:
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        raise InvalidFields({name: reason}) from None
