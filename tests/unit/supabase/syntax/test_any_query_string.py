"""The parser against any tree of the grammar, and against any text."""

import dataclasses
import time
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.syntax.model import QueryString
from alcove.wires.supabase.rest.syntax.query_string import MAX_LENGTH, parse_query_string
from unit.supabase.syntax.printing import print_query
from unit.supabase.syntax.trees import QUERIES

TOKENS = st.sampled_from(
    ["a", "or", "and", "not", "count", "select", "order", "limit", ".", ",", "(", ")", "()", ":", "::", "->", "->>",
     "*", "...", "!", "inner", '"', "\\", "{", "}", "=", "&", "%", "%22", "%zz", "+", " ", "\t", "-", "0", "-1", "eq.",
     "in.(", "is.", "null", "fts(", "any", "desc", "nullsfirst", "sum()", "é", "\n", "\0", ";"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["select", "order", "or", "not.and", "a.or", "columns", "on_conflict", "limit", "a.offset", "a", "a.b", "a->b"]
)
KNOWN_ERRORS = {(400, "PGRST100", True), (400, "22003", False)}
FRAGMENTS = st.lists(TOKENS, max_size=20).map("".join)


@settings(derandomize=True, max_examples=20)
@given(QUERIES)
def test_every_tree_survives_printing_and_parsing(query: QueryString) -> None:
    """A tree that is printed and parsed is the same tree."""
    assert parse_printed(query) == query


@pytest.mark.slow
@settings(derandomize=True, max_examples=200)
@given(QUERIES)
def test_many_trees_survive_printing_and_parsing(query: QueryString) -> None:
    """The same holds for hundreds of trees."""
    assert parse_printed(query) == query


def parse_printed(query: QueryString) -> QueryString:
    """Return what the text of a query means."""
    return dataclasses.replace(parse_query_string(print_query(query), max_depth=20), canonical="")


@settings(derandomize=True, max_examples=100)
@given(KEYS, FRAGMENTS | st.text(max_size=40))
@example("select", "*,")
def test_any_value_is_parsed_or_refused(key: str, value: str) -> None:
    """No text raises anything but an error of the wire, and the canonical form of what is parsed means the same."""
    raw = f"{key}={quote(value.encode('utf-8', 'surrogatepass'))}"
    for is_call in (False, True):
        result = attempt(raw, is_call=is_call)
        if isinstance(result, QueryString):
            assert attempt(result.canonical, is_call=is_call) == result
        else:
            assert (result.status, result.code, bool(result.details)) in KNOWN_ERRORS


@settings(derandomize=True, max_examples=100)
@given(FRAGMENTS | st.text(max_size=60), st.booleans())
def test_any_query_string_is_parsed_or_refused(raw: str, is_call: bool) -> None:  # noqa: FBT001
    """Even what is no query string at all raises nothing but an error of the wire."""
    result = attempt(raw, is_call=is_call)
    assert isinstance(result, QueryString) or result.code in ("PGRST100", "22003")


@pytest.mark.parametrize(
    "text",
    ["select={}", "or=({})", "a=in.({})", "order={}", "columns={}", "a{}=eq.1", "limit={}", "a=fts({}).b"],
)
@pytest.mark.parametrize(
    "part",
    ["a", "a(", "a,", "(", '"', '"a', '"a,', '\\"', '"\\",', "-", "a-", "->", "->a", "->0", "not.", "or(", "not.or(",
     "a.eq.{,", "{", " ", "a ", "!a", "...", "a!", "a:", "::", "9", "a.sum()"],
)  # fmt: skip
def test_time_grows_with_the_length_only(text: str, part: str) -> None:
    """The longest query strings of any repeated part take no quadratic time, and no recursion runs out of stack."""
    raw = text.format(part * (60_000 // len(part)))
    assert len(raw) < MAX_LENGTH
    start = time.process_time()
    attempt(raw)
    assert time.process_time() - start < 10


def attempt(raw: str, *, is_call: bool = False) -> QueryString | RestError:
    """Return what a query string means, or its error."""
    try:
        return parse_query_string(raw, max_depth=20, is_call_by_get=is_call)
    except RestError as error:
        return error
