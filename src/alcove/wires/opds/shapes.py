"""Takes JSON values as they come: text where an object is expected, one value where there should be a list."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeAlias

import msgspec

from alcove.wires.opds.errors import OpdsError
from alcove.wires.opds.limits import LONGEST, MOST_EACH, check_size

Object: TypeAlias = Mapping[str, Any]


def parse(content: bytes) -> Object:
    """Return the object in a document; OpdsError when it is broken, too large, too deep, or no object."""
    check_size(content, b"{", b"[")
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OpdsError(f"the document is no JSON: {error}"[:200]) from None
    except RecursionError:
        raise OpdsError("the document is nested too deeply") from None
    if not isinstance(found, dict):
        raise OpdsError("the document is no JSON object")
    return found


def thing(value: object) -> Object:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def several(value: object, *, most: int = MOST_EACH) -> Iterator[Any]:
    """Yield the values of a list, or the one value that stands alone."""
    if value is None:
        return iter(())
    return islice(value if isinstance(value, list) else (value,), most)


def objects(value: object, *, most: int = MOST_EACH) -> Iterator[Object]:
    """Yield the objects of a list, or the one that stands alone."""
    return (each for each in several(value, most=most) if isinstance(each, dict))


def word(value: object) -> str:
    """Return a text with its blanks folded, a number as text, '' for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return " ".join(value[: LONGEST * 2].split())[:LONGEST] if isinstance(value, str) else ""


def words(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or the one that stands alone."""
    return tuple(text for each in several(value) if (text := word(each)))


def told(value: object, languages: tuple[str, ...] = ()) -> str:
    """Return a text, which may be given once per language: in one of these, in English, or the first."""
    if not isinstance(value, dict):
        return word(value)
    for language in (*languages, "en", "und"):
        if text := word(value.get(language)):
            return text
    return next((text for each in value.values() if (text := word(each))), "")


def number(value: object) -> int | None:
    """Return a count, which some write as text; None when it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None


def place(value: object) -> float | None:
    """Return a place in a series; None when it is no number that a person would write."""
    try:
        found = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 1_000_000 else None
