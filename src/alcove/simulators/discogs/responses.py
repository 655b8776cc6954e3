"""Responses, errors and pagination in the format of the Discogs API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

NOT_FOUND = "The requested resource was not found."
UNKNOWN_USER = "User does not exist or may have been deleted."
UNKNOWN_RELEASE = "Release not found."
UNKNOWN_LISTING = "Item not found. It may have been deleted."
NEEDS_SIGN_IN = "You must authenticate to access this resource."
NOT_ALLOWED = "You don't have permission to access this resource."
NEEDS_SETTINGS = "You must fill out your seller settings first."
RATE_LIMITED = "You are making requests too quickly."
MISSING_USER_AGENT = "You are making requests without a User-Agent. Please identify your application."
PAGE_LIMIT_MESSAGE = "Pagination above 100 disabled for inventories besides your own"
MAX_FOREIGN_PAGE: Final = 100
MAX_PER_PAGE: Final = 100


class ApiError(Exception):
    """An error response with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def json_response(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response."""
    body = b"" if status == 204 else msgspec.json.encode(value)
    return Response(body, status_code=status, headers=dict(headers or {}), media_type="application/json")


def base_url(request: Request) -> str:
    """Return the base URL of the server as the caller used it, without a trailing slash."""
    return str(request.base_url).rstrip("/")


def user_url(request: Request, username: str) -> str:
    """Return the URL of a user's profile."""
    return f"{base_url(request)}/users/{quote(username, safe='')}"


def parse_int(text: str | None, default: int) -> int | None:
    """Return an integer, the default for a missing value, None for an invalid one."""
    if text is None or not text:
        return default
    return int(text) if text.isascii() and text.lstrip("-").isdigit() else None


async def render_api_error(_: Request, error: Exception) -> Response:
    """Return the response of an ApiError."""
    assert isinstance(error, ApiError)
    return json_response({"message": error.message}, status=error.status)


async def render_http_error(_: Request, error: Exception) -> Response:
    """Return the response of an unknown path or method."""
    assert isinstance(error, HTTPException)
    message = NOT_FOUND if error.status_code == 404 else f"{error.detail}."
    headers = dict(error.headers or {})
    if "Allow" in headers:
        # The router keeps the methods in a set, whose order differs between processes.
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return json_response({"message": message}, status=error.status_code, headers=headers)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its number and size."""

    number: int
    size: int

    def slice_page(self, items: list[Any]) -> list[Any]:
        """Return the items of the page."""
        return items[(self.number - 1) * self.size : self.number * self.size]


def requested_page(request: Request, *, limited: bool) -> Page:
    """Return the requested page; with `limited` page 100 is the last one, as for other users' inventories."""
    number = parse_int(request.query_params.get("page"), 1)
    size = parse_int(request.query_params.get("per_page"), 50)
    if number is None or size is None:
        raise ApiError(422, "Invalid pagination: page and per_page must be whole numbers.")
    if limited and number > MAX_FOREIGN_PAGE:
        raise ApiError(403, PAGE_LIMIT_MESSAGE)
    return Page(number, min(MAX_PER_PAGE, max(1, size)))


def pagination(request: Request, page: Page, *, items: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the pagination object and the Link header. Raise ApiError 404 past the end."""
    pages = max(1, -(-items // page.size))
    if not 1 <= page.number <= pages:
        raise ApiError(404, f"Page {page.number} is outside of valid range 1 to {pages}.")
    page_numbers: dict[str, int] = {}
    if page.number > 1:
        page_numbers.update(first=1, prev=page.number - 1)
    if page.number < pages:
        page_numbers.update(last=pages, next=page.number + 1)
    urls = {name: _page_url(request, number, size=page.size) for name, number in page_numbers.items()}
    link = ", ".join(f'<{url}>; rel="{name}"' for name, url in urls.items())
    body = {"page": page.number, "pages": pages, "per_page": page.size, "items": items, "urls": urls}
    return body, {"Link": link} if link else {}


def _page_url(request: Request, number: int, *, size: int) -> str:
    kept = [(name, value) for name, value in parse_qsl(request.url.query, keep_blank_values=True)
            if name not in ("page", "per_page", "token", "key", "secret")]  # fmt: skip
    query = urlencode([*kept, ("page", number), ("per_page", size)])
    path = request.scope.get("raw_path", b"").decode("ascii") or request.url.path
    return f"{base_url(request)}{path}?{query}"
