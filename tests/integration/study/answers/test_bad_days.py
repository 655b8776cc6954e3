"""Answers while the database is away or its disk is full."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest

from alcove.apps.study.answers.model import AnswerState
from alcove.foundation.database import DISK_FULL, Pool
from integration.study.answers.answer_processes import AnswerProcess, Script, read_all, read_text
from integration.study.answers.test_answers import add_chat, read_messages
from support.full_database import refuse_writes
from support.postgres import replace_database
from support.until import until_async

END_CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


@asynccontextmanager
async def database_away(dsn: str) -> AsyncIterator[None]:
    """Let no connection to a database exist during the block."""
    name = urlsplit(dsn).path.strip("/")
    admin = await asyncpg.connect(replace_database(dsn, "postgres"))
    try:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute(END_CONNECTIONS, name)
        yield
    finally:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await admin.close()


async def test_the_database_is_away_for_a_moment(
    first: AnswerProcess, second: AnswerProcess, dsn: str, learner: uuid.UUID
) -> None:
    """Readers get what comes meanwhile, elsewhere afterwards; the answer is stored as a whole, once."""
    script = Script().say("one ")
    answer_id, reader = await first.ask(script, learner)
    assert await read_text(reader) == "one "
    remote = second.answers.follow(learner, answer_id)
    assert await read_text(remote) == "one "
    async with database_away(dsn):
        for piece in ("two ", "three "):
            script.say(piece)
            assert await read_text(reader) == piece
    script.say("four").finish(usage={"total_tokens": 4})
    text, end = await read_all(reader)
    assert (text, end.state) == ("four", AnswerState.COMPLETE)
    assert (await read_all(remote))[0] == "two three four"
    assert (await second.answers.find(learner, answer_id)).content == "one two three four"


async def test_the_database_comes_back_after_the_end(first: AnswerProcess, dsn: str, learner: uuid.UUID) -> None:
    """The end waits until it is stored."""
    script = Script().say("one ")
    answer_id, reader = await first.ask(script, learner)
    assert await read_text(reader) == "one "
    async with database_away(dsn):
        script.say("two").finish()
        assert await read_text(reader) == "two"
        await script.closed.wait()
    assert (await read_all(reader))[1].state is AnswerState.COMPLETE
    assert (await first.answers.find(learner, answer_id)).content == "one two"


@pytest.mark.parametrize("is_finished", [False, True])
async def test_the_database_stays_away(
    first: AnswerProcess, dsn: str, pool: Pool, learner: uuid.UUID, *, is_finished: bool
) -> None:
    """The answer ends with an error that says so, and its row does when the database is back: with what was stored."""
    chat = await add_chat(pool, learner)
    script = Script().say("one ")
    answer_id, reader = await first.ask(script, learner, session_id=chat)
    assert await read_text(reader) == "one "
    await first.answers.sync()
    async with database_away(dsn):
        script.say("two")
        if is_finished:
            script.finish()
        text, end = await read_all(reader)
        assert (text, end.state, end.code) == ("two", AnswerState.INCOMPLETE, "answer_not_stored")
        assert script.closed.is_set()

    async def has_ended() -> bool:
        return (await first.answers.find(learner, answer_id)).state is not AnswerState.RUNNING

    await until_async(has_ended)
    stored = await first.answers.find(learner, answer_id)
    assert (stored.content, stored.state, stored.code) == ("one ", AnswerState.INCOMPLETE, "answer_not_stored")
    assert [message["content"] for message in await read_messages(pool, chat)] == ["Why?", "one "]


async def test_a_full_disk(first: AnswerProcess, second: AnswerProcess, dsn: str, learner: uuid.UUID) -> None:
    """No question is taken; an answer that is being made is read to its end, and stored when there is space again."""
    script = Script().say("one ")
    answer_id, reader = await first.ask(script, learner)
    assert await read_text(reader) == "one "
    # In a thread: it waits for transactions of this one.
    await asyncio.to_thread(refuse_writes, dsn)
    with pytest.raises(DISK_FULL):
        await first.ask(Script(), learner)
    with pytest.raises(DISK_FULL):
        await second.ask(refused := Script(), learner)
    assert not refused.closed.is_set(), "it has not even begun"
    script.say("two")
    assert await read_text(reader) == "two"
    admin = await asyncpg.connect(dsn)
    await admin.execute("DROP FUNCTION public.refuse CASCADE")
    await admin.close()
    script.finish()
    assert (await read_all(reader))[1].state is AnswerState.COMPLETE
    assert (await second.answers.find(learner, answer_id)).content == "one two"


async def test_a_remote_reader_while_the_database_stays_away(
    first: AnswerProcess, second: AnswerProcess, dsn: str, learner: uuid.UUID
) -> None:
    """It is told to read on later: the answer may go on."""
    answer_id, _reader = await first.ask(Script().say("one"), learner)
    remote = second.answers.follow(learner, answer_id)
    assert await read_text(remote) == "one"
    async with database_away(dsn):
        end = (await read_all(remote))[1]
    assert (end.state, end.code) == (AnswerState.RUNNING, "database_unavailable")
