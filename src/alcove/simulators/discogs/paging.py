"""Pages: their numbers, their wall, and the two places where neighbours are named."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from alcove.simulators.discogs.errors import WALL, ApiError
from alcove.simulators.discogs.wire import base_url, whole

LAST_FOREIGN_PAGE: Final = 100
MOST_PER_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    number: int
    size: int

    def cut(self, items: list[Any]) -> list[Any]:
        """Return the page's part of all items."""
        return items[(self.number - 1) * self.size : self.number * self.size]


def wanted(request: Request, *, walled: bool) -> Page:
    """Return the page that a request asks for; another person's inventory ends at page 100."""
    number = whole(request.query_params.get("page"), 1)
    size = whole(request.query_params.get("per_page"), 50)
    if number is None or size is None:
        raise ApiError(422, "Invalid pagination: page and per_page must be whole numbers.")
    if walled and number > LAST_FOREIGN_PAGE:
        raise ApiError(403, WALL)
    return Page(number, min(MOST_PER_PAGE, max(1, size)))


def pagination(request: Request, page: Page, *, items: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the pagination object and the Link header; 404 past the end."""
    pages = max(1, -(-items // page.size))
    if not 1 <= page.number <= pages:
        raise ApiError(404, f"Page {page.number} is outside of valid range 1 to {pages}.")
    neighbours: dict[str, int] = {}
    if page.number > 1:
        neighbours.update(first=1, prev=page.number - 1)
    if page.number < pages:
        neighbours.update(last=pages, next=page.number + 1)
    urls = {name: _url(request, number, size=page.size) for name, number in neighbours.items()}
    link = ", ".join(f'<{url}>; rel="{name}"' for name, url in urls.items())
    body = {"page": page.number, "pages": pages, "per_page": page.size, "items": items, "urls": urls}
    return body, {"Link": link} if link else {}


def _url(request: Request, number: int, *, size: int) -> str:
    kept = [(name, value) for name, value in parse_qsl(request.url.query, keep_blank_values=True)
            if name not in ("page", "per_page", "token", "key", "secret")]  # fmt: skip
    query = urlencode([*kept, ("page", number), ("per_page", size)])
    path = request.scope.get("raw_path", b"").decode("ascii") or request.url.path
    return f"{base_url(request)}{path}?{query}"
