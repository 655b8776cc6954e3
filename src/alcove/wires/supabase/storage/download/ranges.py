"""The Range header (RFC 9110, 14): one range of bytes; several at once are not offered, as in S3."""

import re
from dataclasses import dataclass
from typing import Final

_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes of a file; a length of 0 means that the file has none of those that were asked for."""

    start: int
    length: int


def parse_range(header: str, *, size: int) -> ByteRange | None:
    """Return the range of a file with `size` bytes, None for the whole file: the header is no single range."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        return ByteRange(size - length, length)
    start = int(match[1])
    end = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < start:
        return None
    return ByteRange(start, max(0, end - start + 1))
