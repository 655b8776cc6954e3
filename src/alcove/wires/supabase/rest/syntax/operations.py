"""Operators and their values: what stands behind a column in filters and logic trees."""

import re
from collections.abc import Callable
from typing import cast

from alcove.wires.supabase.rest.syntax.errors import QueryStringError
from alcove.wires.supabase.rest.syntax.fields import match_quoted
from alcove.wires.supabase.rest.syntax.model import (
    Compare,
    CompareOperator,
    FullText,
    FullTextOperator,
    InList,
    Is,
    IsDistinct,
    IsValue,
    Operation,
    Quantifier,
)
from alcove.wires.supabase.rest.syntax.scanner import Scanner

OPERATOR_LABEL = "operator (eq, gt, ...)"
IS_LABEL = "isVal: (null, not_null, true, false, unknown)"
MAX_LIST_VALUES = 20_000

QUANTIFIABLE = frozenset({"eq", "gte", "gt", "lte", "lt", "like", "ilike", "match", "imatch"})
SIMPLE = frozenset({"neq", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj"})
FULL_TEXT = frozenset({"fts", "plfts", "phfts", "wfts"})
LISTS = frozenset({"in", "is", "isdistinct"})
OPERATORS = QUANTIFIABLE | SIMPLE | FULL_TEXT | LISTS

ValueParser = Callable[[Scanner], str]

_OPERATION = re.compile(r"([a-z]+)(?:\(([\w $]+)\))?\.")
_IS_VALUE = re.compile(r"not_null|null|true|false|unknown", re.IGNORECASE)
_LIST_VALUE = re.compile(r"[^,)]*")
_LANGUAGE = re.compile(r"[\w $]*")


def parse_negatable(scanner: Scanner, parse_value: ValueParser) -> tuple[bool, Operation]:
    """Parse `not.op.value` or `op.value`."""
    negated = scanner.text.startswith("not.", scanner.pos)
    if negated:
        scanner.advance(scanner.pos + 4)
    else:
        scanner.expect('"not"')
    return negated, _parse_operation(scanner, parse_value)


def starts_operation(value: str) -> bool:
    """Whether a value of a function call reads as a filter: an operator with its dot or parenthesis."""
    if value.startswith("not."):
        return True
    match = re.match(r"[a-z]+(?=[.(])", value)
    if match is None:
        return False
    operator = match[0]
    if value[match.end()] == "(":
        return operator in FULL_TEXT or operator in QUANTIFIABLE
    return operator in OPERATORS


def parse_whole_value(scanner: Scanner) -> str:
    """Return everything that is left."""
    value = scanner.text[scanner.pos :]
    scanner.advance(len(scanner.text))
    return value


def parse_list_value(scanner: Scanner) -> str:
    """Parse a value up to a comma or a parenthesis; quotes protect both if nothing else follows them."""
    text = scanner.text
    if text.startswith('"', scanner.pos):
        quoted = match_quoted(scanner)
        if quoted is not None and text[quoted[1] : quoted[1] + 1] in (",", ")", ""):
            scanner.advance(quoted[1])
            return quoted[0]
    match = _LIST_VALUE.match(text, scanner.pos)
    end = match.end() if match else scanner.pos
    value = text[scanner.pos : end]
    if value:
        scanner.advance(end)
    return value


def _parse_operation(scanner: Scanner, parse_value: ValueParser) -> Operation:
    match = _OPERATION.match(scanner.text, scanner.pos)
    if match is None:
        raise _operator_failure(scanner)
    operator, option = match[1], match[2]
    if operator in QUANTIFIABLE and option in (None, "any", "all"):
        scanner.advance(match.end())
        return Compare(cast("CompareOperator", operator), parse_value(scanner), cast("Quantifier | None", option))
    if operator in FULL_TEXT:
        scanner.advance(match.end())
        language = option.strip() if option else None
        return FullText(cast("FullTextOperator", operator), parse_value(scanner), language)
    if option is not None or operator not in OPERATORS:
        raise _operator_failure(scanner)
    scanner.advance(match.end())
    if operator == "in":
        return _parse_list(scanner)
    if operator == "is":
        return _parse_is(scanner)
    if operator == "isdistinct":
        return IsDistinct(parse_value(scanner))
    return Compare(cast("CompareOperator", operator), parse_value(scanner))


def _parse_is(scanner: Scanner) -> Is:
    match = _IS_VALUE.match(scanner.text, scanner.pos)
    if match is None:
        scanner.expect(IS_LABEL)
        raise scanner.failure()
    scanner.advance(match.end())
    return Is(cast("IsValue", match[0].lower()))


def _parse_list(scanner: Scanner) -> InList:
    scanner.skip_spaces()
    scanner.require("(")
    scanner.skip_spaces()
    values = [parse_list_value(scanner)]
    while scanner.accepts(","):
        values.append(parse_list_value(scanner))
        if len(values) > MAX_LIST_VALUES:
            raise scanner.refusal(f"more than {MAX_LIST_VALUES} values in a list")
    scanner.require(")")
    scanner.skip_spaces()
    # PostgREST does not tell `("")` from `()`.
    return InList(() if values == [""] else tuple(values))


def _operator_failure(scanner: Scanner) -> QueryStringError:
    """Return the error of a missing operator, at the farthest character that some operator accepts."""
    text, pos = scanner.text, scanner.pos
    longest_operator = max((name for name in OPERATORS if text.startswith(name, pos)), key=len, default="")
    at = pos + len(longest_operator)
    if longest_operator and text.startswith("(", at):
        at = _farthest_option(text, at + 1, operator=longest_operator)
    scanner.expect(OPERATOR_LABEL, at=at)
    return scanner.failure()


def _farthest_option(text: str, start: int, *, operator: str) -> int:
    """Return where the option in parentheses behind an operator goes wrong."""
    if operator in FULL_TEXT:
        match = _LANGUAGE.match(text, start)
        end = match.end() if match else start
    elif operator in QUANTIFIABLE:
        end = start + 3 if text.startswith(("any", "all"), start) else start
    else:
        return start - 1
    return end + 1 if end > start and text.startswith(")", end) else end
