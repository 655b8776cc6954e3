"""Builds Lucene and Solr queries from text that users typed."""

import re
from collections.abc import Iterable
from typing import Final

_SPECIAL_CHARACTERS: Final = re.compile(r'([+\-!(){}\[\]^"~*?:\\/]|&&|\|\|)')
_OPERATORS: Final = frozenset({"AND", "OR", "NOT", "TO"})
MAX_QUERY_LENGTH: Final = 500


def escape(words: str) -> str:
    """Return the words with all special characters and operators escaped."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words[:MAX_QUERY_LENGTH])
    return " ".join(_escape_word(word) for word in plain.split())


def any_of(field: str, values: Iterable[str]) -> str:
    """Return the clause that a field has one of the values; '' for no values."""
    terms = [_quote_phrase(value) for value in dict.fromkeys(values) if value.strip()]
    if not terms:
        return ""
    return f"{field}:({' OR '.join(terms)})"


def all_of(clauses: Iterable[str]) -> str:
    """Return the clauses joined by AND; empty ones are skipped."""
    return " AND ".join(clause for clause in clauses if clause)


def _escape_word(word: str) -> str:
    return (
        word.lower() if word in _OPERATORS else _SPECIAL_CHARACTERS.sub(lambda match: _backslash(match.group()), word)
    )


def _backslash(characters: str) -> str:
    return "".join(f"\\{character}" for character in characters)


def _quote_phrase(value: str) -> str:
    escaped = escape(value)
    return f'"{escaped}"' if " " in escaped else escaped
