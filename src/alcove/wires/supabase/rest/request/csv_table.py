"""CSV bodies: a header line and rows of as many fields."""

import re

from alcove.wires.supabase.rest.request.errors import InvalidBody
from alcove.wires.supabase.rest.syntax.scanner import show_character

DIFFERING_LINES = "All lines must have same number of fields"
NOT_UTF8 = "A CSV body must be UTF-8"
SHOWN_REST = 100
"""How much of the text after an error is shown."""

_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|\Z)')
_FIELD_START = re.compile(r'"(?:[^"]|"")*"?|[^",\r\n]*')
_BLANK_LINES = re.compile(r"(?:\r\n|\n|\r)+")


def parse_csv(body: bytes) -> list[dict[str, str | None]]:
    """Return the rows by the names of the header line; the unquoted or quoted text NULL is null."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidBody(NOT_UTF8) from None
    lines = _split_lines(text)
    if not lines:
        raise _parse_error(text, len(text))
    header, *rows = lines
    if any(len(row) != len(header) for row in rows):
        raise InvalidBody(DIFFERING_LINES)
    return [{name: None if value == "NULL" else value for name, value in zip(header, row, strict=True)} for row in rows]


def _split_lines(text: str) -> list[list[str]]:
    """Split a table into lines of fields; blank lines count for nothing."""
    lines: list[list[str]] = []
    fields: list[str] = []
    pos, size = 0, len(text)
    while pos < size or fields:
        if not fields and (blank := _BLANK_LINES.match(text, pos)):
            pos = blank.end()
            continue
        match = _FIELD.match(text, pos)
        if match is None:
            raise _parse_error(text, _find_error(text, pos))
        quoted = match[1]
        fields.append(match[2] if quoted is None else quoted.replace('""', '"'))
        pos = match.end()
        if match[3] != ",":
            lines.append(fields)
            fields = []
    return lines


def _find_error(text: str, pos: int) -> int:
    """Return where the field that starts at `pos` cannot go on."""
    match = _FIELD_START.match(text, pos)
    return match.end() if match else pos


def _parse_error(text: str, at: int) -> InvalidBody:
    """Return the error of a table, in the words of PostgREST's parser."""
    reason = "Failed reading: satisfy" if at < len(text) else "not enough input"
    rest = text[at:]
    excerpt = "".join(show_character(character, quote='"') for character in rest[:SHOWN_REST])
    return InvalidBody(f'parse error ({reason}) at "{excerpt}"' + (" (truncated)" if len(rest) > SHOWN_REST else ""))
