"""Real EPUB files, made in memory, the same bytes each time."""

import io
import random
import zipfile
from html import escape
from typing import Final

_THEN: Final = (2026, 1, 2, 3, 4, 6)
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


def make_epub(*, id_: str, title: str, author: str, language: str, padding: int = 0) -> bytes:
    """Return an EPUB; `padding` bytes of noise make it larger."""
    words = {"id": escape(id_), "title": escape(title), "author": escape(author), "language": language}
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": _CONTAINER.encode(),
        "book.opf": _PACKAGE.format(**words).encode(),
        "text.xhtml": _TEXT.format(**words).encode(),
    }
    if padding:
        parts["padding.bin"] = random.Random(id_).randbytes(padding)  # noqa: S311 - seeded, keeps no secret
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _THEN), content)
    return made.getvalue()
