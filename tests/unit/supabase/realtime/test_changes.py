"""Changes of rows without a database: filters, snapshots, patterns, and the order of rows."""

import re
import time
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.realtime.changes.filters import Condition, FilterError, parse_filter
from alcove.wires.supabase.realtime.changes.like import parse_like
from alcove.wires.supabase.realtime.changes.model import OutboxRow, Snapshot
from alcove.wires.supabase.realtime.changes.row_order import restore_order
from alcove.wires.supabase.realtime.changes.values import UNKNOWN, read_json_value

FILTERS: dict[str, list[tuple[str, str, bool, tuple[str | None, ...]]]] = {
    "": [],
    "id=eq.1": [("id", "eq", False, ("1",))],
    "id=gt.0,id=lt.100": [("id", "gt", False, ("0",)), ("id", "lt", False, ("100",))],
    "body=eq.a = b.c": [("body", "eq", False, ("a = b.c",))],
    'name=eq."a,b\\"\\\\",x=is.NULL': [("name", "eq", False, ('a,b"\\',)), ("x", "is", False, ("null",))],
    'name=in.(red, blue, "dark, blue","")': [("name", "in", False, ("red", "blue", "dark, blue", ""))],
    "status=not.in.(draft,draft)": [("status", "in", True, ("draft",))],
    "title=like.f(a,b)%,id=eq.": [("title", "like", False, ("f(a,b)%",)), ("id", "eq", False, ("",))],
    "a=isdistinct.null": [("a", "isdistinct", False, (None,))],
    'a=isdistinct."null"': [("a", "isdistinct", False, ("null",))],
    '"odd, name"=not.eq.5" pipe': [("odd, name", "eq", True, ('5" pipe',))],
}
ORDERS: list[tuple[list[tuple[str | None, str | None]], list[int]]] = [
    ([("a", "b"), ("b", "c"), ("c", "a")], [1, 2, 3]),
    ([("b", "c"), ("a", "b")], [2, 1]),
    ([("c", "d"), ("b", "c"), ("a", "b"), (None, "a")], [4, 3, 2, 1]),
    ([("a", None), (None, "a")], [1, 2]),
    ([("a", "b"), ("b", "a"), ("a", "b")], [1, 2, 3]),
    ([("a", "a"), ("a", "a")], [1, 2]),
    ([(None, "a"), ("a", "b"), ("b", None), (None, "a"), ("a", "b")], [1, 2, 3, 4, 5]),
    ([("z", "y"), ("b", "c"), ("y", "x"), ("a", "b")], [1, 4, 2, 3]),
]


@pytest.mark.parametrize("text", FILTERS)
def test_filters_are_parsed(text: str) -> None:
    """A filter becomes conditions with the column, the operator and the values that were meant."""
    expected = [
        Condition(column=column, operator=operator, is_negated=is_negated, values=values)
        for column, operator, is_negated, values in FILTERS[text]
    ]
    assert list(parse_filter(text)) == expected


def test_errors_say_where_and_what() -> None:
    """The error of a filter names what was expected."""
    for text, reason in {
        "id=eq.1,name": "expected column=operator.value at character 9",
        "id=near.1": "unknown operator 'near'",
        "id=in.1": "expected a list in parentheses at character 7",
    }.items():
        with pytest.raises(FilterError, match=reason):
            parse_filter(text)


@pytest.mark.parametrize(("changes", "expected"), ORDERS)
def test_rows_that_triggers_changed_again(changes: list[tuple[str | None, str | None]], expected: list[int]) -> None:
    """A change comes before the one that begins with its result, unless that one led to it."""
    rows = [
        OutboxRow(
            id=number, transaction_id=1, table_id=1, changed_at=datetime(2026, 1, 1, tzinfo=UTC), is_reduced=False,
            kind="INSERT" if old is None else "DELETE" if new is None else "UPDATE", record=new, old_record=old,
        )
        for number, (old, new) in enumerate(changes, 1)
    ]  # fmt: skip
    assert [row.id for row in restore_order(rows)] == expected


def test_snapshots() -> None:
    """A snapshot includes the transactions that had ended, and is written as it was read."""
    snapshot = Snapshot.parse("10:20:12,15")
    assert [number for number in range(8, 22) if snapshot.includes(number)] == [8, 9, 10, 11, 13, 14, 16, 17, 18, 19]
    assert str(snapshot) == "10:20:12,15"
    assert str(Snapshot.parse("5:5:")) == "5:5:"


@given(st.text("ab\n", max_size=12), st.text("ab%_\\", max_size=8))
@settings(max_examples=300)
def test_patterns_of_like(text: str, pattern: str) -> None:
    """A pattern means what the regular expression does that stands for it, or is left to the database."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    expression = "".join({"%": ".*", "_": "."}.get(part, re.escape(part[-1])) for part in parts)
    parsed = parse_like(pattern)
    if parsed is None:
        assert "\\" in parts or re.search("%.*_.*%", pattern)
    else:
        assert parsed.matches(text) == bool(re.fullmatch(expression, text, re.DOTALL))


def test_what_clients_write_takes_no_time() -> None:
    """Neither a filter nor a pattern makes the server search for long."""
    started = time.process_time()
    spaces = " " * 60_000
    for text in (f"{spaces}x", f"a{spaces}!", f"a=in.({spaces}x(", '"' + "\\a" * 30_000, 'a=eq."' + "\\" * 60_000):
        with suppress(FilterError):
            parse_filter(text)
    pattern = parse_like("%a" * 20 + "%b%" + "a" * 10_000 + "%")
    assert pattern is not None
    assert not pattern.matches("a" * 1_000_000)
    assert time.process_time() - started < 20


def test_values_that_are_not_compared_are_not_read() -> None:
    """Of a value of another type only NULL is known, however deeply it is nested."""
    deep = msgspec.Raw(b"[" * 100_000 + b"]" * 100_000)
    assert read_json_value(deep, "other") is UNKNOWN
    assert read_json_value(msgspec.Raw(b"null"), "other") is None
    assert read_json_value(msgspec.Raw(b"null"), "integer") is None
    assert read_json_value(msgspec.Raw(b'"Infinity"'), "decimal") is UNKNOWN
