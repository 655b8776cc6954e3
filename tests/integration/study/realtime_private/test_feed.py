"""Messages of the database reach every process once, in the order of commits, also after a lost connection."""

import asyncio
import json
import random
import uuid
from collections.abc import AsyncIterator

import pytest
from asyncpg.transaction import Transaction

from alcove.foundation.database import Connection, Pool, connect

from .feeds import Follower, follow

SEND = "SELECT realtime.send($1::jsonb, $2, $3, $4)"


@pytest.fixture
async def follower(shared_dsn: str, owner_pool: Pool) -> AsyncIterator[Follower]:
    """Yield the feed of a process."""
    assert await owner_pool.fetchval("SELECT count(*) FROM realtime.messages") == 0
    async with follow(shared_dsn) as following:
        yield following


@pytest.fixture
async def writer(shared_dsn: str) -> AsyncIterator[Connection]:
    """Yield a connection of a program."""
    connection = await connect(shared_dsn)
    yield connection
    await connection.close()


async def send(connection: Connection, text: str) -> None:
    """Send a message with an event of this name."""
    await connection.fetch(SEND, "{}", text, "room", True)


def events(follower_messages: object) -> list[str]:
    """Return the events of deliveries."""
    return [delivery.event for delivery in follower_messages]  # type: ignore[attr-defined]


async def test_send(follower: Follower, writer: Connection) -> None:
    """realtime.send delivers payload, event, topic and flag; the payload has the id, unless the program's own is."""
    await writer.fetch(SEND, '{"hello": "wörld"}', "shout", "room:1", False)
    await writer.fetch("SELECT realtime.send('{\"id\": 7}', 'own', 'room:1')")
    await writer.fetch(SEND, "[1, null]", "list", "room:1", True)
    await writer.fetch(SEND, None, "none", "room:1", True)
    public, own, other, none = await follower.take(4)
    message_id = public.meta["id"]
    assert (public.topic, public.event, public.is_private) == ("room:1", "shout", False)
    assert public.payload == {"hello": "wörld", "id": message_id}
    assert (own.payload, own.is_private) == ({"id": 7}, True)
    assert other.payload == [1, None]
    assert none.payload == {"id": none.meta["id"]}
    stored = await writer.fetchval("SELECT array_agg(id::text ORDER BY inserted_at) FROM realtime.messages")
    assert stored == [delivery.meta["id"] for delivery in (public, own, other, none)]


TRIGGER = """
    CREATE TABLE public.games (id int PRIMARY KEY, move text);
    CREATE FUNCTION public.games_changes() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql SET search_path = '' AS $$
    BEGIN
        PERFORM realtime.broadcast_changes(
            'topic:' || coalesce(NEW.id, OLD.id)::text, TG_OP, TG_OP, TG_TABLE_NAME, TG_TABLE_SCHEMA, NEW, OLD);
        RETURN NULL;
    END $$;
    CREATE TRIGGER changes AFTER INSERT OR UPDATE OR DELETE ON public.games
        FOR EACH ROW EXECUTE FUNCTION public.games_changes();
"""


async def test_broadcast_changes(follower: Follower, writer: Connection) -> None:
    """The trigger of Supabase's documentation tells of each change, with the records before and after it."""
    await writer.execute(TRIGGER)
    await writer.execute("INSERT INTO public.games VALUES (4, 'e4')")
    await writer.execute("UPDATE public.games SET move = 'e5'")
    await writer.execute("DELETE FROM public.games")
    before, after = {"id": 4, "move": "e4"}, {"id": 4, "move": "e5"}
    expected = (("INSERT", before, None), ("UPDATE", after, before), ("DELETE", None, after))
    for delivery, (operation, record, old) in zip(await follower.take(3), expected, strict=True):
        assert (delivery.topic, delivery.event, delivery.is_private) == ("topic:4", operation, True)
        assert delivery.payload == {
            "id": delivery.meta["id"], "schema": "public", "table": "games", "operation": operation,
            "record": record, "old_record": old,
        }  # fmt: skip
    with pytest.raises(Exception, match="FOR EACH ROW"):
        await writer.fetch("SELECT realtime.broadcast_changes('t', 'e', 'o', 't', 's', NULL, NULL, 'STATEMENT')")


async def test_a_message_that_cannot_be_sent_breaks_no_transaction(follower: Follower, writer: Connection) -> None:
    """realtime.send warns only, and the transaction goes on with the topic that it had."""
    async with writer.transaction():
        await writer.execute("SELECT set_config('realtime.topic', 'mine', true)")
        await writer.fetch("SELECT realtime.send('{}', 'event', NULL)")
        await send(writer, "good")
        assert await writer.fetchval("SELECT realtime.topic()") == "mine"
    assert events(await follower.take(1)) == ["good"]


async def test_any_insert_is_a_message(follower: Follower, writer: Connection) -> None:
    """Rows of any statement are delivered in their order; other extensions, and rows without an event, are not."""
    await writer.execute("""
        INSERT INTO realtime.messages (topic, extension, event, payload, private)
        SELECT 'room', 'broadcast', n::text, '{}', true FROM generate_series(1, 450) AS n""")
    assert events(await follower.take(450)) == [str(number) for number in range(1, 451)]
    await writer.execute("""
        INSERT INTO realtime.messages (topic, extension, event) VALUES
            ('room', 'presence', 'a'), ('room', 'broadcast', NULL), ('room', 'broadcast', 'seen')""")
    assert events(await follower.take(1)) == ["seen"]


async def test_order_of_commit(follower: Follower, shared_dsn: str, writer: Connection) -> None:
    """A message is delivered when its transaction commits, and never when it is rolled back."""
    slow = await connect(shared_dsn)
    transaction = slow.transaction()
    await transaction.start()
    await send(slow, "slow")
    await send(writer, "quick")
    assert events(await follower.take(1)) == ["quick"]
    await send(slow, "slow too")
    await transaction.commit()
    undone = slow.transaction()
    await undone.start()
    await send(slow, "undone")
    await undone.rollback()
    await slow.close()
    await send(writer, "last")
    assert events(await follower.take(3)) == ["slow", "slow too", "last"]


async def test_every_process_gets_each_message(follower: Follower, shared_dsn: str, writer: Connection) -> None:
    """Two processes deliver the same messages; one that starts later gets none of the earlier ones."""
    await send(writer, "early")
    async with follow(shared_dsn) as other:
        await send(writer, "late")
        assert events(await other.take(1)) == ["late"]
    assert events(await follower.take(2)) == ["early", "late"]


async def test_nothing_is_lost_or_repeated_after_a_lost_connection(
    follower: Follower, shared_dsn: str, writer: Connection
) -> None:
    """What was committed meanwhile is delivered, also by transactions that began long before; nothing else is."""
    slow = await connect(shared_dsn)
    transaction = slow.transaction()
    await transaction.start()
    await send(slow, "slow")
    await send(writer, "before")
    assert events(await follower.take(1)) == ["before"]
    await follower.cut()
    await send(writer, "meanwhile")
    await transaction.commit()
    await slow.close()
    follower.may_connect.set()
    assert sorted(events(await follower.take(2))) == ["meanwhile", "slow"]
    await send(writer, "after")
    assert events(await follower.take(1)) == ["after"]
    for _ in range(2):
        await follower.cut()
        follower.may_connect.set()
        await send(writer, "again")
        assert events(await follower.take(1)) == ["again"]


async def test_a_read_that_fails_is_repeated(follower: Follower, writer: Connection) -> None:
    """Messages whose rows could not be read are delivered when they can be read again."""
    async with writer.transaction():
        await send(writer, "first")
        await writer.execute("ALTER TABLE realtime.messages RENAME TO other")
    await asyncio.sleep(0.1)
    async with writer.transaction():
        await writer.execute("ALTER TABLE realtime.other RENAME TO messages")
        await send(writer, "second")
    assert events(await follower.take(2)) == ["first", "second"]


async def test_more_notifications_than_a_process_keeps(follower: Follower, writer: Connection) -> None:
    """Messages are delivered once although so many notifications arrive during a read that some are dropped."""
    async with follower.pool.acquire(), follower.pool.acquire():
        for number in range(300):
            await send(writer, f"{number}")
        await asyncio.sleep(0.1)
    assert events(await follower.take(300)) == [f"{number}" for number in range(300)]


async def test_other_notifications_are_ignored(follower: Follower, writer: Connection) -> None:
    """A program may notify anything; ids without a message are nothing either."""
    for payload in ("nonsense", "12", "7 not-an-id", f"0 {uuid.uuid4()}", "-1 x", "99999999999999999999999 "):
        await writer.execute("SELECT pg_notify('realtime_messages', $1)", payload)
    await send(writer, "good")
    assert events(await follower.take(1)) == ["good"]
    await follower.cut()
    await send(writer, "better")
    follower.may_connect.set()
    assert events(await follower.take(1)) == ["better"]


async def test_a_message_that_is_too_large_is_left_out(follower: Follower, writer: Connection) -> None:
    """A message of three megabytes is not delivered, and those beside it are."""
    for text in ("x" * 3_000_000, "y" * 500_000):
        await writer.fetch(SEND, json.dumps({"text": text}), text[0], "room", True)
    assert events(await follower.take(1)) == ["y"]


async def test_numbers_of_transactions_that_are_used_again(follower: Follower, writer: Connection) -> None:
    """After a crash, transactions have numbers that were seen before; their messages are not lost either."""
    await send(writer, "before")
    (before,) = await follower.take(1)
    # As if it had been sent before the crash.
    await writer.execute("SELECT pg_notify('realtime_messages', '999999999999 ' || $1)", str(before.meta["id"]))
    await asyncio.sleep(0.1)
    for text in ("first", "second"):
        await follower.cut()
        await send(writer, text)
        follower.may_connect.set()
        assert events(await follower.take(1)) == [text]


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_of_transactions_and_interruptions(follower: Follower, shared_dsn: str, seed: int) -> None:
    """Each committed message is delivered once, whatever else is open and however often the connection is lost."""
    choices = random.Random(seed)  # noqa: S311 - no secret
    sessions = [await connect(shared_dsn) for _ in range(4)]
    transactions: dict[int, tuple[Transaction, list[str]]] = {}
    committed: list[str] = []
    for step in range(150):
        number = choices.randrange(len(sessions))
        action = choices.choice(("send", "send", "send", "commit", "rollback", "cut", "connect"))
        if action == "send":
            if number not in transactions:
                transactions[number] = (sessions[number].transaction(), [])
                await transactions[number][0].start()
            await send(sessions[number], f"{step}")
            transactions[number][1].append(f"{step}")
        elif action in {"commit", "rollback"} and number in transactions:
            transaction, sent = transactions.pop(number)
            await getattr(transaction, action)()
            committed += sent if action == "commit" else []
        elif action == "cut" and follower.may_connect.is_set():
            await follower.cut()
        elif action == "connect":
            follower.may_connect.set()
            await asyncio.sleep(choices.choice((0, 0.01)))
    follower.may_connect.set()
    for session in sessions:
        session.terminate()
    assert sorted(events(await follower.take(len(committed)))) == sorted(committed)
