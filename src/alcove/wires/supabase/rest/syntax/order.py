"""The `order` parameter."""

from typing import Literal

from alcove.wires.supabase.rest.syntax.fields import DELIMITER_LABEL, parse_field, parse_json_path, require_name
from alcove.wires.supabase.rest.syntax.model import FieldRef, OrderTerm
from alcove.wires.supabase.rest.syntax.scanner import Scanner

MAX_TERMS = 200

_DIRECTIONS = ("asc", "desc")
_NULLS = ("nullsfirst", "nullslast")


def parse_order(text: str, *, max_depth: int) -> tuple[OrderTerm, ...]:
    """Parse the value of `order`."""
    scanner = Scanner(text, source=f"failed to parse order ({text})", max_depth=max_depth)
    terms: list[OrderTerm] = []
    while True:
        scanner.skip_spaces()
        terms.append(_parse_term(scanner))
        if len(terms) > MAX_TERMS:
            raise scanner.refusal(f"more than {MAX_TERMS} terms")
        if scanner.pos == len(text):
            return tuple(terms)
        scanner.advance(scanner.pos + 1)


def _parse_term(scanner: Scanner) -> OrderTerm:
    name = require_name(scanner)
    relation: str | None = None
    if scanner.text.startswith("(", scanner.pos):
        scanner.advance(scanner.pos + 1)
        field = parse_field(scanner)
        if field is None:
            raise scanner.failure()
        scanner.require(")")
        relation = name
    else:
        field = FieldRef(name, parse_json_path(scanner))
    direction = _parse_keyword(scanner, _DIRECTIONS)
    nulls = _parse_keyword(scanner, _NULLS)
    _require_term_end(scanner)
    return OrderTerm(
        field,
        descending=None if direction is None else direction == "desc",
        nulls=_read_nulls(nulls),
        relation=relation,
    )


def _read_nulls(keyword: str | None) -> Literal["first", "last"] | None:
    if keyword is None:
        return None
    return "first" if keyword == "nullsfirst" else "last"


def _parse_keyword(scanner: Scanner, keywords: tuple[str, ...]) -> str | None:
    """Parse a dot and one of the keywords, None (with notes) if none of them stands here."""
    text, pos = scanner.text, scanner.pos
    if not text.startswith(".", pos):
        scanner.expect(DELIMITER_LABEL)
        return None
    for keyword in keywords:
        if text.startswith(keyword, pos + 1):
            scanner.advance(pos + 1 + len(keyword))
            return keyword
    scanner.expect(*(f'"{keyword}"' for keyword in keywords), at=pos + 1)
    return None


def _require_term_end(scanner: Scanner) -> None:
    if scanner.pos < len(scanner.text) and scanner.text[scanner.pos] != ",":
        scanner.expect('","')
        scanner.expect_end()
        raise scanner.failure()
