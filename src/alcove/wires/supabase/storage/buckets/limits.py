"""What buckets allow: sizes such as `10MB`, and types of content such as `image/*`."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from alcove.wires.supabase.storage.errors import invalid_mime_type, invalid_request, too_large

_SIZE: Final = re.compile(r"\s*(\d{1,18}(?:\.\d{1,9})?)\s*(b|kb|mb|gb|tb)?\s*", re.ASCII | re.IGNORECASE)
_UNITS: Final[Mapping[str, int]] = {"": 1, "b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}
_TYPE: Final = re.compile(r"(\*|[\w!#$&^.+-]+)/(\*|[\w!#$&^.+-]+)", re.ASCII)


def parse_size_limit(value: float | str | None, *, most: int) -> int | None:
    """Return a limit in bytes, None for null or 0; StorageError for one that is no size or above the server's own."""
    if value is None or value == 0:
        return None
    match = _SIZE.fullmatch(value if isinstance(value, str) else f"{value:.9f}".rstrip("0").rstrip("."))
    if match is None:
        raise invalid_request(f"The file size limit is not a size such as 1048576 or 10MB: {str(value)[:100]}")
    size = int(float(match[1]) * _UNITS[(match[2] or "").lower()])
    if size > most:
        raise too_large()
    return size or None


def check_types(types: Sequence[str] | None) -> list[str] | None:
    """Return the types that a bucket allows, None for all; StorageError for one that is no type."""
    if types is None:
        return None
    for mime_type in types:
        if _TYPE.fullmatch(mime_type.partition(";")[0].strip()) is None:
            raise invalid_mime_type(mime_type)
    return list(types)


def allows_type(allowed: Sequence[str] | None, mime_type: str) -> bool:
    """Return whether a bucket allows a type of content; its parameters, such as the charset, do not count."""
    if not allowed:
        return True
    kind = _base_type(mime_type)
    family = kind.partition("/")[0]
    return any(pattern in (kind, f"{family}/*", "*/*") for pattern in map(_base_type, allowed))


def _base_type(mime_type: str) -> str:
    return mime_type.partition(";")[0].strip().lower()
