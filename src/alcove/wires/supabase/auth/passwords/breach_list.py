"""The list of breached passwords: a file of SHA-1 hashes, one per line, such as the one of Have I Been Pwned."""

import hashlib
from pathlib import Path
from typing import BinaryIO, Final

_LINE: Final = 256
_FEW: Final = 64 * 1024
"""Bytes that are read as a whole: a smaller file need not be sorted."""


def is_breached(path: str, password: str) -> bool:
    """Return whether the hash of a password is in a file; it must be sorted if it is large.

    A line is a hash in any case, with or without `:` and a count. Reads of a large file are a binary search. OSError.
    """
    wanted = hashlib.sha1(password.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest().upper().encode()
    with Path(path).open("rb") as file:
        size = file.seek(0, 2)
        low, high = 0, size
        while high - low > _FEW:
            middle = (low + high) // 2
            found = _hash_after(file, middle)
            if found and found <= wanted:
                low = middle
            else:
                high = middle
        # The line that is wanted begins at `low` or after it, and not long after `high`.
        file.seek(low)
        block = file.read(high - low + 2 * _LINE)
    return any(_hash_in(line) == wanted for line in block.splitlines())


def _hash_after(file: BinaryIO, position: int) -> bytes:
    """Return the hash in the first line that begins after a position, b'' at the end of the file."""
    file.seek(position)
    file.readline(_LINE)
    return _hash_in(file.readline(_LINE))


def _hash_in(line: bytes) -> bytes:
    return line.partition(b":")[0].strip().upper()
