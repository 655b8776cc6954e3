"""How a book of each kind is offered, independent of the version that says so."""

from dataclasses import dataclass
from typing import Final

from alcove.simulators.opds.publications import SimBook

ADEPT: Final = "application/vnd.adobe.adept+xml"
LCP: Final = "application/vnd.readium.lcp.license.v1.0+json"
EPUB: Final = "application/epub+zip"
TYPES: Final = {"epub": EPUB, "pdf": "application/pdf"}
ACQUISITION: Final = "http://opds-spec.org/acquisition"
OPEN: Final = f"{ACQUISITION}/open-access"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A link to a file, or to something that is none."""

    rel: str
    href: str
    type: str
    length: int | None = None
    price: str = ""
    chain: tuple[str, ...] = ()
    """Types of the further steps, each inside the one before."""


def offers(book: SimBook, *, files: str, length: int) -> list[Offer]:
    """Return the links of a book; `files` is the address under which its files are, without the extension."""
    epub = f"{files}.epub"
    special: dict[str, Offer] = {
        "priced": Offer(rel=ACQUISITION, href=epub, type=EPUB, price="4.99"),
        "borrow": Offer(rel=f"{ACQUISITION}/borrow", href=epub, type=EPUB),
        "buy": Offer(rel=f"{ACQUISITION}/buy", href=epub, type=EPUB, price="4.99"),
        "sample": Offer(rel=f"{ACQUISITION}/sample", href=epub, type=EPUB),
        "drm": Offer(rel=ACQUISITION, href=f"{files}.acsm", type=EPUB, chain=(ADEPT,)),
        "chained-drm": Offer(rel=OPEN, href=epub, type="application/zip", chain=(LCP, EPUB)),
        "landing": Offer(rel=ACQUISITION, href=f"{files}.html", type="text/html", chain=(EPUB,)),
        "untyped": Offer(rel=OPEN, href=epub, type=""),
        "private-link": Offer(rel=OPEN, href="http://169.254.169.254/latest/book.epub", type=EPUB),
        "file-link": Offer(rel=OPEN, href="file:///etc/passwd", type=EPUB),
    }
    if book.kind in special:
        return [special[book.kind]]
    rel = ACQUISITION if book.kind == "plain" else OPEN
    return [
        Offer(rel=rel, href=f"{files}.{kind}", type=TYPES[kind], length=length if kind == "epub" else None)
        for kind in book.formats
    ]
