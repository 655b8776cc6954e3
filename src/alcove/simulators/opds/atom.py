"""Writes Atom as strings, independently of `wires.opds`, so that its reader is tested with another writer's output."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from alcove.simulators.opds.publications import SimBook

FEED_TYPE: Final = "application/atom+xml;profile=opds-catalog;kind=acquisition"
NAVIGATION_TYPE: Final = "application/atom+xml;profile=opds-catalog;kind=navigation"
ENTRY_TYPE: Final = "application/atom+xml;type=entry;profile=opds-catalog"
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
RELATION_PREFIX: Final = "http://opds-spec.org"
NAMESPACES: Final = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" '
    'xmlns:opds="http://opds-spec.org/2010/catalog" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:schema="http://schema.org/"'
)
UPDATED: Final = "2026-01-02T03:04:06Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list of books, and the URLs of the other pages."""

    title: str
    path: str
    publications: Sequence[SimBook]
    total: int
    number: int = 1
    size: int = 10
    keep: dict[str, str] = field(default_factory=dict)
    """The other query parameters, which the URLs of all pages keep."""

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // self.size))

    def page_url(self, number: int) -> str:
        """Return the URL of a page."""
        return f"{self.path}?{urlencode({**self.keep, 'page': number})}"

    def links(self) -> dict[str, str]:
        """Return the URLs of the other pages by relation."""
        links = {"first": self.page_url(1), "last": self.page_url(self.last)}
        if self.number > 1:
            links["previous"] = self.page_url(self.number - 1)
        if self.number < self.last:
            links["next"] = self.page_url(self.number + 1)
        return links


def requested_page(publications: Sequence[SimBook], request: Request, *, title: str, size: int) -> Page:
    """Return the requested page; a page past the end is empty."""
    query = request.query_params
    number = max(1, parse_number(query.get("page")) or 1)
    wanted = parse_number(query.get("count") or query.get("per-page"))
    size = min(wanted, 60) if wanted else size
    start = (number - 1) * size
    return Page(
        title=title,
        path=request.url.path,
        publications=publications[start : start + size],
        total=len(publications),
        number=number,
        size=size,
        keep={name: value for name, value in query.items() if name != "page"},
    )


def parse_number(text: str | None) -> int | None:
    """Return a number in a query, None when it is not a number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def link(rel: str, href: str, *, type_: str) -> str:
    """Return a link element."""
    kind = f' type="{escape(type_)}"' if type_ else ""
    return f'<link rel="{escape(rel)}" href="{escape(href)}"{kind}/>'


def acquisition(rel: str, href: str, *, type_: str, length: int | None = None, children: str = "") -> str:
    """Return an acquisition link."""
    size = f' length="{length}"' if length is not None else ""
    kind = f' type="{escape(type_)}"' if type_ else ""
    return f'<link rel="{rel}" href="{escape(href)}"{kind}{size}>{children}</link>'


def feed(title: str, parts: Iterable[str], *, base: str = "") -> bytes:
    """Return a feed; with `base` as its `xml:base`."""
    head = f' xml:base="{escape(base)}"' if base else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {NAMESPACES}{head}><id>urn:catalogue:{escape(title)}</id>'
        f"<title>{escape(title)}</title><updated>{UPDATED}</updated>{''.join(parts)}</feed>"
    ).encode()


def navigation_entry(title: str, href: str, *, rel: str = "subsection", type_: str = NAVIGATION_TYPE) -> str:
    """Return an entry that links to another feed."""
    texts = f"<id>urn:menu:{escape(href)}</id><title>{escape(title)}</title><updated>{UPDATED}</updated>"
    return f"<entry>{texts}{link(rel, href, type_=type_)}</entry>"


def page_elements(page: Page, entries: Iterable[str]) -> list[str]:
    """Return the elements of a page of books."""
    counts = {
        "totalResults": page.total,
        "itemsPerPage": page.size,
        "startIndex": (page.number - 1) * page.size + 1,
    }
    facets = (
        f'<link rel="{RELATION_PREFIX}/facet" href="{escape(page.path)}?language={code}" title="{name}" '
        f'opds:facetGroup="Language" type="{FEED_TYPE}" thr:count="{page.total}"/>'
        for code, name in (("en", "English"), ("fr", "French"))
    )
    return [
        *(f"<opensearch:{name}>{count}</opensearch:{name}>" for name, count in counts.items()),
        *(link(rel, href, type_=FEED_TYPE) for rel, href in page.links().items()),
        *facets,
        *entries,
    ]


def entry(book: SimBook, *, root: str, links: Iterable[str]) -> str:
    """Return the content of a book's entry, with `links` to its files or to the complete entry."""
    series = f'<schema:Series name="{escape(book.series)}" position="1"/>' if book.series else ""
    return (
        f"<id>urn:book:{book.key}</id><title>{escape(book.title)}</title><updated>{UPDATED}</updated>"
        f"<published>2026-01-02T00:00:00Z</published><author><name>{escape(book.author)}</name></author>"
        f"<dc:language>{book.language}</dc:language><dc:issued>{book.year}</dc:issued>{series}"
        f'<category term="{escape(book.subject)}" label="{escape(book.subject)}"/>'
        f'<content type="html">&lt;p&gt;About {escape(escape(book.title))}.&lt;/p&gt;</content>'
        f"{link(f'{RELATION_PREFIX}/image', f'{root}/covers/{book.key}.png', type_='image/png')}"
        f"{link('alternate', f'{root}/book/{book.key}', type_='text/html')}{''.join(links)}"
    )


def description(templates: dict[str, str]) -> bytes:
    """Return an OpenSearch description with a template for each media type."""
    urls = "".join(f'<Url type="{escape(type_)}" template="{escape(text)}"/>' for type_, text in templates.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"><ShortName>Simulated</ShortName>'
        f"<Description>Books that were never written</Description>{urls}</OpenSearchDescription>"
    ).encode()
