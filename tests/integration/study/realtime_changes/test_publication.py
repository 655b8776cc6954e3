"""Which changes are sent follows the publication, at once and whatever happens to its tables."""

import pytest

from integration.study.realtime_changes.world import ChangesWorld, kinds, request_changes

WRITES = "INSERT INTO shop.{0} VALUES (1, 'a'); UPDATE shop.{0} SET name = 'b'; DELETE FROM shop.{0}"
ADD = "ALTER PUBLICATION supabase_realtime ADD TABLE shop.items"
ALL = ["INSERT", "UPDATE", "DELETE"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ADD, ALL),
        ("ALTER PUBLICATION supabase_realtime SET TABLE shop.items, public.markers", ALL),
        ("ALTER PUBLICATION supabase_realtime ADD TABLES IN SCHEMA shop", ALL),
        ("DROP PUBLICATION supabase_realtime; CREATE PUBLICATION supabase_realtime FOR ALL TABLES", ALL),
        (f"{ADD}; ALTER PUBLICATION supabase_realtime SET (publish = 'insert, delete')", ["INSERT", "DELETE"]),
        ("CREATE PUBLICATION another FOR TABLE shop.items; DROP PUBLICATION another", []),
    ],
)
async def test_membership(world: ChangesWorld, statement: str, expected: list[str]) -> None:
    """A table that is published in any way gets its changes sent, also to those who subscribed before."""
    await world.execute("CREATE TABLE shop.items (id int PRIMARY KEY, name text)")
    subscriber = await world.subscribe(request_changes())
    assert "Please check Realtime is enabled" in subscriber.problems[0]
    await world.execute(statement)
    await world.execute(WRITES.format("items"))
    await world.wait_for_delivery()
    assert kinds(subscriber) == expected


async def test_tables_that_come_and_go(world: ChangesWorld) -> None:
    """Renamed, altered, moved, dropped and new tables are followed."""
    await world.execute("ALTER PUBLICATION supabase_realtime ADD TABLES IN SCHEMA shop")
    subscriber = await world.subscribe(request_changes("*"))
    for statement in (
        "CREATE TABLE shop.items (id int PRIMARY KEY, name text); INSERT INTO shop.items VALUES (1, 'a')",
        "ALTER TABLE shop.items RENAME TO goods; ALTER TABLE shop.goods ADD COLUMN price numeric DEFAULT 2",
        "UPDATE shop.goods SET price = 3.5",
        "ALTER TABLE shop.goods RENAME COLUMN name TO title; ALTER TABLE shop.goods DROP COLUMN price",
        "INSERT INTO shop.goods VALUES (2, 'b')",
        "ALTER TABLE shop.goods SET SCHEMA public; INSERT INTO public.goods VALUES (3, 'c'); DROP TABLE public.goods",
        "CREATE TABLE shop.goods (id text PRIMARY KEY); INSERT INTO shop.goods VALUES ('x')",
    ):
        await world.execute(statement)
        await world.wait_for_delivery()
    assert [(data["table"], data["type"], data["record"]) for data in subscriber.data] == [
        ("items", "INSERT", {"id": 1, "name": "a"}),
        ("goods", "UPDATE", {"id": 1, "name": "a", "price": 3.5}),
        ("goods", "INSERT", {"id": 2, "title": "b"}),
        ("goods", "INSERT", {"id": "x"}),
    ]


async def test_removed_tables(world: ChangesWorld) -> None:
    """A table that leaves the publication has no triggers any more."""
    await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text)", "items")
    subscriber = await world.subscribe(request_changes())
    await world.execute("ALTER PUBLICATION supabase_realtime DROP TABLE shop.items")
    await world.execute(WRITES.format("items"))
    await world.wait_for_delivery()
    assert kinds(subscriber) == []
    assert (
        await world.database.owner.fetchval("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'shop.items'::regclass")
        == 0
    )


async def test_column_lists_and_row_filters(world: ChangesWorld) -> None:
    """Columns that are not published are not sent; a row that enters the row filter is inserted for clients."""
    await world.execute(
        "CREATE TABLE shop.items (id int PRIMARY KEY, name text, price int);"
        "ALTER TABLE shop.items REPLICA IDENTITY FULL"
    )
    await world.execute("ALTER PUBLICATION supabase_realtime ADD TABLE shop.items WHERE (price > 10 AND name <> 'x')")
    await world.execute("CREATE TABLE shop.listed (id int PRIMARY KEY, name text, price int)")
    await world.execute("ALTER PUBLICATION supabase_realtime ADD TABLE shop.listed (id, price)")
    subscriber, listed = await world.subscribe(request_changes()), await world.subscribe(request_changes("listed"))
    await world.execute("INSERT INTO shop.items VALUES (1, 'a', 5), (2, 'b', 15), (3, 'x', 15)")
    for price in (20, 25, 5, 1):
        await world.execute("UPDATE shop.items SET price = $1 WHERE id <> 2", price)
    await world.execute("DELETE FROM shop.items; INSERT INTO shop.listed VALUES (1, 'a', 2)")
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 2), ("INSERT", 1), ("UPDATE", 1), ("DELETE", 1), ("DELETE", 2)]
    assert listed.data[0]["record"] == {"id": 1, "price": 2}


async def test_partitions_are_sent_as_their_parent(world: ChangesWorld) -> None:
    """Rows of partitions, also new and detached ones, are changes of the published parent."""
    await world.publish(
        "CREATE TABLE items (id int PRIMARY KEY, name text) PARTITION BY RANGE (id);"
        "CREATE TABLE low PARTITION OF items FOR VALUES FROM (0) TO (10)",
        "items",
    )
    subscriber = await world.subscribe(request_changes())
    await world.execute("CREATE TABLE shop.high PARTITION OF shop.items FOR VALUES FROM (10) TO (20)")
    await world.execute("INSERT INTO shop.items VALUES (1, 'a'), (11, 'b'); INSERT INTO shop.low VALUES (2, 'c')")
    await world.execute("UPDATE shop.items SET id = 12 WHERE id = 1; DELETE FROM shop.high WHERE id = 11")
    await world.execute("ALTER TABLE shop.items DETACH PARTITION shop.low; INSERT INTO shop.low VALUES (3, 'd')")
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 1), ("INSERT", 11), ("INSERT", 2), ("UPDATE", 12), ("DELETE", 11)]
    assert {data["table"] for data in subscriber.data} == {"items"}


async def test_own_tables_are_never_published(world: ChangesWorld) -> None:
    """Passwords and the outbox itself get no triggers, even if all tables are published."""
    await world.execute("DROP PUBLICATION supabase_realtime; CREATE PUBLICATION supabase_realtime FOR ALL TABLES")
    published = await world.database.owner.fetch(
        "SELECT DISTINCT relnamespace::regnamespace::text FROM pg_class WHERE oid IN"
        " (SELECT id FROM realtime.published_tables"
        "  UNION SELECT tgrelid FROM pg_trigger WHERE tgname ~ '^alcove_changes')"
    )
    assert {row[0] for row in published} <= {"public", "shop", "storage"}


async def test_publications_are_followed_without_event_triggers(world: ChangesWorld) -> None:
    """Where event triggers cannot be made, the synchronisation does the same, and repairs what was broken."""
    await world.execute("ALTER EVENT TRIGGER alcove_realtime_ddl DISABLE")
    try:
        await world.publish("CREATE TABLE items (id int PRIMARY KEY, name text)", "items")
        subscriber = await world.subscribe(request_changes())
        await world.execute(WRITES.format("items"))
        await world.execute("DROP TRIGGER alcove_changes_update ON shop.items")
        await world.execute("SELECT realtime.sync_published_tables()")
        await world.execute(WRITES.format("items"))
        await world.wait_for_delivery()
    finally:
        await world.execute("ALTER EVENT TRIGGER alcove_realtime_ddl ENABLE")
    assert kinds(subscriber) == ALL * 2
