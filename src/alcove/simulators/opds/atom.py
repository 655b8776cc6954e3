"""Writes Atom by hand, so that what reads it is tested against somebody else's writing."""

from collections.abc import Iterable
from html import escape
from typing import Final

from alcove.simulators.opds.offers import Offer, offers
from alcove.simulators.opds.page import Page
from alcove.simulators.opds.publications import SimBook

FEED: Final = "application/atom+xml;profile=opds-catalog;kind=acquisition"
MENU: Final = "application/atom+xml;profile=opds-catalog;kind=navigation"
ENTRY: Final = "application/atom+xml;type=entry;profile=opds-catalog"
DESCRIPTION: Final = "application/opensearchdescription+xml"
SPACES: Final = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/" '
    'xmlns:opds="http://opds-spec.org/2010/catalog" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:schema="http://schema.org/"'
)
UPDATED: Final = "2026-01-02T03:04:06Z"


def link(rel: str, href: str, *, type_: str) -> str:
    """Return a link."""
    kind = f' type="{escape(type_)}"' if type_ else ""
    return f'<link rel="{escape(rel)}" href="{escape(href)}"{kind}/>'


def feed(title: str, parts: Iterable[str], *, base: str = "") -> bytes:
    """Return a feed; with `base` addresses without a slash in front are relative to it."""
    head = f' xml:base="{escape(base)}"' if base else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {SPACES}{head}><id>urn:catalogue:{escape(title)}</id>'
        f"<title>{escape(title)}</title><updated>{UPDATED}</updated>{''.join(parts)}</feed>"
    ).encode()


def menu_entry(title: str, href: str, *, rel: str = "subsection", type_: str = MENU) -> str:
    """Return an entry that leads to another feed."""
    told = f"<id>urn:menu:{escape(href)}</id><title>{escape(title)}</title><updated>{UPDATED}</updated>"
    return f"<entry>{told}{link(rel, href, type_=type_)}</entry>"


def page_parts(page: Page, entries: Iterable[str]) -> list[str]:
    """Return what stands in a feed of books."""
    counts = {
        "totalResults": page.total,
        "itemsPerPage": page.size,
        "startIndex": (page.number - 1) * page.size + 1,
    }
    facets = [
        f'<link rel="http://opds-spec.org/facet" href="{escape(page.path)}?language={code}" title="{name}" '
        f'opds:facetGroup="Language" type="{FEED}" thr:count="{page.total}"/>'
        for code, name in (("en", "English"), ("fr", "French"))
        if page.facets
    ]
    return [
        *(f"<opensearch:{name}>{count}</opensearch:{name}>" for name, count in counts.items()),
        *(link(rel, href, type_=FEED) for rel, href in page.links().items()),
        *facets,
        *entries,
    ]


def entry(book: SimBook, *, root: str, files: str, length: int, whole: bool) -> str:
    """Return the entry of a book; a short one says where the whole one is, and gives no file."""
    series = f'<schema:Series name="{escape(book.series)}" position="1"/>' if book.series else ""
    isbn = f"<dc:identifier>urn:isbn:{book.isbn}</dc:identifier>" if book.isbn else ""
    told = f"<script>alert(1)</script>{book.title}" if book.kind == "script" else book.title
    links = [
        link("http://opds-spec.org/image", f"{root}/covers/{book.key}.png", type_="image/png"),
        link("alternate", f"{root}/book/{book.key}", type_="text/html"),
    ]
    if whole:
        links += [acquisition(offer) for offer in offers(book, files=files, length=length)]
    else:
        links.append(link("alternate", f"{root}/opds/full/{book.key}", type_=ENTRY))
    return (
        f"<id>urn:book:{book.key}</id><title>{escape(told)}</title><updated>{UPDATED}</updated>"
        f"<published>2026-01-02T00:00:00Z</published><author><name>{escape(book.author)}</name></author>"
        f"<dc:language>{book.language}</dc:language><dc:issued>{book.year}</dc:issued>{isbn}{series}"
        f'<category term="{escape(book.subject)}" label="{escape(book.subject)}"/>'
        f'<content type="html">&lt;p&gt;About {escape(escape(book.title))}.&lt;/p&gt;</content>{"".join(links)}'
    )


def acquisition(offer: Offer) -> str:
    """Return the link to a file."""
    length = f' length="{offer.length}"' if offer.length is not None else ""
    inside = f'<opds:price currencycode="EUR">{offer.price}</opds:price>' if offer.price else ""
    chain = ""
    for type_ in reversed(offer.chain):
        chain = f'<opds:indirectAcquisition type="{escape(type_)}">{chain}</opds:indirectAcquisition>'
    kind = f' type="{escape(offer.type)}"' if offer.type else ""
    return f'<link rel="{offer.rel}" href="{escape(offer.href)}"{kind}{length}>{inside}{chain}</link>'


def description(templates: dict[str, str]) -> bytes:
    """Return an OpenSearch description with a template for each media type."""
    urls = "".join(f'<Url type="{escape(type_)}" template="{escape(text)}"/>' for type_, text in templates.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"><ShortName>Simulated</ShortName>'
        f"<Description>Books that were never written</Description>{urls}</OpenSearchDescription>"
    ).encode()
