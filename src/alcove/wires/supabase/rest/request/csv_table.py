"""CSV bodies: a header line and rows of as many fields."""

import re

from alcove.wires.supabase.rest.request.errors import InvalidBody

DIFFERING_LINES = "All lines must have same number of fields"
MALFORMED = "Empty or invalid CSV"

_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|\Z)')
_BLANK_LINES = re.compile(r"(?:\r\n|\n|\r)+")


def parse_csv(body: bytes) -> list[dict[str, str | None]]:
    """Return the rows by the names of the header line; the unquoted or quoted text NULL is null."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidBody(MALFORMED) from None
    lines = _split_lines(text)
    if not lines:
        raise InvalidBody(MALFORMED)
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
            raise InvalidBody(MALFORMED)
        quoted = match[1]
        fields.append(match[2] if quoted is None else quoted.replace('""', '"'))
        pos = match.end()
        if match[3] != ",":
            lines.append(fields)
            fields = []
    return lines
