"""Glob patterns of addresses, as GoTrue's allow-list has them: `.` and `/` are separators."""

import re
from functools import lru_cache
from typing import Final

_MAX_LENGTH: Final = 2048
_ONE: Final = "[^./]"


@lru_cache(maxsize=1024)
def compile_glob(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern as a regular expression, None for one that is malformed or too long.

    `*` is any text without separators, `**` any text, `?` one character that is no separator, `[abc]`, `[a-z]` and
    `[!a-z]` are classes, `{a,b}` are alternatives, and a backslash makes the next character plain.
    """
    if len(pattern) > _MAX_LENGTH:
        return None
    try:
        return re.compile(_Translator(pattern).translate(), re.DOTALL)
    except (ValueError, IndexError, re.error):
        return None


class _Translator:
    """Reads a glob from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._depth = 0

    def translate(self) -> str:
        """Return the regular expression; ValueError or IndexError for a malformed pattern."""
        parts = []
        while self._position < len(self._pattern):
            parts.append(self._next())
        if self._depth:
            raise ValueError("unclosed alternatives")
        return "".join(parts)

    def _next(self) -> str:
        character = self._take()
        read = {
            "*": self._read_stars,
            "?": lambda: _ONE,
            "[": self._read_class,
            "\\": self._read_escape,
            "{": self._open_group,
        }.get(character)
        if read is not None:
            return read()
        if self._depth and character in ",}":
            self._depth -= character == "}"
            return "|" if character == "," else ")"
        return re.escape(character)

    def _read_escape(self) -> str:
        return re.escape(self._take())

    def _open_group(self) -> str:
        self._depth += 1
        return "(?:"

    def _read_stars(self) -> str:
        count = 1
        while self._pattern.startswith("*", self._position):
            self._position += 1
            count += 1
        return f"{_ONE}*" if count == 1 else ".*"

    def _read_class(self) -> str:
        end = self._pattern.index("]", self._position + 1)
        content = self._pattern[self._position : end]
        self._position = end + 1
        negation = "^" if content.startswith("!") else ""
        content = content.removeprefix("!")
        if not content:
            raise ValueError("empty class")
        if len(content) == 3 and content[1] == "-":
            return f"[{negation}{re.escape(content[0])}-{re.escape(content[2])}]"
        return f"[{negation}{re.escape(content)}]"

    def _take(self) -> str:
        character = self._pattern[self._position]
        self._position += 1
        return character
