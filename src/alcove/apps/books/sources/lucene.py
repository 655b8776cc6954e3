"""Queries in the language of Lucene and Solr, made of words that readers wrote."""

import re
from collections.abc import Iterable
from typing import Final

_SIGNS: Final = re.compile(r'([+\-!(){}\[\]^"~*?:\\/]|&&|\|\|)')
_OPERATORS: Final = frozenset({"AND", "OR", "NOT", "TO"})
MOST_LETTERS: Final = 500


def escaped(words: str) -> str:
    """Return a reader's words so that none of their letters means anything but itself."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words[:MOST_LETTERS])
    return " ".join(_escaped_word(word) for word in plain.split())


def either(field: str, values: Iterable[str]) -> str:
    """Return that a field has one of some values, '' for none."""
    given = [_value(value) for value in dict.fromkeys(values) if value.strip()]
    if not given:
        return ""
    return f"{field}:({' OR '.join(given)})"


def every(parts: Iterable[str]) -> str:
    """Return that all of some parts must hold; empty parts are left out."""
    return " AND ".join(part for part in parts if part)


def _escaped_word(word: str) -> str:
    return word.lower() if word in _OPERATORS else _SIGNS.sub(lambda found: _behind_backslash(found.group()), word)


def _behind_backslash(signs: str) -> str:
    return "".join(f"\\{sign}" for sign in signs)


def _value(value: str) -> str:
    made = escaped(value)
    return f'"{made}"' if " " in made else made
