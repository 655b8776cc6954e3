"""Real small books in every format, made in memory, the same bytes each time."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Mapping
from html import escape

THEN = (2026, 1, 2, 3, 4, 6)
ZIP_STORED, ZIP_DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier><dc:title>{title}</dc:title><dc:language>{language}</dc:language>
<dc:creator>{author}</dc:creator><meta property="dcterms:modified">2026-01-02T03:04:06Z</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>{more}</manifest>
<spine><itemref idref="text"/></spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head>
<body>{body}</body></html>
"""
_PADDING = '<item id="padding" href="padding.bin" media-type="application/octet-stream"/>'


def epub(
    title: str = "A Title",
    author: str = "An Author",
    *,
    language: str = "en",
    identifier: str = "urn:uuid:11111111-2222-3333-4444-555555555555",
    cover: bytes | None = None,
    size: int = 0,
    seed: int = 1,
) -> bytes:
    """Return an EPUB 3 with a cover; with `size` of exactly that many bytes, most of which no packer makes smaller."""
    parts: dict[str, bytes] = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/package.opf": _PACKAGE.format(
            title=escape(title),
            author=escape(author),
            language=escape(language),
            identifier=escape(identifier),
            more=_PADDING if size else "",
        ).encode(),
        "EPUB/nav.xhtml": _page(title, '<nav epub:type="toc"><ol><li><a href="text.xhtml">Text</a></li></ol></nav>'),
        "EPUB/text.xhtml": _page(title, f"<h1>{escape(title)}</h1><p>by {escape(author)}</p>"),
        "EPUB/cover.png": cover or png(),
    }
    if not size:
        return build_zip({"mimetype": b"application/epub+zip", **parts})
    bare = build_zip({"mimetype": b"application/epub+zip", **parts, "EPUB/padding.bin": b""})
    if size < len(bare):
        raise ValueError(f"an EPUB takes at least {len(bare)} bytes")
    noise = random.Random(seed).randbytes(size - len(bare))  # noqa: S311 - seeded
    return build_zip({"mimetype": b"application/epub+zip", **parts, "EPUB/padding.bin": noise})


def build_zip(parts: Mapping[str, bytes], *, compression: int = ZIP_STORED) -> bytes:
    """Return a zip of the named parts in their order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, THEN)
            entry.compress_type = compression
            archive.writestr(entry, content)
    return made.getvalue()


def png(*, width: int = 6, height: int = 9, grey: int = 128) -> bytes:
    """Return a picture of one grey."""
    rows = (b"\0" + bytes([grey]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def cbz(pages: int = 2) -> bytes:
    """Return a comic as a zip of pictures."""
    return build_zip({f"{number:03d}.png": png(grey=number % 256) for number in range(1, pages + 1)})


def cbr(*, version: int = 5) -> bytes:
    """Return a comic that begins and ends as a RAR of the given version does."""
    if version == 5:
        return b"Rar!\x1a\x07\x01\x00" + b"\x33\x92\xb5\xe5\x0a\x01\x05\x06\x00\x05\x01\x01\x80\x80\x00" + bytes(64)
    return (
        b"Rar!\x1a\x07\x00" + b"\xcf\x90\x73\x00\x00\x0d\x00\x00\x00\x00\x00\x00\x00" + b"\xc4\x3d\x7b\x00\x40\x07\x00"
    )


def mobi(title: str = "A Title", *, version: int = 6) -> bytes:
    """Return a Palm database of the kind Kindle books are, with one record of text; version 8 is an AZW3."""
    text = title.encode()
    head = struct.pack(">HHIHHHH", 1, 0, len(text), 1, 4096, 0, 0)
    mobi_head = b"MOBI" + struct.pack(">IIIII", 232, 2, 65001, 1, version) + bytes(232 - 24)
    first = head + mobi_head + text + bytes(2)
    start = 78 + 2 * 8 + 2
    database = title.encode("ascii", "replace")[:31].ljust(32, b"\0")
    database += struct.pack(">HHIIIIII", 0, 0, 0, 0, 0, 0, 0, 0) + b"BOOKMOBI" + struct.pack(">IIH", 3, 0, 2)
    database += struct.pack(">IBBBB", start, 0, 0, 0, 0) + struct.pack(">IBBBB", start + len(first), 0, 0, 0, 2)
    return database + bytes(2) + first + text


def azw3(title: str = "A Title") -> bytes:
    """Return a Kindle book of format 8."""
    return mobi(title, version=8)


def pdf(title: str = "A Title") -> bytes:
    """Return a PDF of one empty page."""
    plain = title.encode("ascii", "replace").replace(b"(", b"[").replace(b")", b"]")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
        b"<< /Title (" + plain + b") >>",
    ]
    made, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 5\n0000000000 65535 f \n%btrailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(made))
    )


def djvu() -> bytes:
    """Return a DjVu of one empty page."""
    info = struct.pack(">HHBBHBB", 300, 400, 24, 0, 0x2C01, 22, 1)
    body = b"DJVU" + b"INFO" + struct.pack(">I", len(info)) + info
    return b"AT&TFORM" + struct.pack(">I", len(body)) + body


def fb2(title: str = "A Title", author: str = "An Author") -> bytes:
    """Return a FictionBook."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">'
        f"<description><title-info><genre>prose</genre><author><nickname>{escape(author)}</nickname></author>"
        f"<book-title>{escape(title)}</book-title><lang>en</lang></title-info></description>"
        f"<body><section><p>{escape(title)}</p></section></body></FictionBook>\n"
    ).encode()


def fb2_zip(title: str = "A Title") -> bytes:
    """Return a FictionBook in a zip, as they are often handed around."""
    return build_zip({"book.fb2": fb2(title)}, compression=ZIP_DEFLATED)


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=body).encode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
