"""A part of the catalogue, as a feed of either version shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request

from alcove.simulators.opds.publications import SimBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some books of many, and where the others are."""

    title: str
    path: str
    publications: Sequence[SimBook]
    total: int
    number: int = 1
    size: int = 10
    keep: dict[str, str] = field(default_factory=dict)
    """What the query of further pages holds besides the number."""
    facets: bool = True
    paged: bool = True
    """Whether links to other pages and counts are given."""

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // self.size))

    def at(self, number: int) -> str:
        """Return the address of a page."""
        return f"{self.path}?{urlencode({**self.keep, 'page': number})}"

    def links(self) -> dict[str, str]:
        """Return the addresses of other pages by their relation."""
        links = {"first": self.at(1), "last": self.at(self.last)}
        if self.number > 1:
            links["previous"] = self.at(self.number - 1)
        if self.number < self.last:
            links["next"] = self.at(self.number + 1)
        return links


def cut(publications: Sequence[SimBook], request: Request, *, title: str, size: int) -> Page:
    """Return the page that a request asks for; one past the end is empty."""
    query = request.query_params
    number = max(1, number_in(query.get("page")) or 1)
    asked = number_in(query.get("count") or query.get("per-page"))
    size = min(asked, 60) if asked else size
    start = (number - 1) * size
    keep = {name: value for name, value in query.items() if name != "page"}
    return Page(
        title=title,
        path=request.url.path,
        publications=publications[start : start + size],
        total=len(publications),
        number=number,
        size=size,
        keep=keep,
    )


def number_in(text: str | None) -> int | None:
    """Return a number in a query, if it is one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None
