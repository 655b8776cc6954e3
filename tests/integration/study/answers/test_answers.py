"""Answers are stored while they are made, and read from any process."""

import uuid

from alcove.apps.study.answers.model import AnswerState
from alcove.foundation.database import Pool
from integration.study.answers.answer_processes import AnswerProcess, Script, read_all


async def test_an_answer_is_read_and_stored(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """The first reader gets every piece and the end; afterwards question, text and payload are in the database."""
    script = Script().say("Grüße", ", ", "𝔘niversum 🌍").finish(usage={"total_tokens": 3}, metadata={"cached": False})
    answer_id, reader = await first.ask(script, learner)
    text, end = await read_all(reader)
    assert text == "Grüße, 𝔘niversum 🌍"
    assert (end.state, end.payload["usage"]) == (AnswerState.COMPLETE, {"total_tokens": 3})
    stored = await first.answers.find(learner, answer_id)
    assert (stored.content, stored.state, stored.question) == (text, AnswerState.COMPLETE, "Why?")
    assert stored.payload == end.payload
    assert await pool.fetchval("SELECT length(content) FROM study.answers WHERE id = $1", answer_id) == len(text)


async def test_a_reader_in_another_process(first: AnswerProcess, second: AnswerProcess, learner: uuid.UUID) -> None:
    """It gets the stored text, then what comes, and the end."""
    script = Script().say("one ", "two ")
    answer_id, reader = await first.ask(script, learner)
    assert (await anext(reader)).text == "one "
    remote = second.answers.follow(learner, answer_id)
    assert (await anext(remote)).text == "one two "
    script.say("three").finish()
    assert (await read_all(remote))[0] == "three"
    assert (await read_all(reader))[0] == "two three"
