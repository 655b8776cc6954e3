"""Who gets a changed row: those who may read it now, with their current token."""

import uuid

import pytest

from alcove.foundation.database import connect_foreign
from alcove.wires.supabase.tokens import VerifiedToken
from integration.study.realtime_changes.world import ChangesWorld, kinds, request_changes, user

ITEMS = "CREATE TABLE items (id int PRIMARY KEY, owner uuid, name text)"
OWNERS = "CREATE POLICY owners ON shop.items FOR SELECT TO authenticated USING (auth.uid() = owner)"
OWNER, OTHER = uuid.uuid4(), uuid.uuid4()
CALLERS: dict[str, VerifiedToken] = {
    "anon": VerifiedToken.of_role("anon"),
    "owner": user(OWNER),
    "other": user(OTHER),
    "service": VerifiedToken.of_role("service_role"),
    "without a role": VerifiedToken({}, "{}", None),
    "of an unknown role": user(OWNER, role="nobody_knows"),
    "none": user(OWNER, role="none"),
    "as the owner of the database": user(OWNER, role="alcove"),
}


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ("SELECT 1", {"anon", "owner", "other", "service", "without a role", "none"}),
        ("ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY", {"service"}),
        (f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS}", {"owner", "service"}),
        ("REVOKE ALL ON shop.items FROM anon, authenticated", {"service"}),
        ("REVOKE USAGE ON SCHEMA shop FROM authenticated", {"anon", "service", "without a role", "none"}),
    ],
)
async def test_who_gets_rows(world: ChangesWorld, security: str, expected: set[str]) -> None:
    """A change is sent to the callers who may select the row, and to nobody else."""
    await world.publish(ITEMS, "items")
    await world.execute(security)
    subscribers = {name: await world.subscribe(request_changes(), caller=caller) for name, caller in CALLERS.items()}
    await world.execute("INSERT INTO shop.items VALUES (1, $1, 'a')", OWNER)
    await world.wait_for_delivery()
    await world.execute("UPDATE shop.items SET name = 'b'")
    await world.wait_for_delivery()
    got = {name for name, subscriber in subscribers.items() if kinds(subscriber) == ["INSERT", "UPDATE"]}
    assert got == expected
    assert all(not subscribers[name].payloads for name in CALLERS.keys() - got)


async def test_deletes_are_for_those_who_could_read_the_row(world: ChangesWorld) -> None:
    """The policies decide about a deleted row as it was; only its key is sent, whatever the replica identity."""
    await world.publish(ITEMS, "items")
    await world.execute(f"ALTER TABLE shop.items REPLICA IDENTITY FULL, ENABLE ROW LEVEL SECURITY; {OWNERS}")
    await world.execute("INSERT INTO shop.items VALUES (1, $1, 'secret'), (2, $2, 'secret')", OWNER, OTHER)
    subscribers = {
        name: await world.subscribe(request_changes(event="DELETE"), caller=caller) for name, caller in CALLERS.items()
    }
    await world.execute("DELETE FROM shop.items")
    await world.wait_for_delivery()
    got = {name: [data["old_record"] for data in subscriber.data] for name, subscriber in subscribers.items()}
    expected = {"owner": [{"id": 1}], "other": [{"id": 2}], "service": [{"id": 1}, {"id": 2}]}
    assert got == {name: expected.get(name, []) for name in CALLERS}


async def test_deleted_rows_that_cannot_be_checked(world: ChangesWorld) -> None:
    """Of a large row fields are missing: who could read it is known unless a policy needs them, which is said."""
    await world.publish(f"{ITEMS}; CREATE TABLE notes (id int PRIMARY KEY, owner uuid, name text)", "items, notes")
    await world.execute(
        f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS};"
        "ALTER TABLE shop.notes ENABLE ROW LEVEL SECURITY; CREATE POLICY named ON shop.notes USING (name <> 'x')"
    )
    callers = ("owner", "other", "service")
    items = [await world.subscribe(request_changes(event="DELETE"), caller=CALLERS[name]) for name in callers]
    notes = [await world.subscribe(request_changes("notes", event="DELETE"), caller=CALLERS[name]) for name in callers]
    await world.execute("INSERT INTO shop.items VALUES (1, $1, repeat('x', 1100000))", OWNER)
    await world.execute(
        "INSERT INTO shop.notes SELECT * FROM shop.items; DELETE FROM shop.items; DELETE FROM shop.notes"
    )
    await world.wait_for_delivery()
    assert [subscriber.brief for subscriber in items] == [[("DELETE", 1)], [], [("DELETE", 1)]]
    assert [subscriber.brief for subscriber in notes] == [[], [], [("DELETE", 1)]]
    problem = "Error 413: Payload Too Large, a deleted row cannot be checked: shop.notes"
    assert [subscriber.problems for subscriber in notes] == [[problem], [problem], []]


async def test_missing_grant_is_said(world: ChangesWorld) -> None:
    """A caller who may not select from a table is told so when it subscribes; with the right it gets changes."""
    await world.publish(f"{ITEMS}; REVOKE ALL ON items FROM anon", "items")
    subscriber = await world.subscribe(request_changes(), caller=CALLERS["anon"])
    assert subscriber.problems == ["Error 401: Unauthorized: shop.items"]
    await world.execute("GRANT SELECT ON shop.items TO anon; INSERT INTO shop.items VALUES (1)")
    await world.wait_for_delivery()
    assert kinds(subscriber) == ["INSERT"]


async def test_rows_that_cannot_be_checked(world: ChangesWorld) -> None:
    """A row that is too large to be recorded is found by its primary key; without one, that is said."""
    await world.publish("CREATE TABLE items (id int, name text)", "items")
    await world.execute(
        "ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON shop.items USING (id > 1 AND name IS DISTINCT FROM 'a')"
    )
    caller, service = (
        await world.subscribe(request_changes(), caller=user(OWNER)),
        await world.subscribe(request_changes()),
    )
    large = "INSERT INTO shop.items SELECT $1, repeat('x', 1100000)"
    await world.execute("INSERT INTO shop.items VALUES (1), (2)")
    await world.execute(large, 3)
    await world.wait_for_delivery()
    assert (caller.brief, service.brief) == ([("INSERT", 2)], [("INSERT", 1), ("INSERT", 2), ("INSERT", 3)])
    assert caller.problems == ["Error 400: Bad Request, no primary key: shop.items"]
    await world.execute("TRUNCATE shop.items; ALTER TABLE shop.items ADD PRIMARY KEY (id)")
    await world.execute(large, 4)
    await world.execute(large, 0)
    await world.wait_for_delivery()
    assert caller.brief == [("INSERT", 2), ("INSERT", 4)]


async def test_rows_that_are_gone(world: ChangesWorld) -> None:
    """Each version of a row is decided by itself, also when it has been changed or deleted since."""
    await world.publish(ITEMS, "items")
    await world.execute(f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS}")
    await world.execute("CREATE POLICY restricted ON shop.items AS RESTRICTIVE FOR SELECT USING (name <> 'secret')")
    owner = await world.subscribe(request_changes(), caller=user(OWNER))
    other = await world.subscribe(request_changes(), caller=user(OTHER))
    connection = await connect_foreign(world.database.dsn, name="test-writer")
    try:
        async with connection.transaction():
            await connection.execute("INSERT INTO shop.items VALUES (1, $1, 'a')", OWNER)
            await connection.execute("UPDATE shop.items SET owner = $1", OTHER)
            await connection.execute("UPDATE shop.items SET name = 'secret'")
            await connection.execute("UPDATE shop.items SET name = 'b', owner = $1", OWNER)
            await connection.execute("DELETE FROM shop.items")
    finally:
        await connection.close()
    await world.wait_for_delivery()
    assert owner.brief == [("INSERT", 1), ("UPDATE", 1), ("DELETE", 1)]
    assert other.brief == [("UPDATE", 1)]


async def test_new_token(world: ChangesWorld) -> None:
    """Rows are decided with the token that the client sent last."""
    await world.publish(ITEMS, "items")
    await world.execute(f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS}")
    subscriber = await world.subscribe(request_changes(), caller=CALLERS["anon"])
    expected = []
    for number, (name, is_visible) in enumerate(
        {"anon": False, "owner": True, "other": False, "service": True}.items()
    ):
        assert subscriber.subscription is not None
        subscriber.subscription.set_caller(CALLERS[name])
        await world.execute("INSERT INTO shop.items VALUES ($1, $2)", number, OWNER)
        await world.wait_for_delivery()
        expected += [("INSERT", number)] if is_visible else []
    assert subscriber.brief == expected


async def test_policies_read_claims_and_other_tables(world: ChangesWorld) -> None:
    """A policy may read any claim, call functions and look into other tables, as for a request."""
    await world.publish(f"{ITEMS}; CREATE TABLE members (account uuid, item int)", "items")
    await world.execute(
        "ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; ALTER TABLE shop.members ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY own ON shop.members FOR SELECT USING (account = auth.uid());"
        "CREATE POLICY members ON shop.items FOR SELECT USING ("
        " EXISTS (SELECT FROM shop.members AS m WHERE m.item = items.id)"
        " OR (auth.jwt() -> 'app_metadata' ->> 'team') = items.name)"
    )
    await world.execute("INSERT INTO shop.members VALUES ($1, 1)", OWNER)
    owner, other = (
        await world.subscribe(request_changes(), caller=user(OWNER)),
        await world.subscribe(request_changes(), caller=user(OTHER)),
    )
    team = await world.subscribe(request_changes(), caller=user(OTHER, app_metadata={"team": "red"}))
    await world.execute("INSERT INTO shop.items VALUES (1), (2), (3)")
    await world.execute("UPDATE shop.items SET name = 'red' WHERE id = 3")
    await world.wait_for_delivery()
    assert (owner.brief, other.brief, team.brief[-1:]) == ([("INSERT", 1)], [], [("UPDATE", 3)])


FAILING: dict[str, str] = {
    "division by zero": "USING (1 / (id - id) = 1)",
    "Unlucky": "USING (shop.fail())",
    "infinite recursion": "USING (EXISTS (SELECT FROM shop.items AS i WHERE i.id = items.id))",
    "permission denied": "USING (EXISTS (SELECT FROM shop.private))",
    "stack depth": "USING (shop.recurse(1) > 0)",
    "takes longer": "USING (pg_sleep(10) IS NOT NULL)",
}


@pytest.mark.parametrize("text", sorted(FAILING))
async def test_failing_policy(world: ChangesWorld, text: str) -> None:
    """A policy that fails for one role is said to its subscribers, and others get every change in order."""
    await world.publish(
        f"{ITEMS}; CREATE TABLE private (id int); REVOKE ALL ON private FROM anon;"
        "CREATE FUNCTION fail() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'Unlucky'; END $$;"
        "CREATE FUNCTION recurse(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN shop.recurse(n + 1); END $$",
        "items",
    )
    await world.execute(
        f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS};"
        f"CREATE POLICY failing ON shop.items FOR SELECT TO anon {FAILING[text]}"
    )
    failing = [await world.subscribe(request_changes(), caller=CALLERS["anon"]) for _ in range(2)]
    others = [await world.subscribe(request_changes(), caller=CALLERS[name]) for name in ("owner", "service")]
    for number in range(4):
        await world.execute("INSERT INTO shop.items VALUES ($1, $2)", number, OWNER)
    await world.wait_for_delivery()
    assert [subscriber.brief for subscriber in others] == [[("INSERT", number) for number in range(4)]] * 2
    for subscriber in failing:
        assert subscriber.payloads == []
        # The one that ends at the stack's limit may also be too slow.
        assert len(subscriber.problems) <= 2
        assert subscriber.problems[0].startswith("The row security of shop.items cannot be checked: ")
        assert text in subscriber.problems[0]


async def test_policies_do_not_see_what_others_did(world: ChangesWorld) -> None:
    """What the policy of one caller sets for its session, or becomes, is undone before the next caller's."""
    await world.publish(ITEMS, "items")
    await world.execute(
        "CREATE FUNCTION shop.intrude() RETURNS bool LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM set_config('request.jwt.claims', '{\"sub\":\"' || $1 || '\"}', true); RETURN true; END $$".replace(
            "intrude()", "intrude(text)"
        )
    )
    await world.execute(
        f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS};"
        f"CREATE POLICY intruders ON shop.items FOR SELECT TO anon USING (shop.intrude('{OWNER}'))"
    )
    callers = [CALLERS["anon"], CALLERS["other"], user(uuid.uuid4()), CALLERS["owner"]]
    subscribers = [await world.subscribe(request_changes(), caller=caller) for caller in callers]
    await world.execute("INSERT INTO shop.items VALUES (1, $1)", OWNER)
    await world.wait_for_delivery()
    assert [len(subscriber.payloads) for subscriber in subscribers] == [1, 0, 0, 1]


async def test_many_callers(world: ChangesWorld) -> None:
    """A change is checked for hundreds of callers at once, and each channel of the right one gets it."""
    await world.publish(ITEMS, "items")
    await world.execute(f"ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; {OWNERS}")
    people = [uuid.uuid4() for _ in range(250)]
    subscribers = [await world.subscribe(request_changes(), caller=user(person)) for person in people for _ in range(2)]
    await world.execute("INSERT INTO shop.items VALUES (1, $1), (2, $2)", people[7], people[249])
    await world.wait_for_delivery()
    got = {number: subscriber.brief for number, subscriber in enumerate(subscribers) if subscriber.payloads}
    assert got == {14: [("INSERT", 1)], 15: [("INSERT", 1)], 498: [("INSERT", 2)], 499: [("INSERT", 2)]}
