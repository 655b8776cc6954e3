"""PDFs made by hand: slow ones, and ones with pages that cannot be read."""

from collections.abc import Sequence
from typing import Final

SLOW: Final = b"BT /F1 12 Tf 20 100 Td (Slow page.) Tj ET " + b"q Q " * 50_000


def build_pdf(pages: Sequence[bytes], *, filters: Sequence[bytes] = ()) -> bytes:
    """Return a PDF whose pages have these contents; `filters` are said to be needed to unpack the last one."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        *(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents %d 0 R /Resources %b >>"
            % (number + 3 + count, font)
            for number in range(count)
        ),
        *(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page) for page in pages[:-1]),
        b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(pages[-1]), b" ".join(filters), pages[-1]),
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(made))
    )


def slow_pdf(pages: int) -> bytes:
    """Return a PDF whose pages take a good part of a second each."""
    return build_pdf([SLOW] * pages)
