"""Errors of the query string: their texts and positions."""

from urllib.parse import quote

import pytest

from alcove.wires.supabase.rest.syntax.errors import NumberOutOfRange, QueryStringError
from alcove.wires.supabase.rest.syntax.query_string import MAX_LENGTH, parse_query_string

NAME = "field name (* or [a..z0..9_$])"
ITEM = f'"...", {NAME}, "*" or "count()"'
IN_NAME = 'letter, digit, "-"'
AFTER_COLUMN = f'{IN_NAME}, "->>", "->", "::", ".", ")", "," or end of input'
AFTER_FIELD = f'{IN_NAME}, "->>", "->" or delimiter (.)'
CONDITION = f"{NAME}, negation operator (not) or logic operator (and, or)"
OPERATOR = "operator (eq, gt, ...)"
DIRECTION = '"asc", "desc", "nullsfirst" or "nullslast"'
IS = "isVal: (null, not_null, true, false, unknown)"


def error_of(key: str, value: str) -> QueryStringError:
    """Return the error of a parameter."""
    with pytest.raises(QueryStringError) as caught:
        parse_query_string(f"{quote(key)}={quote(value)}", max_depth=3)
    return caught.value


@pytest.mark.parametrize(
    ("value", "column", "details"),
    [
        (",a", 1, f'unexpected "," expecting {ITEM}'),
        ("a,", 3, f"unexpected end of input expecting {ITEM}"),
        ("a,,b", 3, f'unexpected "," expecting {ITEM}'),
        ("r(a,)", 5, f'unexpected ")" expecting {ITEM}'),
        ("id,clients(name[])", 16, f"unexpected '[' expecting {AFTER_COLUMN}"),
        ("a)", 2, f'unexpected \')\' expecting {IN_NAME}, "->>", "->", "::", ".", "," or end of input'),
        ("r(a", 4, f'unexpected end of input expecting {IN_NAME}, "->>", "->", "::", ".", ")" or ","'),
        ("r!h", 2, f"unexpected '!' expecting {AFTER_COLUMN}"),
        ("r(a)b", 5, "unexpected 'b' expecting \",\" or end of input"),
        ("a-", 3, "unexpected end of input expecting letter or digit"),
        ("prt.*", 5, 'unexpected "*" expecting "sum", "avg", "count", "max" or "min"'),
        ("*,x:auth.users(id)", 10, 'unexpected "u" expecting "sum", "avg", "count", "max" or "min"'),
        ("a.sum", 6, 'unexpected end of input expecting "()"'),
        ("*.count()", 2, 'unexpected \'.\' expecting ")", "," or end of input'),
        ("x:*", 3, f'unexpected "*" expecting {NAME}'),
        ("x:", 3, f"unexpected end of input expecting {NAME}"),
        ("a::", 4, "unexpected end of input expecting letter or digit"),
        ("a::int[]", 7, 'unexpected \'[\' expecting letter, digit, ".", ")", "," or end of input'),
        ("a:b:c", 4, 'unexpected "c" expecting "::"'),
        ("data->>--34", 9, 'unexpected "-" expecting digit'),
        ("d->", 4, 'unexpected end of input expecting "-", digit or any non reserved character different from: .,>()'),
        ("...a", 5, f'unexpected end of input expecting {IN_NAME}, "!" or "("'),
        ("...x:a(b)", 5, f'unexpected ":" expecting {IN_NAME}, "!" or "("'),
        ("count(a)", 6, f"unexpected '(' expecting {AFTER_COLUMN}"),
        ('"a', 3, 'unexpected end of input expecting "\\\\" or "\\""'),
    ],
)
def test_select(value: str, column: int, details: str) -> None:
    """Errors of `select` name the farthest position that was understood."""
    error = error_of("select", value)
    assert error.message == f'"failed to parse select parameter ({value})" (line 1, column {column})'
    assert (error.status, error.code, error.details, error.hint) == (400, "PGRST100", details, None)


@pytest.mark.parametrize(
    ("value", "column", "details"),
    [
        ("", 1, f'unexpected end of input expecting "not" or {OPERATOR}'),
        ("0", 1, f'unexpected "0" expecting "not" or {OPERATOR}'),
        ("wat.impossible", 1, f'unexpected "w" expecting "not" or {OPERATOR}'),
        ("noop.1", 1, f'unexpected "o" expecting "not" or {OPERATOR}'),
        ("not.wat.1", 5, f'unexpected "w" expecting {OPERATOR}'),
        ("eq", 3, f"unexpected end of input expecting {OPERATOR}"),
        ("eq(some).1", 4, f'unexpected "s" expecting {OPERATOR}'),
        ("eq(any", 7, f"unexpected end of input expecting {OPERATOR}"),
        ("neq(any).1", 4, f'unexpected "(" expecting {OPERATOR}'),
        ("fts().a", 5, f'unexpected ")" expecting {OPERATOR}'),
        ("plfts(library.arabic).a", 14, f'unexpected "." expecting {OPERATOR}'),
        ("in.123,234", 4, 'unexpected "1" expecting "("'),
        ("in.(1,2", 8, 'unexpected end of input expecting "," or ")"'),
        ("in.(1)2", 7, "unexpected '2' expecting end of input"),
        ("is.nil", 4, f'unexpected "n" expecting {IS}'),
        ("is.", 4, f"unexpected end of input expecting {IS}"),
        ("is.nullx", 8, "unexpected 'x' expecting end of input"),
    ],
)
def test_filters(value: str, column: int, details: str) -> None:
    """Errors of operations count from the value."""
    error = error_of("a", value)
    assert error.message == f'"failed to parse filter ({value})" (line 1, column {column})'
    assert error.details == details


@pytest.mark.parametrize(
    ("value", "column", "details"),
    [
        ("", 3, 'unexpected end of input expecting "("'),
        ("()", 4, f'unexpected ")" expecting {CONDITION}'),
        ("(a.eq.1,)", 11, f'unexpected ")" expecting {CONDITION}'),
        ("(a.eq.1", 10, 'unexpected end of input expecting "," or ")"'),
        ("(a.eq.1)b", 11, "unexpected 'b' expecting end of input"),
        ("(tags @> 1)", 9, f'unexpected "@" expecting {AFTER_FIELD}'),
        ("(a.eq.1,all(b.eq.2))", 14, f'unexpected "(" expecting {AFTER_FIELD}'),
        ("(id.in.1,2)", 10, 'unexpected "1" expecting "("'),
        ("(a.wat.1)", 6, f'unexpected "w" expecting "not" or {OPERATOR}'),
        ("(or=(a.eq.1))", 6, 'unexpected "=" expecting "("'),
        ("(order_id.wat.1)", 6, 'unexpected "d" expecting "("'),
        ("(only.wat.1)", 4, 'unexpected "n" expecting "or"'),
        ("(not.wat.1)", 8, 'unexpected "w" expecting logic operator (and, or)'),
        ('(d->k.cs.[{"a","b":1}])', 21, 'unexpected ":" expecting "->>", "->" or delimiter (.)'),
    ],
)
def test_logic_trees(value: str, column: int, details: str) -> None:
    """Errors of trees count from the operator, which is not in the message."""
    error = error_of("or", value)
    assert error.message == f'"failed to parse logic tree ({value})" (line 1, column {column})'
    assert error.details == details


@pytest.mark.parametrize(
    ("value", "column", "details"),
    [
        ("", 1, f"unexpected end of input expecting {NAME}"),
        ("a,", 3, f"unexpected end of input expecting {NAME}"),
        ("id.ac", 4, f'unexpected "c" expecting {DIRECTION}'),
        ("id.nulsfist", 4, f'unexpected "n" expecting {DIRECTION}'),
        ("id.smth34", 4, f'unexpected "s" expecting {DIRECTION}'),
        ("id.descc", 8, "unexpected 'c' expecting delimiter (.), \",\" or end of input"),
        ("id.asc.nlsfst", 8, 'unexpected "l" expecting "nullsfirst" or "nullslast"'),
        ("id.nullslasttt", 13, "unexpected 't' expecting \",\" or end of input"),
        ("id.nullslast.asc", 13, "unexpected '.' expecting \",\" or end of input"),
        ("r(a", 4, f'unexpected end of input expecting {IN_NAME}, "->>", "->" or ")"'),
        ("r()", 3, f'unexpected ")" expecting {NAME}'),
    ],
)
def test_orders(value: str, column: int, details: str) -> None:
    """Errors of orders name the keywords that were possible."""
    error = error_of("order", value)
    assert error.message == f'"failed to parse order ({value})" (line 1, column {column})'
    assert error.details == details


@pytest.mark.parametrize(
    ("key", "value", "message", "details"),
    [
        ("columns", "", '"failed to parse columns parameter ()" (line 1, column 1)',
         f"unexpected end of input expecting {NAME}"),
        ("columns", "a,", '"failed to parse columns parameter (a,)" (line 1, column 3)',
         f"unexpected end of input expecting {NAME}"),
        ("on_conflict", "a(b)", '"failed to parse on_conflict parameter (a(b))" (line 1, column 2)',
         f"unexpected '(' expecting {IN_NAME}, \",\" or end of input"),
        ("a[]", "eq.1", '"failed to parse tree path (a[])" (line 1, column 2)',
         f"unexpected '[' expecting {IN_NAME}, delimiter (.), \"->>\", \"->\" or end of input"),
        ("a..b", "eq.1", '"failed to parse tree path (a..b)" (line 1, column 3)', f'unexpected "." expecting {NAME}'),
        ("a(.order", "b", '"failed to parse tree path (a(.order)" (line 1, column 2)',
         f"unexpected '(' expecting {IN_NAME}, delimiter (.) or end of input"),
        ("a(.or", "(b.eq.1)", '"failed to parse logic path (a(.or)" (line 1, column 2)',
         f"unexpected '(' expecting {IN_NAME}, delimiter (.) or end of input"),
        ("limit", "abc", '"failed to parse limit (abc)" (line 1, column 1)', 'unexpected "a" expecting integer'),
        ("r.offset", "1.5", '"failed to parse r.offset (1.5)" (line 1, column 2)',
         "unexpected '.' expecting digit or end of input"),
        ("select", "a,\n\tb", '"failed to parse select parameter (a,\n\tb)" (line 1, column 3)',
         f'unexpected "\\n" expecting {ITEM}'),
        ("or", "(\ta,é😀)", '"failed to parse logic tree ((\ta,é😀))" (line 1, column 10)',
         f'unexpected "," expecting {AFTER_FIELD}'),
        ("select", "a,😀", '"failed to parse select parameter (a,😀)" (line 1, column 3)',
         f'unexpected "\\128512" expecting {ITEM}'),
        ("select", "a,\\", '"failed to parse select parameter (a,\\)" (line 1, column 3)',
         f'unexpected "\\\\" expecting {ITEM}'),
    ],
)  # fmt: skip
def test_other_parameters(key: str, value: str, message: str, details: str) -> None:
    """Keys and lists of names have errors too; characters are shown escaped, tabs count as columns of eight."""
    error = error_of(key, value)
    assert (error.message, error.details) == (message, details)


@pytest.mark.parametrize(
    ("key", "value", "details"),
    [
        ("select", "a(b(c(d(e))))", "nested deeper than 3 levels"),
        ("select", "d->a->b->c->e", "a JSON path of more than 3 arrows"),
        ("select", ",".join(["a"] * 2_001), "more than 2000 selected items"),
        ("select", f"d->{'1' * 31}", "an array index of more than 30 digits"),
        ("or", "(or(or(or(a.eq.1))))", "nested deeper than 3 levels"),
        ("or", f"({','.join(['a.eq.1'] * 2_001)})", "more than 2000 conditions"),
        ("order", ",".join(["a"] * 201), "more than 200 terms"),
        ("columns", ",".join(["a"] * 2_001), "more than 2000 names"),
        ("a", f"in.({','.join(['1'] * 20_001)})", "more than 20000 values in a list"),
        (".".join(["a"] * 34), "eq.1", "more than 32 names in a path"),
    ],
)  # fmt: skip
def test_limits(key: str, value: str, details: str) -> None:
    """Depth and number of everything are bounded, and the error says so."""
    assert error_of(key, value).details == details


def test_limits_of_the_whole() -> None:
    """A query string that is too long or has too many parameters is refused before it is parsed."""
    for raw in ("a=eq." + "x" * MAX_LENGTH, "&".join(["a=eq.1"] * 2_001)):
        with pytest.raises(QueryStringError) as caught:
            parse_query_string(raw, max_depth=3)
        assert caught.value.message == '"failed to parse query string" (line 1, column 1)'


@pytest.mark.parametrize("value", ["9223372036854775808", "-9223372036854775809", "9" * 5_000])
def test_numbers_beyond_64_bits(value: str) -> None:
    """A number that PostgreSQL cannot hold is its own error."""
    with pytest.raises(NumberOutOfRange) as caught:
        parse_query_string(f"limit={value}", max_depth=3)
    assert (caught.value.code, caught.value.message) == ("22003", "bigint out of range")
