"""Readers come, go and come back, in any process: together they get exactly the text."""

import asyncio
import gc
import uuid
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.apps.study.answers.buffer import AnswerBuffer
from alcove.apps.study.answers.model import AnswerEnd, AnswerPart, AnswerState, AnswerText
from integration.study.answers.answer_processes import AnswerProcess, Script, join, open_process, read_all, read_text
from support.until import until_async

PIECES = ("Ä", "\U0001f30d\U0001f30d", "x", "ש" * 30, "e\u0301", "long " * 50)


async def test_a_reader_in_another_process(first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID) -> None:
    """It gets the stored text, then what comes, and the end with its payload."""
    script = Script().say("one ", "two ")
    answer_id, reader = await first.ask(script, learner)
    assert await read_text(reader) == "one "
    remote = second.answers.follow(learner, answer_id)
    assert await read_text(remote) == "one two "
    script.say("three").finish(usage={"total_tokens": 1})
    assert await read_all(remote) == (
        "three",
        AnswerEnd(state=AnswerState.COMPLETE, payload={"usage": {"total_tokens": 1}}),
    )
    assert (await read_all(reader))[0] == "two three"


async def test_a_process_that_gets_no_notification(
    first: AnswerProcess, dsn: str, tmp_path: Path, learner: uuid.UUID
) -> None:
    """It reads on all the same: every row is read again from time to time."""
    async with open_process(dsn, tmp_path, listens=False) as deaf:
        script = Script().say("one ")
        answer_id, _reader = await first.ask(script, learner)
        remote = deaf.answers.follow(learner, answer_id)
        assert await read_text(remote) == "one "
        script.say("two")
        assert await read_text(remote) == "two"
        script.finish()
        assert (await read_all(remote))[1].state is AnswerState.COMPLETE


@pytest.mark.parametrize("is_remote", [False, True])
@pytest.mark.parametrize("is_running", [True, False])
async def test_positions_of_all_kinds(
    first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID, *, is_remote: bool, is_running: bool
) -> None:
    """A negative position is the start; behind the end there is nothing but the end, or what passes the position."""
    script, process = Script().say("Äb", "cd"), second if is_remote else first
    answer_id, reader = await first.ask(script, learner)
    if not is_running:
        script.say("ef").finish()
        await read_all(reader)
    followers = {
        after: asyncio.create_task(read_all(process.answers.follow(learner, answer_id, after=after)))
        for after in (-(10**20), -1, 0, 1, 4, 5, 6, 7, 10**20)
    }
    if is_running:
        await asyncio.sleep(0)
        script.say("ef").finish()
    texts = {after: (await task)[0] for after, task in followers.items()}
    assert texts == {after: "Äbcdef"[max(0, after) :] for after in followers}


async def test_many_readers_hold_one_text(first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID) -> None:
    """Readers that do not read hold positions only, and each gets everything when it reads again."""
    text = "0123456789" * 10_000
    script = Script()
    answer_id, reader = await first.ask(script, learner)
    readers = [process.answers.follow(learner, answer_id) for process in (first, second) for _ in range(50)]
    script.say("start ")
    for slow in readers:
        assert await read_text(slow) == "start "
    for start in range(0, len(text), 50):
        script.say(text[start : start + 50])
    script.finish()
    assert (await read_all(reader))[0] == f"start {text}"
    # The other process reads the last part on its own.
    await until_async(lambda: len(_list_buffers(longer_than=len(text))) >= 2)
    assert len(_list_buffers(longer_than=len(text))) == 2
    for slow in readers:
        assert await read_all(slow) == (text, AnswerEnd(state=AnswerState.COMPLETE, payload={}))


def _list_buffers(*, longer_than: int) -> list[AnswerBuffer]:
    return [found for found in gc.get_objects() if isinstance(found, AnswerBuffer) and found.length > longer_than]


async def test_nothing_is_left_of_an_answer(first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID) -> None:
    """Neither its end nor the last reader leaves anything in a process, nor a mark in the database."""
    script = Script().say("x")
    answer_id, reader = await first.ask(script, learner)
    remote = second.answers.follow(learner, answer_id)
    await read_text(remote)
    assert await first.deps.pool.fetchval("SELECT count(*) FROM study.answer_readers") == 1
    await remote.aclose()

    async def has_left() -> bool:
        return not await first.deps.pool.fetchval("SELECT count(*) FROM study.answer_readers")

    await until_async(has_left)
    assert not second.answers.followed_ids
    script.finish()
    await read_all(reader)
    assert not first.answers.live_ids


steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(0, len(PIECES) - 1)),
        st.tuples(st.just("read"), st.integers(1, 3)),
        st.tuples(st.just("move"), st.integers(0, 1)),
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script_steps=steps)
async def test_any_way_of_coming_back_yields_exactly_the_text(
    first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID, script_steps: list[tuple[str, int]]
) -> None:
    """However a reader is disconnected and resumes by its position, in whichever process, nothing lacks or repeats."""
    script, processes = Script(), (first, second)
    answer_id, reader = await first.ask(script, learner)
    said, got = "", list[AnswerPart]()
    position = 0

    async def read(source: AsyncGenerator[AnswerPart, None], count: int) -> None:
        nonlocal position
        for _ in range(count):
            if position >= len(said):
                return
            part = await anext(source)
            assert isinstance(part, AnswerText)
            got.append(part)
            position = part.position

    for step, value in script_steps:
        if step == "say":
            script.say(PIECES[value])
            said += PIECES[value]
        elif step == "read":
            await read(reader, value)
        else:
            await reader.aclose()
            reader = processes[value].answers.follow(learner, answer_id, after=position)
    script.finish()
    await reader.aclose()
    rest = [part async for part in processes[len(script_steps) % 2].answers.follow(learner, answer_id, after=position)]
    assert join([*got, *rest]) == said
    assert isinstance(rest[-1], AnswerEnd)
