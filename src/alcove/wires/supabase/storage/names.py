"""The names that buckets and objects may have: those that Amazon documents as safe, without characters beyond ASCII."""

import re
from typing import Final

from alcove.wires.supabase.storage.errors import invalid_bucket_name, invalid_key

MAX_KEY: Final = 1024
MAX_BUCKET: Final = 100

_KEY: Final = re.compile(r"[\w/!.*'() &$@=;:+,?-]+", re.ASCII)
_BUCKET: Final = re.compile(r"[\w!.*'() &$@=;:+,?-]+", re.ASCII)
_RELATIVE: Final = frozenset({".", ".."})


def check_key(name: str) -> str:
    """Return the name of an object; StorageError unless it is allowed.

    Empty folders and those that addresses resolve (`.` and `..`) are not: no address would lead to the object.
    """
    parts = name.split("/")
    if len(name) > MAX_KEY or _KEY.fullmatch(name) is None or not all(parts) or _RELATIVE.intersection(parts):
        raise invalid_key(name)
    return name


def check_bucket_name(name: str) -> str:
    """Return the name of a new bucket; StorageError unless it is allowed."""
    if len(name) > MAX_BUCKET or _BUCKET.fullmatch(name) is None or name != name.strip() or name in _RELATIVE:
        raise invalid_bucket_name()
    return name
