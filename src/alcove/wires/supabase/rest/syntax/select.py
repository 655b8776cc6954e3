"""The `select` parameter: columns, embeds and aggregates."""

import re

from alcove.wires.supabase.rest.syntax.fields import (
    parse_identifier,
    parse_json_path,
    parse_name,
    require_name,
)
from alcove.wires.supabase.rest.syntax.model import (
    Aggregate,
    FieldRef,
    JoinKind,
    SelectEmbed,
    SelectField,
    SelectItem,
)
from alcove.wires.supabase.rest.syntax.scanner import Scanner

MAX_ITEMS = 2_000

_AGGREGATES: tuple[Aggregate, ...] = ("sum", "avg", "count", "max", "min")
_PARAMETER = re.compile(r'!(?:"(?:[^"\\]|\\.)*"|[\w $]+(?:-(?!>)[\w $]+)*)', re.DOTALL)


def parse_select(text: str, *, max_depth: int) -> tuple[SelectItem, ...]:
    """Parse the value of `select`; an empty one selects nothing."""
    scanner = Scanner(text, source=f"failed to parse select parameter ({text})", max_depth=max_depth)
    items = _parse_items(scanner, [0])
    if not items and scanner.pos < len(text):
        raise scanner.failure()
    scanner.require_end()
    return items


def _parse_items(scanner: Scanner, total: list[int]) -> tuple[SelectItem, ...]:
    """Parse items with commas between them; `total` counts those of the whole parameter."""
    items: list[SelectItem] = []
    scanner.skip_spaces()
    item = _parse_item(scanner, total)
    while item is not None:
        items.append(item)
        total[0] += 1
        if total[0] > MAX_ITEMS:
            raise scanner.refusal(f"more than {MAX_ITEMS} selected items")
        scanner.skip_spaces()
        if not scanner.accepts(","):
            return tuple(items)
        scanner.skip_spaces()
        item = _parse_item(scanner, total)
        if item is None:
            raise scanner.failure()
    return tuple(items)


def _parse_item(scanner: Scanner, total: list[int]) -> SelectItem | None:
    """Parse one item, None (with its notes) where none starts."""
    text = scanner.text
    if text.startswith("...", scanner.pos):
        scanner.advance(scanner.pos + 3)
        return _parse_embed(scanner, total, name=require_name(scanner), spread=True)
    if text.startswith("*", scanner.pos):
        scanner.advance(scanner.pos + 1)
        _require_item_end(scanner)
        return SelectField(FieldRef("*"))
    scanner.expect('"..."')
    alias = None
    name = parse_name(scanner)
    if name is None:
        scanner.expect('"*"', '"count()"')
        return None
    if text.startswith(":", scanner.pos) and not text.startswith("::", scanner.pos):
        scanner.advance(scanner.pos + 1)
        alias, name = name, require_name(scanner)
    return _parse_named_item(scanner, total, name=name, alias=alias)


def _parse_named_item(scanner: Scanner, total: list[int], *, name: str, alias: str | None) -> SelectItem:
    text = scanner.text
    if name == "count" and text.startswith("()", scanner.pos):
        scanner.advance(scanner.pos + 2)
        cast = _parse_cast(scanner)
        _require_item_end(scanner)
        return SelectField(None, alias=alias, aggregate="count", aggregate_cast=cast)
    if name != "count" and _is_embed(scanner):
        return _parse_embed(scanner, total, name=name, alias=alias)
    return _parse_column(scanner, name=name, alias=alias)


def _is_embed(scanner: Scanner) -> bool:
    """Whether hints and a parenthesis follow; otherwise the name is a column's, as errors show."""
    text, pos = scanner.text, scanner.pos
    for _ in range(2):
        parameter = _PARAMETER.match(text, pos)
        if parameter is not None:
            pos = parameter.end()
    return text.startswith("(", pos)


def _parse_embed(
    scanner: Scanner, total: list[int], *, name: str, alias: str | None = None, spread: bool = False
) -> SelectEmbed:
    hint: str | None = None
    join: JoinKind | None = None
    for _ in range(2):
        if not scanner.accepts("!"):
            break
        parameter = require_name(scanner)
        if parameter in ("inner", "left"):
            join = "inner" if parameter == "inner" else "left"
        else:
            hint = parameter
    scanner.require("(")
    scanner.enter()
    items = _parse_items(scanner, total)
    scanner.require(")")
    scanner.leave()
    return SelectEmbed(name, items, alias=alias, hint=hint, join=join, spread=spread)


def _parse_column(scanner: Scanner, *, name: str, alias: str | None) -> SelectField:
    field = FieldRef(name, parse_json_path(scanner))
    cast = _parse_cast(scanner)
    aggregate = _parse_aggregate(scanner)
    aggregate_cast = _parse_cast(scanner) if aggregate else None
    _require_item_end(scanner)
    return SelectField(field, alias=alias, cast=cast, aggregate=aggregate, aggregate_cast=aggregate_cast)


def _parse_cast(scanner: Scanner) -> str | None:
    if scanner.accepts("::"):
        return parse_identifier(scanner)
    if scanner.text.startswith(":", scanner.pos):
        raise scanner.keyword_failure("::")
    return None


def _parse_aggregate(scanner: Scanner) -> Aggregate | None:
    text, pos = scanner.text, scanner.pos
    if not text.startswith(".", pos):
        scanner.expect('"."')
        return None
    for aggregate in _AGGREGATES:
        if text.startswith(aggregate, pos + 1):
            end = pos + 1 + len(aggregate)
            if text.startswith("()", end):
                scanner.advance(end + 2)
                return aggregate
            scanner.expect('"()"', at=end)
            return None
    scanner.expect(*(f'"{aggregate}"' for aggregate in _AGGREGATES), at=pos + 1)
    return None


def _require_item_end(scanner: Scanner) -> None:
    """Fail unless a comma, a closing parenthesis or the end follows."""
    text, pos = scanner.text, scanner.pos
    while text[pos : pos + 1] in (" ", "\t"):
        pos += 1
    if text[pos : pos + 1] in (",", ")"):
        return
    scanner.expect('")"', '","')
    if pos < len(text):
        scanner.expect_end()
        raise scanner.failure()
