"""The values of INSERT, as rows of COPY: literals only, so that nothing in them is ever run."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from alcove.apps.study.project import StatementBuffer

_ITEM: Final = re.compile(
    r"\s*+(?:(?P<word>[A-Za-z]++)(?!')|(?P<number>[-+]?[0-9][0-9.eE+-]*+)"
    r"|(?:[BbXx]?)'(?P<text>[^']*+(?:''[^']*+)*+)'|(?P<sign>[(),;]))"
)
_WORDS: Final = {"NULL": "\\N", "TRUE": "true", "FALSE": "false"}
_CONFLICT: Final = ["ON", "CONFLICT", "DO", "NOTHING"]
_CHUNK: Final = 256 * 1024


class ValuesError(Exception):
    """A value is no literal, or the list does not end."""


def read_values(buffer: StatementBuffer, *, feed: Callable[[], bool]) -> Iterator[bytes]:
    """Yield rows in the text format of COPY, until the end of the statement; ValuesError.

    `feed` adds text to the buffer, and returns False at the end.
    """
    rows: list[str] = []
    size = 0
    for row in _read_rows(buffer, feed=feed):
        rows.append(row)
        size += len(row)
        if size >= _CHUNK:
            yield "".join(rows).encode()
            rows, size = [], 0
    if rows:
        yield "".join(rows).encode()


def _read_rows(buffer: StatementBuffer, *, feed: Callable[[], bool]) -> Iterator[str]:
    while True:
        _expect(buffer, "(", feed=feed)
        values = [_read_value(buffer, feed=feed)]
        while (sign := _next(buffer, feed=feed)["sign"]) == ",":
            values.append(_read_value(buffer, feed=feed))
        if sign != ")":
            raise ValuesError
        yield "\t".join(values) + "\n"
        after = _next(buffer, feed=feed)
        if after["word"]:
            words = [after["word"].upper()] + [(_next(buffer, feed=feed)["word"] or "").upper() for _ in range(3)]
            if words != _CONFLICT:
                raise ValuesError
            after = _next(buffer, feed=feed)
        if after["sign"] == ";":
            return
        if after["sign"] != ",":
            raise ValuesError


def _read_value(buffer: StatementBuffer, *, feed: Callable[[], bool]) -> str:
    item = _next(buffer, feed=feed)
    if item["text"] is not None:
        return _escape(item["text"].replace("''", "'"))
    if item["number"]:
        return str(item["number"])
    value = _WORDS.get((item["word"] or "").upper())
    if value is None:
        raise ValuesError
    return value


def _escape(text: str) -> str:
    # Several times as fast as `translate`.
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _expect(buffer: StatementBuffer, sign: str, *, feed: Callable[[], bool]) -> None:
    if _next(buffer, feed=feed)["sign"] != sign:
        raise ValuesError


def _next(buffer: StatementBuffer, *, feed: Callable[[], bool]) -> re.Match[str]:
    while True:
        match = _ITEM.match(buffer.text, buffer.position)
        if match is not None and match.end() < len(buffer.text):
            buffer.position = match.end()
            return match
        if not feed():
            if match is None:
                raise ValuesError
            buffer.position = match.end()
            return match
