"""Answers are stored while they are made; every end is stored, and given to every reader."""

import json
import uuid
from typing import Any

import pytest

from alcove.apps.study.answers.errors import (
    AnswerExists,
    AnswerNotFound,
    AnswersFull,
    ChatNotFound,
    TooManyAnswers,
)
from alcove.apps.study.answers.model import AnswerEnd, AnswerLimits, AnswerState, AnswerText
from alcove.foundation.database import Pool
from alcove.foundation.errors import AppError, InternalError
from integration.study.answers.answer_processes import (
    AnswerProcess,
    Script,
    join,
    open_process,
    read_all,
    read_text,
    thoughts,
)
from support.until import until_async

TEXT = "Grüße, \U0001f30d und שלום"
END: dict[str, Any] = {"usage": {"total_tokens": 3}, "metadata": {"actual_provider": "claude", "cached": False}}


class NoProvider(AppError):
    """The providers are away."""

    status = 503
    code = "AI_PROVIDER_ERROR"


async def add_chat(pool: Pool, account: uuid.UUID) -> uuid.UUID:
    """Add a chat."""
    chat: uuid.UUID = await pool.fetchval(
        "INSERT INTO public.ai_tutor_sessions (user_id) VALUES ($1) RETURNING id", account
    )
    return chat


async def read_messages(pool: Pool, chat: uuid.UUID) -> list[dict[str, Any]]:
    """Return the messages of a chat."""
    rows = await pool.fetch("SELECT * FROM public.ai_messages WHERE session_id = $1 ORDER BY created_at", chat)
    return [{**row, "message_metadata": json.loads(row["message_metadata"])} for row in rows]


async def test_an_answer_is_read_and_stored(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """The first reader gets every piece and the end; afterwards question, text and payload are in the database."""
    script = Script().say(*TEXT).finish(**END)
    answer_id, reader = await first.ask(script, learner)
    parts = [part async for part in reader]
    assert [part.text for part in parts if isinstance(part, AnswerText)] == list(TEXT)
    assert join(parts) == TEXT
    assert parts[-1] == AnswerEnd(state=AnswerState.COMPLETE, payload=END)
    stored = await first.answers.find(learner, answer_id)
    assert (stored.content, stored.state, stored.question, stored.payload) == (TEXT, AnswerState.COMPLETE, "Why?", END)
    assert stored.ended_at is not None
    assert await pool.fetchval("SELECT length(content) FROM study.answers WHERE id = $1", answer_id) == len(TEXT)


async def test_the_question_is_stored_before_the_producer_runs(first: AnswerProcess, learner: uuid.UUID) -> None:
    """The row is there while the producer has said nothing; its text follows while it is made."""
    script = Script()
    answer_id, reader = await first.ask(script, learner, question="What is light?")
    stored = await first.answers.find(learner, answer_id)
    assert (stored.question, stored.content, stored.state) == ("What is light?", "", AnswerState.RUNNING)
    script.say("a wave")

    async def is_stored() -> bool:
        content = await first.deps.pool.fetchval("SELECT content FROM study.answers WHERE id = $1", answer_id)
        return bool(content == "a wave")

    await until_async(is_stored)
    assert (await first.answers.find(learner, answer_id)).content == "a wave"
    script.finish()
    assert (await read_all(reader))[0] == "a wave"


async def test_question_and_answer_are_messages_of_the_chat(
    first: AnswerProcess, pool: Pool, learner: uuid.UUID
) -> None:
    """The question is a message at once, the answer at its end, with tokens, time and the database's provider name."""
    chat = await add_chat(pool, learner)
    script = Script()
    answer_id, reader = await first.ask(script, learner, session_id=chat)
    (question,) = await read_messages(pool, chat)
    assert (question["role"], question["content"], question["ai_provider"]) == ("user", "Why?", None)
    script.say("Because.").finish(**END)
    await read_all(reader)
    _, answer = await read_messages(pool, chat)
    assert (answer["role"], answer["content"], answer["ai_provider"]) == ("assistant", "Because.", "anthropic")
    assert answer["tokens_used"] == 3
    assert 0 <= answer["response_time"] < 60_000
    assert answer["message_metadata"] == {**END["metadata"], "request_id": answer_id, "state": "complete"}
    assert await pool.fetchval("SELECT total_messages FROM public.ai_tutor_sessions WHERE id = $1", chat) == 2


async def test_providers_of_messages(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """Names are those of the database; an answer without a provider has none, and strange usage is left out."""
    chat = await add_chat(pool, learner)
    providers = {"ollama": "local", "gemini": "google", "none": None, 7: None, None: None}
    for provider in providers:
        script = Script().say("x").finish(usage={"total_tokens": "many"}, metadata={"actual_provider": provider})
        _, reader = await first.ask(script, learner, session_id=chat)
        await read_all(reader)
    answers = [message for message in await read_messages(pool, chat) if message["role"] == "assistant"]
    assert [answer["ai_provider"] for answer in answers] == list(providers.values())
    assert {answer["tokens_used"] for answer in answers} == {None}


async def test_an_incomplete_answer_is_a_marked_message(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """What there is of it stays; without any text there is no message."""
    chat = await add_chat(pool, learner)
    for script in (Script().say("half").give_up(NoProvider("No provider.")), Script().give_up()):
        _, reader = await first.ask(script, learner, session_id=chat)
        await read_all(reader)
    messages = [message for message in await read_messages(pool, chat) if message["role"] == "assistant"]
    assert [message["content"] for message in messages] == ["half"]
    assert (messages[0]["message_metadata"]["state"], messages[0]["message_metadata"]["incomplete"]) == (
        "incomplete",
        True,
    )


async def test_an_error_before_the_first_increment_is_raised(first: AnswerProcess, learner: uuid.UUID) -> None:
    """The first reader gets the producer's error itself, others an end; the answer has failed."""
    script = Script()
    answer_id, reader = await first.ask(script, learner)
    error = NoProvider("All providers are away.", headers={"Retry-After": "7"})
    script.fail(error)
    with pytest.raises(NoProvider) as raised:
        await anext(reader)
    assert raised.value is error

    async def has_failed() -> bool:
        return (await first.answers.find(learner, answer_id)).state is AnswerState.FAILED

    await until_async(has_failed)
    text, end = await read_all(first.answers.follow(learner, answer_id))
    assert (text, end.state, end.error, end.code) == (
        "",
        AnswerState.FAILED,
        "All providers are away.",
        "AI_PROVIDER_ERROR",
    )


async def test_an_error_after_text_ends_an_incomplete_answer(first: AnswerProcess, learner: uuid.UUID) -> None:
    """It is not raised: the reader has text already. The end has the error."""
    _, reader = await first.ask(Script().say("half").fail(NoProvider("Away.")), learner)
    text, end = await read_all(reader)
    assert (text, end.state, end.error, end.code) == ("half", AnswerState.INCOMPLETE, "Away.", "AI_PROVIDER_ERROR")
    assert isinstance(end.app_error, NoProvider)


@pytest.mark.parametrize("text", ["", "half"])
async def test_an_unexpected_error_tells_nothing(first: AnswerProcess, learner: uuid.UUID, text: str) -> None:
    """Its text may have anything in it, so it is in the log only."""
    script = Script()
    if text:
        script.say(text)
    answer_id, reader = await first.ask(script.fail(ValueError("the key sk-123")), learner)
    if text:
        assert "sk-123" not in (await read_all(reader))[1].error
    else:
        with pytest.raises(InternalError, match="went wrong"):
            await anext(reader)

    async def is_stored() -> bool:
        return (await first.answers.find(learner, answer_id)).state is not AnswerState.RUNNING

    await until_async(is_stored)
    assert "sk-123" not in (await first.answers.find(learner, answer_id)).error


async def test_a_producer_that_just_ends_is_incomplete(first: AnswerProcess, learner: uuid.UUID) -> None:
    """Without its word that the answer is complete it is not."""
    _, reader = await first.ask(Script().say("half").fail(StopAsyncIteration()), learner)
    text, end = await read_all(reader)
    assert (text, end.state, end.code) == ("half", AnswerState.INCOMPLETE, "incomplete")


async def test_texts_that_postgresql_cannot_store(first: AnswerProcess, pool: Pool, learner: uuid.UUID) -> None:
    """NUL and halves of surrogate pairs are replaced everywhere by one character each, so that positions stay right."""
    chat = await add_chat(pool, learner)
    hostile = "a\0b\ud800c"
    script = Script().say(hostile).finish(metadata={"x\0": [hostile, 1, None]}, quality={"overall": 0.5})
    answer_id, reader = await first.ask(script, learner, question=hostile, session_id=chat)
    text, end = await read_all(reader)
    clean = "a\ufffdb\ufffdc"
    assert text == clean
    stored = await first.answers.find(learner, answer_id)
    assert (stored.question, stored.content) == (clean, clean)
    assert stored.payload == end.payload == {"metadata": {"x\ufffd": [clean, 1, None]}, "quality": {"overall": 0.5}}


async def test_reasoning_is_read_but_not_stored(first: AnswerProcess, learner: uuid.UUID) -> None:
    """It comes where it was said; a later reader gets the text only."""
    script = Script().think("Hm", "...").say("A", "B").think("really?").say("C").finish()
    answer_id, reader = await first.ask(script, learner)
    parts = [part async for part in reader]
    assert thoughts(parts) == ["Hm", "...", "really?"]
    assert [type(part).__name__ for part in parts] == [
        "AnswerReasoning", "AnswerReasoning", "AnswerText", "AnswerText", "AnswerReasoning", "AnswerText", "AnswerEnd",
    ]  # fmt: skip
    assert thoughts([part async for part in first.answers.follow(learner, answer_id)]) == []


async def test_who_may_ask_and_read(first: AnswerProcess, pool: Pool, learner: uuid.UUID, other: uuid.UUID) -> None:
    """A foreign chat, a foreign answer and an unknown one are not found; a second answer with an id is refused."""
    chat = await add_chat(pool, other)
    script = Script()
    for session in (chat, uuid.uuid4()):
        with pytest.raises(ChatNotFound):
            await first.ask(Script(), learner, session_id=session)
    answer_id, reader = await first.ask(script, learner)
    for user, wanted in ((other, answer_id), (learner, "req_1_unknown")):
        with pytest.raises(AnswerNotFound):
            await first.answers.find(user, wanted)
        with pytest.raises(AnswerNotFound):
            await anext(first.answers.follow(user, wanted))
        with pytest.raises(AnswerNotFound):
            await first.answers.stop(user, wanted)
    with pytest.raises(AnswerExists):
        await first.ask(Script(), other, id=answer_id)
    script.say("x").finish()
    await read_all(reader)
    with pytest.raises(AnswerExists):
        await first.ask(Script(), learner, id=answer_id)
    assert await pool.fetchval("SELECT count(*) FROM study.answers") == 1
    assert await pool.fetchval("SELECT count(*) FROM public.ai_messages") == 0


async def test_limits(dsn: str, tmp_path: Any, learner: uuid.UUID, other: uuid.UUID) -> None:
    """One account and one process can make so many answers, each so long; an answer that ends makes room."""
    limits = AnswerLimits(per_user=1, per_process=2, characters=4)
    async with open_process(dsn, tmp_path, limits=limits) as process:
        long, script = Script(), Script()
        _, first_reader = await process.ask(long, learner)
        with pytest.raises(TooManyAnswers) as refused:
            await process.ask(Script(), learner)
        assert refused.value.headers["Retry-After"]
        _, second_reader = await process.ask(script, other)
        with pytest.raises(AnswersFull):
            await process.ask(Script(), uuid.uuid4())
        text, end = await read_all_after(first_reader, long, "äbc", "defg", "h")
        assert (text, end.state, end.code) == ("äbcd", AnswerState.INCOMPLETE, "answer_too_long")
        assert long.closed.is_set()
        _, third = await process.ask(Script().say("ok").finish(), learner)
        assert await read_text(third) == "ok"
        script.say("1234").finish()
        assert (await read_all(second_reader))[1].state is AnswerState.COMPLETE


async def read_all_after(reader: Any, script: Script, *texts: str) -> tuple[str, AnswerEnd]:
    """Let a script say texts, and read to the end."""
    script.say(*texts)
    return await read_all(reader)


async def test_rows_go_with_the_account_and_with_the_chat(
    first: AnswerProcess, pool: Pool, learner: uuid.UUID, other: uuid.UUID
) -> None:
    """An account that is deleted in mid-answer ends it, and nothing is left; a deleted chat leaves the answer."""
    chat = await add_chat(pool, other)
    doomed, kept = Script().say("a"), Script().say("b")
    _, doomed_reader = await first.ask(doomed, learner)
    answer_id, kept_reader = await first.ask(kept, other, session_id=chat)
    await pool.execute("DELETE FROM auth.users WHERE id = $1", learner)
    await pool.execute("DELETE FROM public.ai_tutor_sessions WHERE id = $1", chat)
    _, end = await read_all(doomed_reader)
    assert (end.state, end.code) == (AnswerState.FAILED, "NOT_FOUND")
    assert doomed.closed.is_set()
    kept.finish()
    assert (await read_all(kept_reader))[1].state is AnswerState.COMPLETE
    stored = await first.answers.find(other, answer_id)
    assert (stored.content, stored.session_id) == ("b", None)
    assert await pool.fetchval("SELECT count(*) FROM study.answers") == 1
