"""Values in the bodies of AI functions; InvalidBody says which one is wrong."""

from collections.abc import Mapping
from typing import Any, Final

from alcove.apps.study.function_answers import InvalidBody
from alcove.apps.study.tutor.model import MAX_TOKENS

MAX_MESSAGES: Final = 200
MAX_MODEL: Final = 200
"""Characters of the name of a model or provider."""
MAX_TEMPERATURE: Final = 2.0

Body = Mapping[str, Any]


def read_object(body: Body, name: str) -> Body:
    """Return the object of that name, an empty one where there is none."""
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def read_text(body: Body, name: str) -> str:
    """Return a text, '' for anything else."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def read_name(body: Body, name: str) -> str | None:
    """Return the name of a model or provider, None without one."""
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_MODEL:
        raise InvalidBody(f"{name} must be a text of at most {MAX_MODEL} characters")
    return value


def read_fraction(body: Body, name: str, *, most: float, label: str = "") -> float | None:
    """Return a number from 0 to `most`, None without one."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidBody(f"{label or name} must be a number")
    # Also false for what is no number, and for whole numbers that no float can be.
    if not 0 <= value <= most:
        raise InvalidBody(f"{label or name} must be a number from 0 to {most:g}")
    return float(value)


def read_tokens(body: Body, *names: str, label: str = "") -> int | None:
    """Return the largest number of tokens of an answer, by the first of the names that is there."""
    name = next((name for name in names if body.get(name) is not None), None)
    if name is None:
        return None
    value = body[name]
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0
    if not is_whole or not 1 <= value <= MAX_TOKENS:
        raise InvalidBody(f"{label or name} must be a whole number from 1 to {MAX_TOKENS}")
    return int(value)


def read_messages(value: object) -> list[dict[str, str]] | None:
    """Return messages with a role and a text, None when the value is not a list of them, or has none."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_MESSAGES:
        return None
    is_valid = all(
        isinstance(item, dict) and isinstance(item.get("role"), str) and isinstance(item.get("content"), str)
        for item in value
    )
    return value if is_valid else None


def has_text(value: object) -> bool:
    """Return whether a value is a text with more than white space in it."""
    return isinstance(value, str) and bool(value.strip())
