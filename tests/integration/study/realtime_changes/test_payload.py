"""What clients get of a changed row."""

from typing import Any

import pytest

from integration.study.realtime_changes.world import ChangesWorld, request_changes, user

TYPES: dict[str, tuple[str, str, Any]] = {
    "smallint": ("1", "int2", 1),
    "bigint": ("9007199254740993", "int8", 9007199254740993),
    "numeric(10,2)": ("1.50", "numeric", 1.5),
    "double precision": ("0.1", "float8", 0.1),
    "boolean": ("true", "bool", True),
    "text": ("'ä\"\\'", "text", 'ä"\\'),
    "varchar(5)": ("'abc'", "varchar", "abc"),
    "uuid": ("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "jsonb": ("""'{"a": [1, null]}'""", "jsonb", {"a": [1, None]}),
    "json": ("""'{"b":  "\\u0000"}'""", "json", {"b": "\0"}),
    "integer[]": ("'{1,NULL,3}'", "_int4", [1, None, 3]),
    "text[]": ("""'{"a,b",c}'""", "_text", ["a,b", "c"]),
    "bytea": ("'\\xdeadbeef'", "bytea", "\\xdeadbeef"),
    "date": ("'2026-02-03'", "date", "2026-02-03"),
    "time": ("'12:30'", "time", "12:30:00"),
    "timestamp": ("'2026-02-03 04:05:06.7'", "timestamp", "2026-02-03T04:05:06.7"),
    "timestamptz": ("'2026-02-03 04:05:06+02'", "timestamptz", "2026-02-03T02:05:06+00:00"),
    "interval": ("'1 day 2 hours'", "interval", "1 day 02:00:00"),
    "int4range": ("'[1,5)'", "int4range", "[1,5)"),
    "shop.mood": ("'glad'", "mood", "glad"),
    "shop.pair": ("'(1,x)'", "pair", {"a": 1, "b": "x"}),
}


async def test_insert_update_delete(world: ChangesWorld) -> None:
    """Each change of a row arrives once, in order, with the fields of the protocol."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text, done bool DEFAULT false)", "items")
    subscriber = await world.subscribe(request_changes())
    await world.execute("INSERT INTO shop.items VALUES (1, 'a')")
    await world.execute("UPDATE shop.items SET name = 'b', id = 2")
    await world.execute("DELETE FROM shop.items")
    await world.wait_for_delivery()
    assert subscriber.problems == []
    stamps = [data.pop("commit_timestamp") for data in subscriber.data]
    assert stamps == sorted(stamps)
    assert all(stamp.endswith("Z") for stamp in stamps)
    columns = [{"name": "id", "type": "int4"}, {"name": "name", "type": "text"}, {"name": "done", "type": "bool"}]
    common = {"schema": "shop", "table": "items", "columns": columns, "errors": None}
    first, second = {"id": 1, "name": "a", "done": False}, {"id": 2, "name": "b", "done": False}
    assert subscriber.data == [
        {**common, "type": "INSERT", "record": first, "old_record": {}},
        {**common, "type": "UPDATE", "record": second, "old_record": {"id": 1}},
        {**common, "type": "DELETE", "record": {}, "old_record": {"id": 2}},
    ]
    assert subscriber.subscription is not None
    assert all(payload["ids"] == list(subscriber.subscription.ids) for payload in subscriber.payloads)


async def test_values_of_every_type(world: ChangesWorld) -> None:
    """Values arrive as JSON and types by their short names, whatever the settings of the writer are."""
    columns = ", ".join(f"c{number} {name}" for number, name in enumerate(TYPES))
    await world.publish(
        "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TYPE pair AS (a int, b text);"
        f"CREATE TABLE items (id int PRIMARY KEY, {columns})",
        "items",
    )
    subscriber = await world.subscribe(request_changes())
    literals = ", ".join(literal for literal, _, _ in TYPES.values())
    settings = (
        "SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET IntervalStyle = 'iso_8601';"
        " SET bytea_output = 'escape'; SET search_path = 'pg_catalog';"
    )
    await world.execute(f"{settings} INSERT INTO shop.items VALUES (1, {literals})")  # noqa: S608 - the literals above
    await world.execute("INSERT INTO shop.items (id) VALUES (2)")
    await world.wait_for_delivery()
    record = subscriber.data[0]["record"]
    assert [record[f"c{number}"] for number in range(len(TYPES))] == [value for _, _, value in TYPES.values()]
    assert [column["type"] for column in subscriber.data[0]["columns"]] == ["int4", *(t for _, t, _ in TYPES.values())]
    assert set(subscriber.data[1]["record"].values()) == {2, None}


@pytest.mark.parametrize(
    ("identity", "has_policies", "expected"),
    [
        ("DEFAULT", False, {"id": 1}),
        ("FULL", False, {"id": 1, "name": "a", "code": "x"}),
        ("FULL", True, {"id": 1}),
        ("USING INDEX items_code", False, {"code": "x"}),
    ],
)
async def test_replica_identity(
    world: ChangesWorld, identity: str, *, has_policies: bool, expected: dict[str, Any]
) -> None:
    """Old records have the columns of the replica identity, with row security those of the primary key."""
    await world.publish(
        "CREATE TABLE items (id int PRIMARY KEY, name text, code text NOT NULL);"
        "CREATE UNIQUE INDEX items_code ON items (code); INSERT INTO items VALUES (1, 'a', 'x')",
        "items",
    )
    await world.execute(f"ALTER TABLE shop.items REPLICA IDENTITY {identity}")
    if has_policies:
        await world.execute(
            "ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON shop.items USING (true)"
        )
    subscriber = await world.subscribe(request_changes(), caller=user("u"))
    await world.execute("UPDATE shop.items SET name = 'b'")
    await world.wait_for_delivery()
    await world.execute("DELETE FROM shop.items")
    await world.wait_for_delivery()
    old = [data["old_record"] for data in subscriber.data]
    assert old == [expected, {**expected, "name": "b"} if "name" in expected else expected]


async def test_selected_columns(world: ChangesWorld) -> None:
    """A request with `select` gets these columns; requests of one channel that select the same share a message."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text, price int)", "items")
    subscriber = await world.subscribe(
        request_changes(select=("name",)),
        request_changes(event="INSERT", select=("name",)),
        request_changes(filter="price=gt.1"),
    )
    await world.execute("INSERT INTO shop.items VALUES (1, 'a', 2); DELETE FROM shop.items")
    await world.wait_for_delivery()
    assert subscriber.subscription is not None
    first, second, third = subscriber.subscription.ids
    assert [payload["ids"] for payload in subscriber.payloads] == [[first, second], [third], [first], [third]]
    assert [data["record"] for data in subscriber.data[:2]] == [{"name": "a"}, {"id": 1, "name": "a", "price": 2}]
    assert subscriber.data[0]["columns"] == [{"name": "name", "type": "text"}]
    assert [data["old_record"] for data in subscriber.data[2:]] == [{"id": 1}, {"id": 1}]


async def test_large_rows_lose_their_long_fields(world: ChangesWorld) -> None:
    """Of a row of more than a mebibyte, only fields of up to 64 bytes are sent, with the error that says so."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text, body text)", "items")
    subscriber = await world.subscribe(request_changes(filter="name=eq.short"))
    await world.execute("INSERT INTO shop.items VALUES (1, 'short', repeat('x', 1100000)), (2, 'short', 'y')")
    await world.execute("UPDATE shop.items SET body = repeat('z', 600000) WHERE id = 1")
    await world.wait_for_delivery()
    assert [data["errors"] for data in subscriber.data] == [
        ["Error 413: Payload Too Large"], None, ["Error 413: Payload Too Large"],
    ]  # fmt: skip
    assert [data["record"] for data in subscriber.data] == [
        {"id": 1, "name": "short"}, {"id": 2, "name": "short", "body": "y"}, {"id": 1, "name": "short"},
    ]  # fmt: skip


async def test_columns_that_a_role_may_not_select(world: ChangesWorld) -> None:
    """Columns without the privilege to select are left out, and cannot be filtered or selected."""
    await world.publish(
        "CREATE TABLE items (id int PRIMARY KEY, name text, secret text);"
        "REVOKE SELECT ON items FROM anon; GRANT SELECT (id, name) ON items TO anon",
        "items",
    )
    anon = user(None, role="anon")
    subscriber = await world.subscribe(request_changes(), caller=anon)
    filtering = await world.subscribe(request_changes(filter="secret=eq.x"), caller=anon)
    selecting = await world.subscribe(request_changes(select=("id", "secret")), caller=anon)
    await world.execute("INSERT INTO shop.items VALUES (1, 'a', 'x')")
    await world.wait_for_delivery()
    assert [data["record"] for data in subscriber.data] == [{"id": 1, "name": "a"}]
    assert [column["name"] for column in subscriber.data[0]["columns"]] == ["id", "name"]
    assert filtering.payloads == selecting.payloads == []
    assert filtering.problems[0].endswith("Exception: ERROR P0001 (raise_exception) invalid column for filter secret")
    assert selecting.problems[0].endswith("Exception: ERROR P0001 (raise_exception) invalid column for select secret")
