"""The language of filters: `column=operator.value`, conditions that all must hold are separated by commas."""

import re
from dataclasses import dataclass
from typing import Final

OPERATORS: Final = frozenset(
    {"eq", "neq", "lt", "lte", "gt", "gte", "in", "like", "ilike", "match", "imatch", "is", "isdistinct"}
)
IS_VALUES: Final = frozenset({"null", "true", "false", "unknown"})
MAX_VALUES: Final = 100
"""How many values a list may have."""
MAX_CONDITIONS: Final = 100
MAX_LENGTH: Final = 65_536
"""How long a filter may be, in characters."""

# Nothing that was matched is given up again, so that a text takes no longer than its length.
_HEAD: Final = re.compile(
    r"\s*+(?P<column>\"(?:[^\"\\]|\\.)++\"\s*+|[^=,\"]++)=(?P<negation>not\.)?(?P<operator>[a-z]++)\."
)
_QUOTED: Final = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*+)"', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ELEMENT: Final = re.compile(r'\s*+(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"\s*+|(?P<plain>[^,()"]*+))(?P<end>[,)])', re.DOTALL)


class FilterError(Exception):
    """A filter that cannot be parsed; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a filter. `in` has several values, the others one; None is NULL."""

    column: str
    operator: str
    is_negated: bool
    values: tuple[str | None, ...]


def parse_filter(text: str) -> tuple[Condition, ...]:
    """Return the conditions of a filter, none for an empty one; FilterError."""
    if not text.strip():
        return ()
    if len(text) > MAX_LENGTH or "\0" in text:
        raise FilterError(f"the filter is longer than {MAX_LENGTH} characters or contains a null character")
    conditions: list[Condition] = []
    position = 0
    while True:
        condition, position = _parse_condition(text, position)
        conditions.append(condition)
        if position == len(text):
            return tuple(conditions)
        if len(conditions) == MAX_CONDITIONS:
            raise FilterError(f"a filter may have {MAX_CONDITIONS} conditions")
        position += 1


def _parse_condition(text: str, start: int) -> tuple[Condition, int]:
    """Return the condition at a position, and where it ends: at a comma or at the end."""
    head = _HEAD.match(text, start)
    if head is None:
        raise FilterError(f"expected column=operator.value at character {start + 1} of {text!r}")
    operator = head["operator"]
    if operator not in OPERATORS:
        raise FilterError(f"unknown operator {operator!r} in {text!r}; known are {', '.join(sorted(OPERATORS))}")
    values: tuple[str | None, ...]
    if operator == "in":
        values, end = _parse_list(text, head.end())
    else:
        value, is_quoted, end = _parse_value(text, head.end())
        values = (_read_value(operator, value, is_quoted=is_quoted),)
    if end < len(text) and text[end] != ",":
        raise FilterError(f"expected a comma or the end at character {end + 1} of {text!r}")
    column = head["column"].strip()
    name = _unescape(column[1:-1]) if column.startswith('"') else column
    return Condition(column=name, operator=operator, is_negated=bool(head["negation"]), values=values), end


def _read_value(operator: str, value: str, *, is_quoted: bool) -> str | None:
    if operator == "is" and value.lower() not in IS_VALUES:
        raise FilterError(f"expected null, true, false or unknown after `is.`, not {value!r}")
    if operator == "isdistinct" and value == "null" and not is_quoted:
        return None
    return value.lower() if operator == "is" else value


def _parse_value(text: str, start: int) -> tuple[str, bool, int]:
    """Return a value, whether it is quoted, and where it ends: at a comma outside of quotes and parentheses."""
    quoted = _QUOTED.match(text, start)
    if quoted is not None and (quoted.end() == len(text) or text[quoted.end()] == ","):
        return _unescape(quoted["text"]), True, quoted.end()
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character == "," and depth <= 0:
            return text[start:position], False, position
        depth += (character == "(") - (character == ")")
    return text[start:], False, len(text)


def _parse_list(text: str, start: int) -> tuple[tuple[str, ...], int]:
    if text[start : start + 1] != "(":
        raise FilterError(f"expected a list in parentheses at character {start + 1} of {text!r}")
    values: list[str] = []
    position = start + 1
    while True:
        element = _ELEMENT.match(text, position)
        if element is None:
            raise FilterError(f"expected a value and a comma or parenthesis at character {position + 1} of {text!r}")
        quoted, plain = element["quoted"], element["plain"]
        values.append(_unescape(quoted) if quoted is not None else plain.strip())
        position = element.end()
        if len(values) > MAX_VALUES:
            raise FilterError(f"a list may have {MAX_VALUES} values")
        if element["end"] == ")":
            return tuple(dict.fromkeys(values)), position


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)
