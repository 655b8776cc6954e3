"""Writers: every kind of statement is seen, in the order of commits, and none fails or waits because of it."""

import asyncio

import asyncpg

from alcove.foundation.database import connect_foreign
from integration.study.realtime_changes.world import ChangesWorld, kinds, request_changes
from support.until import until_async

MERGE = (
    "MERGE INTO shop.items AS i USING (VALUES (1), (3), (4)) AS v (id) ON i.id = v.id"
    " WHEN MATCHED AND i.id = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET name = 'm'"
    " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'm')"
)
ITEMS = "CREATE TABLE items (id int PRIMARY KEY, name text)"


async def test_every_kind_of_statement(world: ChangesWorld) -> None:
    """COPY, ON CONFLICT, MERGE, cascades, data-modifying WITH and triggers send what they changed."""
    await world.publish(ITEMS, "items")
    await world.publish("CREATE TABLE parts (id int PRIMARY KEY, item int REFERENCES items ON DELETE CASCADE)", "parts")
    await world.execute(
        "CREATE FUNCTION shop.add_part() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN INSERT INTO shop.parts VALUES (NEW.id * 10, NEW.id); RETURN NULL; END $$;"
        "CREATE TRIGGER zz_add_part AFTER INSERT ON shop.items FOR EACH ROW WHEN (NEW.id = 9)"
        " EXECUTE FUNCTION shop.add_part()"
    )
    items, parts = await world.subscribe(request_changes()), await world.subscribe(request_changes("parts"))
    connection = await connect_foreign(world.database.dsn, name="test-writer")
    try:
        await connection.copy_records_to_table("items", schema_name="shop", records=[(1, "a"), (2, "b")])
        for statement in (
            "INSERT INTO shop.items VALUES (2, 'c'), (3, 'c') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
            "INSERT INTO shop.items VALUES (3, 'x') ON CONFLICT DO NOTHING",
            MERGE,
            "WITH gone AS (DELETE FROM shop.items WHERE id = 4) INSERT INTO shop.items VALUES (5)",
            "UPDATE shop.items SET name = 'none' WHERE false",
            "INSERT INTO shop.items VALUES (9, 'parent')",
            "DELETE FROM shop.items WHERE id = 9",
            "TRUNCATE shop.items CASCADE",
        ):
            await connection.execute(statement)
            await world.wait_for_delivery()
    finally:
        await connection.close()
    assert items.brief[:2] == [("INSERT", 1), ("INSERT", 2)]
    assert sorted(items.brief[2:4]) == [("INSERT", 3), ("UPDATE", 2)]
    assert sorted(items.brief[4:7]) == [("DELETE", 1), ("INSERT", 4), ("UPDATE", 3)]
    assert sorted(items.brief[7:9]) == [("DELETE", 4), ("INSERT", 5)]
    assert items.brief[9:] == [("INSERT", 9), ("DELETE", 9)]
    assert parts.brief == [("INSERT", 90), ("DELETE", 90)]


async def test_rolled_back_changes_are_not_sent(world: ChangesWorld) -> None:
    """What a savepoint or a transaction undoes is never sent."""
    await world.publish(ITEMS, "items")
    subscriber = await world.subscribe(request_changes())
    await world.execute(
        "BEGIN; INSERT INTO shop.items VALUES (1); SAVEPOINT s; INSERT INTO shop.items VALUES (2);"
        "ROLLBACK TO s; INSERT INTO shop.items VALUES (3); COMMIT;"
        "BEGIN; INSERT INTO shop.items VALUES (4); ROLLBACK;"
        "BEGIN; SAVEPOINT s; INSERT INTO shop.items VALUES (5); ROLLBACK TO s; COMMIT"
    )
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 1), ("INSERT", 3)]


async def test_order_is_that_of_commits(world: ChangesWorld) -> None:
    """A transaction that began earlier and commits later is sent later, and as a whole."""
    await world.publish(ITEMS, "items")
    subscriber = await world.subscribe(request_changes())
    first = await connect_foreign(world.database.dsn, name="test-writer")
    second = await connect_foreign(world.database.dsn, name="test-writer")
    try:
        await first.execute("BEGIN; INSERT INTO shop.items VALUES (1)")
        await second.execute("BEGIN; INSERT INTO shop.items VALUES (2)")
        await first.execute("INSERT INTO shop.items VALUES (3)")
        await second.execute("COMMIT")
        await world.wait_for_delivery()
        assert subscriber.brief == [("INSERT", 2)]
        await first.execute("COMMIT")
        await world.wait_for_delivery()
    finally:
        await first.close()
        await second.close()
    assert subscriber.brief == [("INSERT", 2), ("INSERT", 1), ("INSERT", 3)]


async def test_triggers_that_change_the_same_row(world: ChangesWorld) -> None:
    """A row that a trigger changes again arrives in the order in which it was changed."""
    await world.publish(ITEMS, "items")
    await world.execute(
        "CREATE FUNCTION shop.complete() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN UPDATE shop.items SET name = name || '!' WHERE id = NEW.id; RETURN NULL; END $$;"
        "CREATE TRIGGER complete AFTER INSERT OR UPDATE ON shop.items FOR EACH ROW"
        " WHEN (length(NEW.name) < 4) EXECUTE FUNCTION shop.complete()"
    )
    subscriber = await world.subscribe(request_changes())
    await world.execute("INSERT INTO shop.items VALUES (1, 'a'), (2, 'bbbb'); UPDATE shop.items SET name = 'b'")
    await world.wait_for_delivery()
    names = [data["record"]["name"] for data in subscriber.data if data["record"]["id"] == 1]
    assert names == ["a", "a!", "a!!", "a!!!", "b", "b!", "b!!", "b!!!"]


async def test_large_statements(world: ChangesWorld) -> None:
    """A statement that changes too many rows succeeds, and its subscribers are told; a smaller one is sent."""
    await world.publish(ITEMS, "items")
    subscriber = await world.subscribe(request_changes())
    await world.execute("INSERT INTO shop.items SELECT n, 'x' FROM generate_series(1, 3000) AS n")
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", number) for number in range(1, 3001)]
    subscriber.clear()
    await world.execute("INSERT INTO shop.items SELECT n, 'x' FROM generate_series(4000, 104000) AS n")
    await world.execute("UPDATE shop.items SET name = 'y'")
    await world.execute("UPDATE shop.items SET name = 'z' WHERE id = 1")
    await world.wait_for_delivery()
    assert subscriber.brief == [("UPDATE", 1)]
    assert subscriber.problems == [
        "Changes of shop.items are not sent: the statement changed more than 10000 rows"
    ]  # said once for both statements


async def test_writers_never_fail(world: ChangesWorld) -> None:
    """A broken outbox, a value without JSON or a role without any right does not make a write fail."""
    await world.publish(ITEMS, "items")
    await world.execute(
        "DO $$ BEGIN CREATE ROLE changes_test_writer; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "GRANT USAGE ON SCHEMA shop TO changes_test_writer; GRANT ALL ON shop.items TO changes_test_writer"
    )
    subscriber = await world.subscribe(request_changes())
    await world.execute("SET ROLE changes_test_writer; INSERT INTO shop.items VALUES (1)")
    await world.execute("ALTER TABLE realtime.change_outbox ADD CONSTRAINT broken CHECK (table_id = 0) NOT VALID")
    try:
        await world.execute("INSERT INTO shop.items VALUES (2)")
    finally:
        await world.execute("ALTER TABLE realtime.change_outbox DROP CONSTRAINT broken")
    await world.execute("BEGIN ISOLATION LEVEL SERIALIZABLE; INSERT INTO shop.items VALUES (3); COMMIT")
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 1), ("INSERT", 3)]


async def test_nothing_is_written_without_subscribers(world: ChangesWorld) -> None:
    """Without a subscription in the last minutes, or without a publication, writes leave no rows behind."""
    await world.execute("SELECT setval('realtime.changes_wanted_until', 0); DELETE FROM realtime.change_outbox")
    await world.publish(ITEMS, "items")
    await world.execute("INSERT INTO shop.items VALUES (1)")
    count = "SELECT count(*) FROM realtime.change_outbox"
    assert await world.database.owner.fetchval(count) == 0
    subscriber = await world.subscribe(request_changes())
    await world.execute("INSERT INTO shop.items VALUES (2)")
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 2)]


async def test_first_subscriber_waits_for_writers(world: ChangesWorld) -> None:
    """What a transaction writes while the first client subscribes is sent when it commits after that."""
    await world.execute("SELECT setval('realtime.changes_wanted_until', 0)")
    await world.publish(ITEMS, "items")
    writer = await connect_foreign(world.database.dsn, name="test-writer")
    try:
        await writer.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM shop.items")
        subscriber = await world.subscribe(request_changes())
        await writer.execute("INSERT INTO shop.items VALUES (1); COMMIT")
    finally:
        await writer.close()
    await world.wait_for_delivery()
    assert subscriber.brief == [("INSERT", 1)]


async def test_altering_a_published_table_does_not_deadlock(world: ChangesWorld) -> None:
    """Tables can be published and altered by several sessions at the same time while others write."""
    await world.execute(";".join(f"CREATE TABLE shop.t{n} (id int PRIMARY KEY, name text)" for n in range(4)))
    subscriber = await world.subscribe(request_changes("*"))

    async def change(number: int) -> None:
        for turn in range(5):
            await world.execute(f"ALTER PUBLICATION supabase_realtime ADD TABLE shop.t{number}")
            await world.execute(f"INSERT INTO shop.t{number} VALUES ({turn})")  # noqa: S608 - numbers
            await world.execute(f"ALTER TABLE shop.t{number} ADD COLUMN c{turn} int")
            await world.execute(f"ALTER PUBLICATION supabase_realtime DROP TABLE shop.t{number}")
            await world.execute(f"ALTER PUBLICATION supabase_realtime ADD TABLE shop.t{number}")
            await world.execute(f"ALTER PUBLICATION supabase_realtime DROP TABLE shop.t{number}")

    await asyncio.gather(*(_retry(change, number) for number in range(4)))
    await world.execute("ALTER PUBLICATION supabase_realtime ADD TABLES IN SCHEMA shop")

    async def has_triggers() -> bool:
        count: int = await world.database.owner.fetchval(
            "SELECT count(*) FROM pg_trigger"
            " WHERE tgname = 'alcove_changes_insert' AND tgrelid::regclass::text ~ '^shop'"
        )
        return count == 4

    await until_async(has_triggers)
    subscriber.clear()
    await world.execute("INSERT INTO shop.t1 VALUES (100)")
    await world.wait_for_delivery()
    assert kinds(subscriber) == ["INSERT"]


async def _retry(change: object, number: int) -> None:
    # PostgreSQL itself lets only one session at a time change a publication.
    assert callable(change)
    while True:
        try:
            await change(number)
        except (asyncpg.InternalServerError, asyncpg.DuplicateObjectError, asyncpg.UndefinedObjectError):
            continue
        except asyncpg.DuplicateColumnError:
            return
        return
