"""Pages of lists: parameters, and the headers that lead to other pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from alcove.wires.supabase.auth.errors import AuthError, validation_failed
from alcove.wires.supabase.auth.requests import AuthRequest

DEFAULT_SIZE: Final = 50
MAX_SIZE: Final = 1000
_MAX_NUMBER: Final = 2**64 - 1
_MAX_DIGITS: Final = 20
_MAX_OFFSET: Final = 2**63 - 1
_DIGITS: Final = re.compile("[0-9]+")
_DIRECTIONS: Final = {"ASC": True, "DESC": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is wanted; the first page has number 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many entries are before the page."""
        return min(max(self.number - 1, 0) * self.size, _MAX_OFFSET)


def parse_page(query: Mapping[str, str]) -> Page:
    """Return the page of `page` and `per_page`; AuthError."""
    number = _read_number(query.get("page", ""), default=1)
    size = _read_number(query.get("per_page", ""), default=DEFAULT_SIZE)
    return Page(number=number, size=min(size or DEFAULT_SIZE, MAX_SIZE))


def parse_order(query: Mapping[str, str]) -> bool:
    """Return whether `sort` wants the oldest first; AuthError. Only the time of creation can be sorted by."""
    text = query.get("sort", "")
    if not text:
        return False
    name, _, direction = text.partition(" ")
    if name != "created_at":
        raise validation_failed(f"Bad Sort Parameters: bad field for sort '{name}'")
    if direction and direction.upper() not in _DIRECTIONS:
        raise validation_failed(
            f"Bad Sort Parameters: bad direction for sort '{direction}', only 'asc' and 'desc' allowed"
        )
    return _DIRECTIONS[direction.upper()] if direction else True


def page_headers(request: AuthRequest, page: Page, *, total: int) -> tuple[tuple[str, str], ...]:
    """Return the headers that name the next and the last page, and the number of entries in all."""
    pages = -(-total // page.size)
    links = [f'<{_address(request, pages)}>; rel="last"']
    if pages > page.number:
        links.insert(0, f'<{_address(request, page.number + 1)}>; rel="next"')
    return (("Link", ", ".join(links)), ("X-Total-Count", str(total)))


def _address(request: AuthRequest, number: int) -> str:
    # The client reads the number after the first `=`, so `page` must come first.
    return f"{request.path}?{urlencode(sorted({**request.query, 'page': str(number)}.items()))}"


def _read_number(text: str, *, default: int) -> int:
    if not text:
        return default
    if _DIGITS.fullmatch(text) is None:
        raise _bad_number(text, "invalid syntax")
    digits = text.lstrip("0")
    if len(digits) > _MAX_DIGITS or int(digits or "0") > _MAX_NUMBER:
        raise _bad_number(text, "value out of range")
    return int(digits or "0")


def _bad_number(text: str, reason: str) -> AuthError:
    return validation_failed(f'Bad Pagination Parameters: strconv.ParseUint: parsing "{text[:100]}": {reason}')
