"""Logic trees: `and=(...)`, `or=(...)` and their negations."""

import re

from alcove.wires.supabase.rest.syntax.errors import QueryStringError
from alcove.wires.supabase.rest.syntax.fields import (
    DELIMITER_LABEL,
    NAME_LABEL,
    parse_field,
    parse_path_names,
)
from alcove.wires.supabase.rest.syntax.model import Filter, Logic, LogicNode
from alcove.wires.supabase.rest.syntax.operations import parse_list_value, parse_negatable
from alcove.wires.supabase.rest.syntax.scanner import Scanner

MAX_NODES = 2_000
NEGATION_LABEL = "negation operator (not)"
LOGIC_LABEL = "logic operator (and, or)"

_EXPRESSION = re.compile(r"(not\.)?(and|or)[ \t]*\(")
_KEYWORD = re.compile(r"(?:not\.)?(?:(and|or)[ \t]*|(?=o))|not\.")
_ARRAY = re.compile(r"\{[^{}]*\}")


def parse_logic_path(key: str, *, max_depth: int) -> tuple[tuple[str, ...], str]:
    """Parse the key of a logic tree into the path of its embed and its operator, `or` or `not.or` and so on."""
    scanner = Scanner(key, source=f"failed to parse logic path ({key})", max_depth=max_depth)
    names = parse_path_names(scanner)
    scanner.require_end()
    negated = "not" in names[:-1]
    path = tuple(name for name in names[:-1] if name != "not")
    return path, f"not.{names[-1]}" if negated else names[-1]


def parse_logic(operator: str, text: str, *, max_depth: int) -> Logic:
    """Parse a tree; positions in errors count the operator, as PostgREST does."""
    source = f"failed to parse logic tree ({text})"
    scanner = Scanner(operator + text, source=source, max_depth=max_depth)
    node = _parse_expression(scanner, [0])
    scanner.skip_spaces()
    scanner.require_end()
    return node


def _parse_expression(scanner: Scanner, total: list[int]) -> Logic:
    match = _EXPRESSION.match(scanner.text, scanner.pos)
    if match is None:
        raise _expression_failure(scanner)
    scanner.advance(match.end())
    scanner.enter()
    scanner.skip_spaces()
    nodes = [_parse_node(scanner, total)]
    scanner.skip_spaces()
    while scanner.accepts(","):
        scanner.skip_spaces()
        nodes.append(_parse_node(scanner, total))
        scanner.skip_spaces()
    scanner.require(")")
    scanner.leave()
    return Logic("and" if match[2] == "and" else "or", tuple(nodes), negated=match[1] is not None)


def _parse_node(scanner: Scanner, total: list[int]) -> LogicNode:
    total[0] += 1
    if total[0] > MAX_NODES:
        raise scanner.refusal(f"more than {MAX_NODES} conditions")
    if _EXPRESSION.match(scanner.text, scanner.pos):
        return _parse_expression(scanner, total)
    start = scanner.pos
    try:
        return _parse_filter(scanner)
    except QueryStringError:
        # What starts like a tree and is no filter is a tree, whatever is wrong with the filter. An `o` is enough,
        # because PostgREST tries `or` last and does not go back.
        if _KEYWORD.match(scanner.text, start) is None:
            raise
    scanner.advance(start)
    raise _expression_failure(scanner)


def _parse_filter(scanner: Scanner) -> Filter:
    field = parse_field(scanner)
    if field is None:
        scanner.expect(NEGATION_LABEL, LOGIC_LABEL)
        raise scanner.failure()
    if not scanner.text.startswith(".", scanner.pos):
        scanner.expect(DELIMITER_LABEL)
        raise scanner.failure()
    scanner.advance(scanner.pos + 1)
    negated, operation = parse_negatable(scanner, _parse_value)
    return Filter(field, operation, negated)


def _parse_value(scanner: Scanner) -> str:
    """Parse a value in quotes, an array in braces, or all up to a comma or a parenthesis."""
    if scanner.text.startswith("{", scanner.pos):
        match = _ARRAY.match(scanner.text, scanner.pos)
        if match is not None:
            scanner.advance(match.end())
            return match[0]
    return parse_list_value(scanner)


def _expression_failure(scanner: Scanner) -> QueryStringError:
    """Return the error of an operator and a parenthesis that are missing here."""
    match = _KEYWORD.match(scanner.text, scanner.pos)
    if match is None:
        scanner.expect(NAME_LABEL, NEGATION_LABEL, LOGIC_LABEL)
        return scanner.failure()
    scanner.advance(match.end())
    if match[1] is None and scanner.text.startswith("o", scanner.pos):
        return scanner.keyword_failure("or")
    scanner.expect(LOGIC_LABEL if match[1] is None else '"("')
    return scanner.failure()
