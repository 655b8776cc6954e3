"""What readers of files return and raise, and the limits that they keep."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_PART: Final = 64 * 2**20
"""Bytes of one unpacked part of an archive."""
MEMORY: Final = 2**30
"""Bytes of address space of the child process."""
_CONTROLS: Final = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff\u00ad]")


class ExtractionError(Exception):
    """The text cannot be read; the message says why, in words for the learner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionLimits:
    """The most pages of a file, and the seconds in which its text has to be read."""

    pages: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedParts:
    """The parts of a text in their order, None for one that cannot be read; `total` is how many there are.

    With `has_pages` a part is a page.
    """

    total: int
    parts: Iterator[str | None]
    has_pages: bool = False


def clean_part(text: str) -> str:
    """Return a text without what cannot be stored or seen: control characters, soft hyphens, half surrogate pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode()
