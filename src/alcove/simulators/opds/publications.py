"""The generated books of the simulated catalogue, with valid, reproducible EPUB files."""

import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass
from html import escape
from typing import Final

EPUB: Final = "application/epub+zip"
TYPES: Final = {"epub": EPUB, "pdf": "application/pdf"}
_FIRST: Final = ("Quiet", "Lost", "Golden", "Northern", "Hidden", "Last", "Broken", "Silver", "Distant", "Burning")
_SECOND: Final = ("Harbour", "Garden", "Letters", "Mountain", "Voyage", "Winter", "House", "River", "Shadow", "Orchard")
_NAMES: Final = ("Ada Marsh", "Jonas Weil", "Clara Ruiz", "Émile Durand", "Hanna Berg", "Tomas Novak")
_LANGUAGES: Final = ("en", "en", "en", "fr", "de")
_SUBJECTS: Final = ("Fiction", "History", "Gothic fiction", "Voyages and travels")
COVER_SIZE: Final = (120, 180)
"""Width and height of a cover in pixels."""
_ZIP_TIMESTAMP: Final = (2026, 1, 2, 3, 4, 6)
_CONTAINER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">{id}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>
<meta property="dcterms:modified">2026-01-02T03:04:06Z</meta></metadata>
<manifest><item id="text" href="text.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine><itemref idref="text"/></spine></package>
"""
_TEXT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head>
<body><nav epub:type="toc"><ol><li><a href="text.xhtml">{title}</a></li></ol></nav>
<p>{title} by {author}.</p></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimBook:
    """One book of the catalogue."""

    key: str
    title: str
    author: str = "Ada Marsh"
    language: str = "en"
    year: int = 1890
    subject: str = "Fiction"
    series: str = ""
    relation: str = "acquisition/open-access"
    """The OPDS relation of its files."""
    formats: tuple[str, ...] = ("epub",)

    @property
    def words(self) -> str:
        """Return the text that a search matches against, in lower case."""
        return f"{self.title} {self.author} {self.subject} {self.series}".lower()

    def file(self, form: str) -> bytes:
        """Return the file in one of the formats."""
        if form != "epub":
            return b"%PDF-1.4\n" + self.title.encode() + b"\n%%EOF\n"
        return make_epub(id_=self.key, title=self.title, author=self.author, language=self.language)


def generate_books(count: int, *, seed: int) -> list[SimBook]:
    """Return generated books with free files."""
    rng = random.Random(seed)  # noqa: S311 - seeded, keeps no secret
    return [
        SimBook(
            key=f"b{number}",
            title=f"The {rng.choice(_FIRST)} {rng.choice(_SECOND)}, Volume {number}",
            author=rng.choice(_NAMES),
            language=rng.choice(_LANGUAGES),
            year=rng.randint(1800, 1925),
            subject=rng.choice(_SUBJECTS),
            series="The Collected Works" if number % 7 == 0 else "",
            relation="acquisition" if number % 2 else "acquisition/open-access",
            formats=("epub", "pdf") if number % 5 == 0 else ("epub",),
        )
        for number in range(1, count + 1)
    ]


def make_epub(*, id_: str, title: str, author: str, language: str, padding: bytes = b"") -> bytes:
    """Return an EPUB file; `padding` is added to it to increase its size."""
    values = {"id": escape(id_), "title": escape(title), "author": escape(author), "language": language}
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER.encode(),
        "book.opf": _PACKAGE.format(**values).encode(),
        "text.xhtml": _TEXT.format(**values).encode(),
        **({"padding.bin": padding} if padding else {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIMESTAMP), content)
    return buffer.getvalue()


def cover_image(key: str = "") -> bytes:
    """Return a PNG image of a cover: a band on a background, in colours of the book's own."""
    rng = random.Random(key)  # noqa: S311 - the same colours for the same book
    background = bytes(rng.randint(60, 170) for _ in range(3))
    band = bytes(min(255, value + 70) for value in background)
    width, height = COVER_SIZE
    rows = (
        b"\0" + (band if height // 5 <= row < height // 2 or row == height - 12 else background) * width
        for row in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
