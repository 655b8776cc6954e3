"""How answers end without their producer: nobody reads, somebody stops them, or a process ends."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.apps.study.answers.model import AnswerEnd, AnswerProducer, AnswerState
from alcove.apps.study.answers.store import end_abandoned
from alcove.foundation.database import Pool
from alcove.foundation.errors import ShuttingDown
from integration.study.answers.answer_processes import (
    SLOW,
    AnswerProcess,
    Script,
    open_process,
    read_all,
    read_text,
)
from integration.study.answers.test_answers import add_chat, read_messages
from support.until import until_async

GRACE = 0.3
END_LEASES = "UPDATE study.answer_processes SET lease_until = now() - interval '1 s'"


@pytest.fixture
async def hung(dsn: str, tmp_path: Path) -> AsyncIterator[AnswerProcess]:
    """Yield a process that gets no notification, and renews its lease only when a test lets it."""
    async with open_process(dsn, tmp_path, listens=False, timing=SLOW) as process:
        yield process


async def find_state(process: AnswerProcess, account: uuid.UUID, answer_id: str) -> AnswerState:
    """Return the state of an answer."""
    return (await process.answers.find(account, answer_id)).state


async def until_state(process: AnswerProcess, account: uuid.UUID, answer_id: str, state: AnswerState) -> None:
    """Wait until an answer has a state."""

    async def has_state() -> bool:
        return await find_state(process, account, answer_id) is state

    await until_async(has_state)


@pytest.mark.parametrize("grace", [0.0, GRACE])
async def test_an_answer_that_nobody_reads_ends_after_its_grace(
    first: AnswerProcess, pool: Pool, learner: uuid.UUID, grace: float
) -> None:
    """Its producer is closed then, not before; what there is stays as an incomplete answer and message."""
    chat = await add_chat(pool, learner)
    script = Script().say("half")
    answer_id, reader = await first.ask(script, learner, grace=grace, session_id=chat)
    assert await read_text(reader) == "half"
    started = time.monotonic()
    await reader.aclose()
    await asyncio.wait_for(script.closed.wait(), 60)
    assert time.monotonic() - started >= grace
    await until_state(first, learner, answer_id, AnswerState.INCOMPLETE)
    text, end = await read_all(first.answers.follow(learner, answer_id))
    assert (text, end.code) == ("half", "no_reader")
    assert [message["content"] for message in await read_messages(pool, chat)] == ["Why?", "half"]


async def test_a_reader_that_was_dropped_counts_no_longer(first: AnswerProcess, learner: uuid.UUID) -> None:
    """Whoever is cancelled before the first step does not close the reader; the answer ends nevertheless."""
    script = Script()
    _, reader = await first.ask(script, learner, grace=0.0)
    del reader
    await asyncio.wait_for(script.closed.wait(), 60)


@pytest.mark.parametrize("is_remote", [False, True])
async def test_a_reader_who_comes_back_keeps_the_answer_alive(
    first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID, *, is_remote: bool
) -> None:
    """As long as somebody reads, in whichever process, it goes on; the grace begins anew when they leave."""
    script = Script().say("one ")
    answer_id, reader = await first.ask(script, learner, grace=GRACE)
    assert await read_text(reader) == "one "
    await reader.aclose()
    back = (second if is_remote else first).answers.follow(learner, answer_id, after=4)
    waiting = asyncio.ensure_future(anext(back))
    await asyncio.sleep(3 * GRACE)
    assert not script.closed.is_set()
    script.say("two")
    assert await waiting
    left = time.monotonic()
    await back.aclose()
    await asyncio.wait_for(script.closed.wait(), 60)
    assert time.monotonic() - left >= GRACE


async def test_a_reading_process_that_is_gone_counts_no_longer(
    first: AnswerProcess, hung: AnswerProcess, pool: Pool, learner: uuid.UUID
) -> None:
    """The marks of a killed process end with its lease."""
    script = Script().say("x")
    answer_id, reader = await first.ask(script, learner, grace=0.0)
    back = hung.answers.follow(learner, answer_id)
    assert await read_text(back) == "x"
    await reader.aclose()
    await asyncio.sleep(GRACE)
    assert not script.closed.is_set()
    await pool.execute(END_LEASES)
    await asyncio.wait_for(script.closed.wait(), 60)
    await back.aclose()


@pytest.mark.parametrize("is_remote", [False, True])
async def test_an_answer_is_stopped_from_any_process(
    first: AnswerProcess, second: AnswerProcess, pool: Pool, learner: uuid.UUID, *, is_remote: bool
) -> None:
    """The producer is closed, all readers get the end, and the text is kept."""
    chat = await add_chat(pool, learner)
    script = Script().say("half")
    answer_id, reader = await first.ask(script, learner, session_id=chat)
    assert await read_text(reader) == "half"
    assert await (second if is_remote else first).answers.stop(learner, answer_id) is True
    assert script.closed.is_set()
    assert await read_all(reader) == ("", AnswerEnd(state=AnswerState.STOPPED, payload={}))
    stored = await second.answers.find(learner, answer_id)
    assert (stored.state, stored.content) == (AnswerState.STOPPED, "half")
    assert (await read_messages(pool, chat))[1]["message_metadata"]["state"] == "stopped"
    for process in (first, second):
        assert await process.answers.stop(learner, answer_id) is False


async def test_a_stop_whose_notification_is_lost(
    dsn: str, tmp_path: Path, second: AnswerProcess, learner: uuid.UUID
) -> None:
    """The owner notices it when it stores text the next time."""
    async with open_process(dsn, tmp_path, listens=False) as deaf:
        script = Script().say("half")
        answer_id, reader = await deaf.ask(script, learner)
        assert await second.answers.stop(learner, answer_id) is True
        await asyncio.wait_for(script.closed.wait(), 60)
        assert (await read_all(reader))[1].state is AnswerState.STOPPED


async def test_a_stop_that_the_owner_does_not_hear(
    hung: AnswerProcess, second: AnswerProcess, learner: uuid.UUID
) -> None:
    """After a while it is stopped without the owner, which ends when it notices."""
    script = Script().say("half")
    answer_id, reader = await hung.ask(script, learner)
    assert await second.answers.stop(learner, answer_id) is True
    assert await find_state(second, learner, answer_id) is AnswerState.STOPPED
    await hung.answers.sync()
    text, end = await read_all(reader)
    assert (text, end.state) == ("half", AnswerState.STOPPED)
    assert script.closed.is_set()


async def test_the_answers_of_a_lost_process_are_ended_by_others(
    hung: AnswerProcess, second: AnswerProcess, pool: Pool, learner: uuid.UUID
) -> None:
    """Readers elsewhere get what was stored and an end; if the process lives after all, its readers end as well."""
    chat = await add_chat(pool, learner)
    script = Script().say("stored ")
    answer_id, reader = await hung.ask(script, learner, session_id=chat)
    await read_text(reader)
    await hung.answers.sync()
    script.say("lost")
    assert await read_text(reader) == "lost"
    remote = second.answers.follow(learner, answer_id)
    assert await read_text(remote) == "stored "
    await pool.execute(END_LEASES)
    text, end = await read_all(remote)
    assert (text, end.state, end.code) == ("", AnswerState.INCOMPLETE, "process_lost")
    # A reader who had more than was stored gets nothing twice.
    assert (await read_all(second.answers.follow(learner, answer_id, after=11)))[0] == ""
    await hung.answers.sync()
    assert (await read_all(reader))[1].code == "process_lost"
    assert script.closed.is_set()
    answer = (await read_messages(pool, chat))[1]
    assert (answer["content"], answer["message_metadata"]["incomplete"]) == ("stored ", True)


async def test_nothing_is_abandoned_just_after_the_start_of_postgresql(pool: Pool, learner: uuid.UUID) -> None:
    """Owners could not renew their leases while it was away."""
    uptime = await pool.fetchval("SELECT extract(epoch FROM now() - pg_postmaster_start_time())::float")
    await pool.execute(
        "INSERT INTO study.answers (id, user_id, question, owner) VALUES ('req_1_a', $1, 'q', gen_random_uuid())",
        learner,
    )
    assert await end_abandoned(pool, error="", code="", recovery=uptime + 600) == 0
    assert await end_abandoned(pool, error="", code="", recovery=uptime / 2) == 1
    assert await pool.fetchval("SELECT state FROM study.answers") == "incomplete"


async def test_a_process_that_stops(
    first: AnswerProcess, second: AnswerProcess, pool: Pool, learner: uuid.UUID
) -> None:
    """Its answers are incomplete, its readers are to come back, also those of other processes' answers."""
    chat = await add_chat(pool, learner)
    elsewhere, script = Script().say("goes on"), Script().say("half")
    other_id, _other_reader = await second.ask(elsewhere, learner)
    answer_id, reader = await first.ask(script, learner, session_id=chat)
    remote = first.answers.follow(learner, other_id)
    assert await read_text(remote) == "goes on"
    first.deps.stopping.set()
    text, end = await read_all(reader)
    assert (text, end.state, end.code) == ("half", AnswerState.INCOMPLETE, "shutting_down")
    assert script.closed.is_set()
    end = (await read_all(remote))[1]
    assert (end.state, end.code) == (AnswerState.RUNNING, "shutting_down")
    with pytest.raises(ShuttingDown):
        await first.ask(Script(), learner)
    await first.answers.close()
    assert await pool.fetchval("SELECT count(*) FROM study.answer_processes") == 1
    assert await find_state(second, learner, answer_id) is AnswerState.INCOMPLETE
    assert (await read_messages(pool, chat))[1]["content"] == "half"
    elsewhere.finish()
    assert (await read_all(second.answers.follow(learner, other_id)))[0] == "goes on"


async def test_a_producer_that_does_not_close(second: AnswerProcess, learner: uuid.UUID) -> None:
    """The answer ends without it, and text that it makes afterwards is nobody's."""
    released = asyncio.Event()

    class Stubborn(Script):
        async def run(self) -> AnswerProducer:
            try:
                async for part in super().run():
                    yield part
            finally:
                await released.wait()

    script = Stubborn().say("half")
    answer_id, reader = await second.ask(script, learner)
    await read_text(reader)
    await second.answers.stop(learner, answer_id)
    assert (await read_all(reader))[1].state is AnswerState.STOPPED
    released.set()
