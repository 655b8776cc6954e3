"""Filters choose the rows that the same condition in SQL chooses."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.realtime.model import JoinRefused
from integration.study.realtime_changes.world import ChangesWorld, FeedDatabase, request_changes, user

COLUMNS = {
    "small": ("int2", ["-3", "0", "7", "32767"]),
    "number": ("int4", ["-2147483648", "0", "7", "10", "+7"]),
    "long": ("int8", ["9007199254740993", "-1", "9007199254740992"]),
    "price": ("numeric", ["1.50", "1.5", "100", "-0.001", "NaN", "1e3"]),
    "ratio": ("float8", ["0.1", "1e300", "NaN", "-Infinity", "0.30000000000000004"]),
    "single": ("float4", ["0.1", "16777217", "2"]),
    "name": ("text", ["a", "B", "b", "ä", "", "a,b", '"', "%", "a\\b", "null", "10", "9", "(x)", " a"]),
    "plain": ('text COLLATE "C"', ["a", "B", "b", "ä", "Z"]),
    "code": ("char(4)", ["a", "a ", "ab", "b"]),
    "account": ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                         "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]),
    "done": ("boolean", ["true", "false", "t", "yes", "0"]),
    "day": ("date", ["2026-02-03", "2026-02-04", "infinity", "0044-03-15 BC", "today"]),
    "moment": ("timestamptz", ["2026-02-03T04:05:06Z", "2026-02-03 05:05:06+01", "infinity", "2026-02-03 04:05:06.5Z"]),
    "local": ("timestamp", ["2026-02-03T04:05:06", "2026-02-03 04:05:06.000001", "-infinity"]),
    "clock": ("time", ["12:00", "12:00:00.5", "24:00"]),
    "mood": ("shop.mood", ["sad", "ok", "glad"]),
    "tags": ("int[]", ["{1,2}", "{1}", "{}"]),
    "data": ("jsonb", ['{"a": 1}', '{"a":1.0}', "[]"]),
    "address": ("inet", ["10.0.0.1", "10.0.0.0/8"]),
    "short": ("shop.short_text", ["a", "b", "abc"]),
}  # fmt: skip
SYMBOLS = {"eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "isdistinct": "IS DISTINCT FROM",
           "like": "LIKE", "ilike": "ILIKE", "match": "~", "imatch": "~*"}  # fmt: skip
PATTERNS = ["a%", "%b", "_", "%", "A%", "a\\%", "%,%", "", "^a", "b$", "[ab]", "ä"]
TABLE = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())


def quote(text: str) -> str:
    """Return a value as the newest client writes it."""
    if text and not set(text) & set(',()"\\') and text == text.strip():
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(text: str) -> str:
    """Return a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a condition as a filter and as SQL."""
    column = draw(st.sampled_from(sorted(COLUMNS)))
    kind = COLUMNS[column][0].partition(" ")[0]
    values = COLUMNS[column][1]
    negation = draw(st.sampled_from(["", "not."]))
    names = [*SYMBOLS, "in", "is"] if column in ("name", "plain") else [*list(SYMBOLS)[:7], "in", "is"]
    name = draw(st.sampled_from(names))
    if name == "is":
        keyword = draw(st.sampled_from(["null", "true", "false", "unknown"] if column == "done" else ["null"]))
        text, sql = keyword, f"{column} IS {keyword}"
    elif name == "in":
        chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))
        text = "(" + ",".join(quote(value) for value in chosen) + ")"
        sql = f"{column} IN ({', '.join(f'{literal(value)}::{kind_sql(kind)}' for value in chosen)})"
    elif name in ("like", "ilike", "match", "imatch"):
        pattern = draw(st.sampled_from(PATTERNS))
        text, sql = quote(pattern), f"{column} {SYMBOLS[name]} {literal(pattern)}"
    else:
        value = draw(st.sampled_from(values))
        is_null = name == "isdistinct" and value == "null"
        operand = "NULL" if is_null else f"{literal(value)}::{kind_sql(kind)}"
        text, sql = quote(value), f"{column} {SYMBOLS[name]} {operand}"
    return f"{column}={negation}{name}.{text}", f"NOT ({sql})" if negation else f"({sql})"


def kind_sql(kind: str) -> str:
    """Return a type without its length, with which a cast would cut a value."""
    return "bpchar" if kind.startswith("char") else kind


rows = st.lists(
    st.tuples(*(st.sampled_from([None, *values]) for _, values in COLUMNS.values())), min_size=5, max_size=12
)
filters = st.lists(st.lists(conditions(), min_size=1, max_size=3), min_size=25, max_size=40)


def test_filters_are_those_of_sql(changes_dsn: str) -> None:
    """For random rows and filters, a client gets exactly the rows that SQL chooses."""
    loop = asyncio.new_event_loop()

    @settings(max_examples=6, derandomize=True)
    @given(rows, filters)
    def compare(rows: list[Any], filters: list[Any]) -> None:
        loop.run_until_complete(_compare(changes_dsn, rows, filters))

    try:
        compare()
    finally:
        loop.close()


async def _compare(dsn: str, rows: list[Any], filters: list[Any]) -> None:
    async with FeedDatabase.open(dsn) as database, ChangesWorld.open(database) as world:
        await world.publish(
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');"
            "CREATE DOMAIN short_text AS text CHECK (length(VALUE) < 4);"
            f"CREATE TABLE items (id int PRIMARY KEY, {TABLE})",
            "items",
        )
        requests = [request_changes(filter=",".join(text for text, _ in parts)) for parts in filters]
        subscriber = await world.subscribe(*requests[:100])
        assert subscriber.subscription is not None
        for number, values in enumerate(rows):
            columns = ", ".join(
                "NULL" if value is None else f"{literal(value)}::{COLUMNS[name][0]}"
                for name, value in zip(COLUMNS, values, strict=True)
            )
            await database.owner.execute(f"INSERT INTO shop.items VALUES ({number}, {columns})")  # noqa: S608
        await world.wait_for_delivery()
        assert subscriber.problems == []
        for request_id, parts in zip(subscriber.subscription.ids, filters, strict=True):
            got = [p["data"]["record"]["id"] for p in subscriber.payloads if request_id in p["ids"]]
            where = " AND ".join(sql for _, sql in parts)
            expected = await database.owner.fetch(f"SELECT id FROM shop.items WHERE {where} ORDER BY id")  # noqa: S608
            assert got == [row[0] for row in expected], parts


@pytest.mark.parametrize(
    "text",
    [
        "id", "id=1", "id=xx.1", "id=eq", "=eq.1", "id=in.1", "id=in.(1", "id=in.(1,2)x", "id=eq.1,name", "id=is.maybe",
        "id=eq.1,", "id=in.(" + ",".join("1" * 1 + str(n) for n in range(101)) + ")", "id=not.not.eq.1", "id=cs.{1}",
        "id=eq.1&name=eq.2,x", ",".join(["id=eq.1"] * 101), "id=eq.\0",
    ],
)  # fmt: skip
async def test_malformed_filters_are_refused(world: ChangesWorld, text: str) -> None:
    """A filter that is not in the language refuses the join, and says why."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text)", "items")
    with pytest.raises(JoinRefused, match="Error parsing `filter` params"):
        await world.subscribe(request_changes(filter=text))


@pytest.mark.parametrize(
    ("request_options", "reason"),
    [
        ({"filter": "missing=eq.1"}, "(raise_exception) invalid column for filter missing"),
        ({"filter": "id=eq.x"}, '(invalid_text_representation) invalid input syntax for type integer: "x"'),
        ({"filter": "id=gt.99999999999"}, "(numeric_value_out_of_range)"),
        ({"filter": "id=like.1%"}, "(undefined_function) operator does not exist: integer ~~ text"),
        ({"filter": "id=is.true"}, "(datatype_mismatch) argument of IS TRUE must be type boolean"),
        ({"filter": "name=match.["}, "(invalid_regular_expression)"),
        ({"filter": "data=eq.1"}, "(undefined_function) operator does not exist: json = json"),
        ({"filter": "id=in.(1,x)"}, "(invalid_text_representation)"),
        ({"select": ("missing",)}, "(raise_exception) invalid column for select missing"),
        ({"table": "absent"}, "Please check Realtime is enabled for the given connect parameters: [event: *"),
        ({"table": 'it"e;ms'}, "Please check Realtime is enabled"),
        ({"schema": "absent", "table": "*"}, "Please check Realtime is enabled"),
        ({"schema": "pg_catalog", "table": "pg_class"}, "Please check Realtime is enabled"),
    ],
)
async def test_requests_that_do_not_fit_are_reported(
    world: ChangesWorld, request_options: dict[str, Any], reason: str
) -> None:
    """What does not fit to the tables is said to the client, in known words, before it has joined."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text, data json)", "items")
    subscriber = await world.subscribe(request_changes(**request_options), caller=user("u"))
    assert len(subscriber.problems) == 1
    assert subscriber.problems[0].startswith("Unable to subscribe to changes with given parameters.")
    assert reason in subscriber.problems[0]
    await world.execute("INSERT INTO shop.items VALUES (1, 'a', '1')")
    await world.wait_for_delivery()
    assert subscriber.payloads == []


async def test_delete_filters_and_wildcards(world: ChangesWorld) -> None:
    """A deleted row is filtered by what it was; wildcards stand for every published table."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, owner text)", "items")
    await world.publish("CREATE TABLE other (id int PRIMARY KEY, owner int)", "other")
    mine = await world.subscribe(request_changes(filter="owner=eq.me"))
    deletes = await world.subscribe(request_changes("*", event="DELETE"))
    everything = await world.subscribe(request_changes("*", schema="*"))
    filtered = await world.subscribe(request_changes("*", filter="owner=eq.me"))
    await world.execute("INSERT INTO shop.items VALUES (1, 'me'), (2, 'you'); INSERT INTO shop.other VALUES (3, 4)")
    await world.execute("UPDATE shop.items SET owner = 'you' WHERE id = 1; DELETE FROM shop.items")
    await world.execute("INSERT INTO shop.items VALUES (5, 'me'); DELETE FROM shop.items")
    await world.wait_for_delivery()
    assert mine.brief == filtered.brief == [("INSERT", 1), ("INSERT", 5), ("DELETE", 5)]
    assert sorted(deletes.brief) == [("DELETE", 1), ("DELETE", 2), ("DELETE", 5)]
    assert [item for item in everything.brief if isinstance(item[1], int)] == [
        ("INSERT", 1), ("INSERT", 2), ("INSERT", 3), ("UPDATE", 1), ("DELETE", 2), ("DELETE", 1), ("INSERT", 5),
        ("DELETE", 5),
    ]  # fmt: skip


async def test_a_filter_that_the_database_cannot_read(world: ChangesWorld) -> None:
    """A regular expression that is too complex is told to its client; changes of all others go on."""
    eager = await world.subscribe(request_changes("*", filter='name=match."(a{1,255}b{1,255}){1,100}"'))
    other = await world.subscribe(request_changes())
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text)", "items")
    named = await world.subscribe(request_changes(filter='name=match."(a{1,255}b{1,255}){1,100}"'))
    await world.execute("INSERT INTO shop.items VALUES (1, 'a')")
    await world.wait_for_delivery()
    assert (eager.payloads, named.payloads, other.brief) == ([], [], [("INSERT", 1)])
    assert "Exception: ERROR XX000" in named.problems[0]
