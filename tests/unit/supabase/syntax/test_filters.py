"""Filters, logic trees, orders and windows: what they mean."""

from collections.abc import Sequence

import pytest

from alcove.wires.supabase.rest.syntax.errors import QueryStringError
from alcove.wires.supabase.rest.syntax.model import (
    Compare,
    FieldRef,
    Filter,
    FullText,
    InList,
    Is,
    IsDistinct,
    JsonStep,
    Logic,
    LogicNode,
    Operation,
    OrderTerm,
    QueryString,
    Scoped,
    Window,
)
from alcove.wires.supabase.rest.syntax.query_string import parse_query_string


def parse(raw: str, *, is_call: bool = False) -> QueryString:
    """Parse a query string."""
    return parse_query_string(raw, max_depth=20, is_call_by_get=is_call)


def equals(name: str, value: str) -> Filter:
    """Return the filter `name=eq.value`."""
    return Filter(FieldRef(name), Compare("eq", value))


def tree(operator: str, *nodes: LogicNode, negated: bool = False) -> Logic:
    """Return a logic tree."""
    return Logic("and" if operator == "and" else "or", nodes, negated)


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        *((f"{name}.v", Compare(name, "v")) for name in
          ("eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "cs", "cd", "ov", "sl", "sr",
           "nxr", "nxl", "adj")),
        *((f"{name}({mode}).v", Compare(name, "v", mode)) for mode in ("any", "all") for name in
          ("eq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch")),
        ("eq.", Compare("eq", "")),
        ("eq.a.b,c(d)", Compare("eq", "a.b,c(d)")),
        ('eq."a"', Compare("eq", '"a"')),
        ("eq.%2B+%20", Compare("eq", "+  ")),
        ("eq.100%", Compare("eq", "100%")),
        ("eq.a=b", Compare("eq", "a=b")),
        ("like.*a*", Compare("like", "*a*")),
        ("is.null", Is("null")), ("is.NULL", Is("null")), ("is.not_null", Is("not_null")), ("is.True", Is("true")),
        ("is.false", Is("false")), ("is.unknown", Is("unknown")),
        ("isdistinct.1", IsDistinct("1")),
        ("in.(1,2)", InList(("1", "2"))),
        ("in.()", InList(())),
        ('in.("")', InList(())),
        ("in.(,)", InList(("", ""))),
        ('in.("a,b","c)d",e)', InList(("a,b", "c)d", "e"))),
        ('in.("\\"","\\\\",\\)', InList(('"', "\\", "\\"))),
        ('in.("a"b,c"d)', InList(('"a"b', 'c"d'))),
        ("in.(1, 2)", InList(("1", " 2"))),
        ("in. (1) ", InList(("1",))),
        ("fts.a", FullText("fts", "a")), ("plfts.a b", FullText("plfts", "a b")),
        ("phfts(english).a", FullText("phfts", "a", "english")), ("wfts(simple).-a", FullText("wfts", "-a", "simple")),
    ],
)  # fmt: skip
def test_operations(text: str, operation: Operation) -> None:
    """Every operator has its value as it was written, and every operator can be negated."""
    raw = text.replace(" ", "%20")
    assert parse(f"a={raw}").filters == (Scoped((), Filter(FieldRef("a"), operation)),)
    assert parse(f"a=not.{raw}").filters == (Scoped((), Filter(FieldRef("a"), operation, negated=True)),)


@pytest.mark.parametrize(
    ("key", "path", "field"),
    [
        ("a", (), FieldRef("a")),
        ("r.a", ("r",), FieldRef("a")),
        ("r.s.a", ("r", "s"), FieldRef("a")),
        ("a-%3Eb-%3E%3E0", (), FieldRef("a", (JsonStep("b"), JsonStep(0, as_text=True)))),
        ("r.a->b", ("r",), FieldRef("a", (JsonStep("b"),))),
        ("%22a.b%22", (), FieldRef("a.b")),
        ("%22order%22", (), FieldRef("order")),
        ("Unit+Price", (), FieldRef("Unit Price")),
        ("r.select", ("r",), FieldRef("select")),
    ],
)
def test_keys_of_filters(key: str, path: tuple[str, ...], field: FieldRef) -> None:
    """The key of a filter is a path of embeds and a field."""
    assert parse(f"{key}=eq.1").filters == (Scoped(path, Filter(field, Compare("eq", "1"))),)


@pytest.mark.parametrize(
    ("raw", "path", "logic"),
    [
        ("or=(a.eq.1,b.eq.2)", (), tree("or", equals("a", "1"), equals("b", "2"))),
        ("and=(a.eq.1)", (), tree("and", equals("a", "1"))),
        ("not.or=(a.eq.1)", (), tree("or", equals("a", "1"), negated=True)),
        ("r.or=(a.eq.1)", ("r",), tree("or", equals("a", "1"))),
        ("r.s.not.and=(a.eq.1)", ("r", "s"), tree("and", equals("a", "1"), negated=True)),
        ("or=( a.eq.1 , b.eq.2 )", (), tree("or", equals("a", "1 "), equals("b", "2 "))),
        ("or=(a.eq.1,not.and(b.eq.2,or(c.eq.3)))", (),
         tree("or", equals("a", "1"),
              tree("and", equals("b", "2"), tree("or", equals("c", "3")), negated=True))),
        ('or=(a.eq."1,2",b.eq."x)y",c.eq."a"b)', (),
         tree("or", equals("a", "1,2"), equals("b", "x)y"), equals("c", '"a"b'))),
        ("or=(a.cs.{1,2},b.in.(3,4))", (),
         tree("or", Filter(FieldRef("a"), Compare("cs", "{1,2}")), Filter(FieldRef("b"), InList(("3", "4"))))),
        ("or=(a.eq(any).{1,2},b.fts(simple).x)", (),
         tree("or", Filter(FieldRef("a"), Compare("eq", "{1,2}", "any")),
              Filter(FieldRef("b"), FullText("fts", "x", "simple")))),
        ("or=(a->b.eq.1,r.not.is.null)", (),
         tree("or", Filter(FieldRef("a", (JsonStep("b"),)), Compare("eq", "1")),
              Filter(FieldRef("r"), Is("null"), negated=True))),
        ("or=(or.eq.1,order.eq.2,not.eq.3)", (),
         tree("or", equals("or", "1"), equals("order", "2"), equals("not", "3"))),
        ("or=(a.eq.,b.eq.2)", (), tree("or", equals("a", ""), equals("b", "2"))),
    ],
)  # fmt: skip
def test_logic_trees(raw: str, path: tuple[str, ...], logic: Logic) -> None:
    """Trees nest, can be negated, and apply to embeds; their values may be quoted or in braces."""
    assert parse(raw).logic == (Scoped(path, logic),)


@pytest.mark.parametrize(
    ("raw", "path", "terms"),
    [
        ("order=a", (), [OrderTerm(FieldRef("a"))]),
        ("order=a.asc,b.desc", (),
         [OrderTerm(FieldRef("a"), descending=False), OrderTerm(FieldRef("b"), descending=True)]),
        ("order=a.nullsfirst", (), [OrderTerm(FieldRef("a"), nulls="first")]),
        ("order=a.desc.nullslast", (), [OrderTerm(FieldRef("a"), descending=True, nulls="last")]),
        ("order=d->>k.asc", (), [OrderTerm(FieldRef("d", (JsonStep("k", as_text=True),)), descending=False)]),
        ("order=d->0, b", (), [OrderTerm(FieldRef("d", (JsonStep(0),))), OrderTerm(FieldRef("b"))]),
        ("order=r(a).desc", (), [OrderTerm(FieldRef("a"), descending=True, relation="r")]),
        ("order=r(d->k)", (), [OrderTerm(FieldRef("d", (JsonStep("k"),)), relation="r")]),
        ("r.s.order=a", ("r", "s"), [OrderTerm(FieldRef("a"))]),
    ],
)  # fmt: skip
def test_orders(raw: str, path: tuple[str, ...], terms: Sequence[OrderTerm]) -> None:
    """Terms have a direction and a place of nulls; they may order by a related column, or an embed."""
    assert parse(raw).order == (Scoped(path, tuple(terms)),)


@pytest.mark.parametrize(
    ("raw", "windows"),
    [
        ("limit=5", [Scoped((), Window(limit=5))]),
        ("offset=5", [Scoped((), Window(offset=5))]),
        ("limit=0", [Scoped((), Window(limit=0))]),
        ("offset=3&r.limit=2&limit=5", [Scoped((), Window(offset=3, limit=5)), Scoped(("r",), Window(limit=2))]),
        ("r.s.offset=1", [Scoped(("r", "s"), Window(offset=1))]),
        ("limit=1&limit=2", [Scoped((), Window(limit=2))]),
        ("offset=-4", [Scoped((), Window())]),
        ("limit=4&offset=-2", [Scoped((), Window(limit=2))]),
        ("limit=-1", [Scoped((), Window(limit=-1))]),
    ],
)
def test_windows(raw: str, windows: Sequence[Scoped[Window]]) -> None:
    """Limit and offset apply to the root or to an embed; a negative offset only shortens the limit."""
    assert parse(raw).windows == tuple(windows)


def test_reserved_parameters() -> None:
    """Of repeated parameters the first counts; what has no value is no parameter."""
    query = parse("select=a&select=b&columns=a,+b&columns=c&on_conflict=x&order=a&order=b&c&&")
    assert query.select == parse("select=a").select
    assert (query.columns, query.on_conflict) == (("a", "b"), ("x",))
    assert query.order == parse("order=a").order
    assert not query.filters


def test_arguments_of_calls() -> None:
    """In a call by GET, what is no operation and has no path is an argument; in other requests it is an error."""
    raw = "a=1&b=eq.2&v=x&v=y&r.c=is.null&d=eq&e=fts(simple).x&f=like(any).{a}&g=not.an&limit=1&h=&i=1.5&j=%7B1,2%7D"
    with_error = parse(raw.replace("&g=not.an", ""), is_call=True)
    assert with_error.arguments == (
        ("a", "1"), ("v", "x"), ("v", "y"), ("d", "eq"), ("h", ""), ("i", "1.5"), ("j", "{1,2}")
    )  # fmt: skip
    assert [(one.path, one.value.field.name) for one in with_error.filters] == [
        ((), "b"), (("r",), "c"), ((), "e"), ((), "f")
    ]  # fmt: skip
    for text, is_call in ((raw, True), ("a=1", False)):
        with pytest.raises(QueryStringError):
            parse(text, is_call=is_call)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("", ""),
        ("b=eq.1&a=eq.2", "a=eq.2&b=eq.1"),
        ("select=*,r(a)", "select=%2A%2Cr%28a%29"),
        ("a=gt.1&select=a&a=lt.5", "a=gt.1,lt.5&select=a"),
        ("a=eq.x+y%20z", "a=eq.x%20y%20z"),
        ("é=eq.1", "%C3%A9=eq.1"),
    ],
)
def test_canonical_query_strings(raw: str, canonical: str) -> None:
    """Parameters are sorted by name, the values of one name joined, and all is percent-encoded."""
    assert parse(raw).canonical == canonical
