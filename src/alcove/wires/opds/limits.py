"""How much of a document is read, so that a hostile one costs no more than a clear error."""

from typing import Final

from alcove.wires.opds.errors import OpdsError

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one document."""
MOST_PARTS: Final = 600_000
"""Tags, or objects and lists, of one document: 10 MB of the shortest ones would take 300 MB of memory."""
MOST_BOOKS: Final = 20_000
"""Books that are read from one document."""
MOST_EACH: Final = 200
"""Links, authors, subjects and the like that are read of one book."""
DEEPEST_CHAIN: Final = 8
"""Steps of an indirect acquisition; what goes on is taken to be protected."""
LONGEST: Final = 20_000
"""Letters of one text."""
LONGEST_ADDRESS: Final = 8000
"""Letters of an address; a picture inside of its own address may have more."""


def check_size(content: bytes, *marks: bytes) -> None:
    """Raise OpdsError when a document is larger, or has more parts, than anybody needs."""
    if len(content) > LARGEST:
        raise OpdsError(f"the document is larger than {LARGEST // 1024 // 1024} MB")
    if not content.strip():
        raise OpdsError("the document is empty")
    if sum(content.count(mark) for mark in marks) > MOST_PARTS:
        raise OpdsError(f"the document has more than {MOST_PARTS} parts")
