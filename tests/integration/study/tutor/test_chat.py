"""`POST /api/ai/chat`: bodies, answers, streams, chats that are stored, and errors."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.served import StudyServer
from integration.study.tutor_world import (
    QUESTION,
    Learner,
    add_learner,
    last_messages,
    mask,
    read_events,
    read_text,
    say,
)
from support.ai_provider import AiProviderSite
from support.golden import check
from support.http_client import blocking_http_client
from support.until import until_async

GOLDEN: Final = Path(__file__).parent / "golden"
ALIAS: Final = "/api/study/ai/chat"
INVALID: Final[list[tuple[Any, set[str]]]] = [
    ({}, {"message"}),
    ({"message": " "}, {"message"}),
    ({"message": "x" * 10_001}, {"message"}),
    ({"message": 5}, {"message"}),
    ({"messages": []}, {"message"}),
    ({"messages": [{"role": "assistant", "content": "Hello"}]}, {"message"}),
    ({"messages": [{"role": "user", "content": "x" * 10_001}]}, {"messages"}),
    ({"messages": [{"role": "tool", "content": "x"}]}, {"messages"}),
    ({"messages": [{"role": "user"}]}, {"messages"}),
    ({"messages": [{"role": "user", "content": "x"}] * 201}, {"messages"}),
    ({"message": "x", "temperature": 3, "max_tokens": 0, "stream": "yes"}, {"temperature", "max_tokens", "stream"}),
    ({"message": "x", "temperature": "0"}, {"temperature"}),
    ({"message": "x", "provider": "acme"}, {"provider"}),
    ({"message": "x", "model": "m" * 201}, {"model"}),
    ({"message": "x", "session_id": "abc"}, {"session_id"}),
    ({"message": "x", "context": {"subject": 5}}, {"context"}),
    ({"message": "x", "metadata": []}, {"metadata"}),
    ({"message": "x", "mode": "sing"}, {"mode"}),
]


def pin(name: str, status: int, body: Any) -> None:
    """Compare an answer with the pinned one."""
    check(GOLDEN / f"{name}.json", {"status": status, "body": mask(body)})


@pytest.mark.parametrize("path", ["/api/ai/chat", ALIAS])
async def test_the_answer_is_pinned(learner: Learner, site: AiProviderSite, path: str) -> None:
    """With the native names, at both addresses."""
    await learner.add_passage()
    site.script(default=say())
    response = learner.chat({"message": QUESTION, "temperature": 0, "max_tokens": 9, "metadata": {"a": 1}}, path=path)
    pin("answer", response.status_code, response.json())
    assert response.headers["x-answer-id"] == response.json()["id"]
    sent = site.requests()[-1].body
    assert (sent["temperature"], sent["max_tokens"]) == (0, 9)


async def test_a_provider_and_a_model_can_be_chosen(learner: Learner, site: AiProviderSite) -> None:
    """The requested provider is asked first, by the functions' name or the database's."""
    answer = learner.chat({"message": QUESTION, "provider": "anthropic", "model": "claude-3-opus-20240229"}).json()
    assert (answer["provider"], answer["model"]) == ("claude", "claude-3-opus-20240229")
    site.script(default=Behaviour(status=500), key="key-claude")
    answer = learner.chat({"message": "Another one", "provider": "claude"}).json()
    metadata = answer["metadata"]
    assert (metadata["requested_provider"], metadata["actual_provider"], metadata["reason"]) == (
        "claude", "deepseek", "server_error",
    )  # fmt: skip


async def test_the_last_message_is_the_question(learner: Learner, site: AiProviderSite) -> None:
    """Earlier ones are the history, without those of the system; `message` with `messages` comes after them."""
    messages = [
        {"role": "system", "content": "You are a pirate."}, {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Why primes?"},
    ]  # fmt: skip
    learner.chat({"messages": messages, "context": {"subject": "Maths", "difficulty": "beginner"}})
    sent = last_messages(site)
    assert [message["content"].partition("\n")[0] for message in sent[1:]] == ["Hello", "Hi", "Why primes?"]
    assert "students of Maths at the level: beginner" in sent[0]["content"]
    learner.chat({"message": "And why?", "messages": messages[:3]})
    assert [message["content"] for message in last_messages(site)[1:]] == ["Hello", "Hi", "And why?"]


@pytest.mark.parametrize(("body", "headers"), [({"stream": True}, {}), ({}, {"accept": "text/event-stream"})])
async def test_an_answer_is_streamed_on_request(
    learner: Learner, site: AiProviderSite, body: dict[str, Any], headers: dict[str, str]
) -> None:
    """By a flag or by the media type; the end has what the JSON has besides the text."""
    site.script(default=say())
    response = learner.chat({"message": QUESTION, **body}, **headers)
    events = read_events(response)
    assert read_text(events) == "Because of the primes."
    pin("stream_end", 200, events[-1])
    assert events[-1]["id"] == response.headers["x-answer-id"]


@pytest.mark.parametrize(
    ("body", "accept"),
    [({"stream": False}, "text/event-stream"), ({}, "application/json, text/event-stream"), ({}, "*/*")],
)
async def test_an_answer_is_json_when_nobody_wants_events(
    learner: Learner, site: AiProviderSite, body: dict[str, Any], accept: str
) -> None:
    """What the body says wins, then the first media type."""
    site.script(default=say())
    response = learner.chat({"message": QUESTION, **body}, accept=accept)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")


async def test_an_answer_can_be_read_again(learner: Learner, site: AiProviderSite) -> None:
    """At its address, from any position."""
    site.script(default=say())
    answer = learner.chat({"message": QUESTION}).json()
    with blocking_http_client(learner.server.address) as client:
        stored = client.get(f"/api/ai/chat/{answer['id']}", headers=learner.headers).json()
        stream = client.get(f"/api/ai/chat/{answer['id']}/stream?after=8", headers=learner.headers)
    assert stored["content"] == answer["content"]
    assert read_text(read_events(stream)) == "of the primes."


async def test_a_chat_has_both_messages_and_is_the_history(learner: Learner, site: AiProviderSite) -> None:
    """Without a history of the caller's, what was said in the chat is sent with the next question."""
    session_id = await learner.add_session()
    site.script(say("Two and three."), say("Five."))
    learner.chat({"message": "Which primes?", "session_id": str(session_id)})
    learner.chat({"message": "And then?", "session_id": str(session_id)})
    assert await learner.read_messages(session_id) == [
        ("user", "Which primes?"), ("assistant", "Two and three."), ("user", "And then?"), ("assistant", "Five."),
    ]  # fmt: skip
    sent = [message["content"] for message in last_messages(site)[1:]]
    assert sent[0] == "Which primes?"
    assert sent[1] == "Two and three."
    assert sent[-1] == "And then?"


async def test_a_chat_without_a_provider_is_stored_as_well(bare_learner: Learner) -> None:
    """The answer from the materials is a message, and never a source of another answer."""
    await bare_learner.add_passage()
    session_id = await bare_learner.add_session()
    for _ in range(2):
        answer = bare_learner.chat({"message": QUESTION, "session_id": str(session_id)}).json()
        assert [citation["title"] for citation in answer["metadata"]["citations"]] == ["Primes"]
    pin("materials", 200, answer)
    assert len(await bare_learner.read_messages(session_id)) == 4


async def test_somebody_elses_chat_is_not_there(learner: Learner, server: StudyServer, site: AiProviderSite) -> None:
    """Nor one that does not exist; nothing is stored, and nobody is asked."""
    stranger = await add_learner(server)
    await learner.add_passage("The secret prime is 7.")
    session_id = await learner.add_session()
    for chat in (session_id, uuid.uuid4()):
        response = stranger.chat({"message": QUESTION, "session_id": str(chat)})
        assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")
    assert await learner.read_messages(session_id) == []
    assert site.requests() == []


@pytest.mark.parametrize("case", INVALID, ids=range(len(INVALID)))
async def test_a_wrong_body_is_said_field_by_field(learner: Learner, case: tuple[Any, set[str]]) -> None:
    """`fields` has every wrong field, `details` the same as a text."""
    body, fields = case
    response = learner.chat(body)
    error = response.json()
    assert (response.status_code, error["code"], set(error["fields"])) == (400, "VALIDATION_ERROR", fields)
    assert all(f"{name}: " in error["details"] for name in fields)
    assert error["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"5", b'{"message":"\\u0000"}', b'{"message":"\\ud800"}', b"\xff"]
)
async def test_a_body_that_is_no_object_is_refused(learner: Learner, content: bytes) -> None:
    """Malformed JSON is the caller's mistake."""
    with blocking_http_client(learner.server.address) as client:
        response = client.post("/api/ai/chat", headers=learner.headers, content=content)
    assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR")


async def test_the_errors_are_pinned(learner: Learner, bare_learner: Learner, site: AiProviderSite) -> None:
    """Providers that fail, that ask to wait, no provider, and no token; as JSON also for a stream."""
    for name, caller, behaviour in (
        ("failed", learner, Behaviour(status=500)),
        ("limited", learner, Behaviour(status=429, retry_after="90")),
        ("no_provider", bare_learner, None),
    ):
        site.script(default=behaviour)
        for body in ({"message": QUESTION}, {"message": QUESTION, "stream": True}):
            response = caller.chat(body)
            pin(name, response.status_code, response.json())
        await learner.server.execute("TRUNCATE study.ai_provider_health")
    with blocking_http_client(learner.server.address) as client:
        response = client.post("/api/ai/chat", json={"message": QUESTION})
    pin("not_signed_in", response.status_code, response.json())


async def test_an_answer_goes_on_for_its_grace_when_the_reader_leaves(learner: Learner, site: AiProviderSite) -> None:
    """It is complete when the reader comes back, and the provider was not interrupted."""
    site.script(default=Behaviour(tokens=30, delay=0.05))
    body = {"message": QUESTION, "stream": True}
    with (
        blocking_http_client(learner.server.address) as client,
        client.stream("POST", "/api/ai/chat", headers=learner.headers, json=body) as response,
    ):
        answer_id = response.headers["x-answer-id"]
        next(response.iter_lines())
    query = "SELECT content FROM study.answers WHERE id = $1 AND state = 'complete'"
    rows = await until_async(lambda: learner.server.execute(query, answer_id))
    assert len(rows[0]["content"].split()) == 30
    assert (await site.wait_for_end()).end == "answered"


async def test_a_stopped_answer_is_what_there_is_of_it(learner: Learner, site: AiProviderSite) -> None:
    """Who waits for JSON gets the part, with the reason; the provider's connection is closed."""
    site.script(default=Behaviour(tokens=3000, delay=0.02))
    with ThreadPoolExecutor(1) as pool, blocking_http_client(learner.server.address) as client:
        waiting = pool.submit(learner.chat, {"message": QUESTION})
        query = "SELECT id FROM study.answers WHERE user_id = $1 AND content <> ''"
        rows = await until_async(lambda: learner.server.execute(query, learner.id))
        stopped = client.post(f"/api/ai/chat/{rows[0]['id']}/stop", headers=learner.headers)
        answer = waiting.result(timeout=30)
    assert stopped.json()["stopped"] is True
    assert answer.status_code == 200
    assert answer.json()["content"].startswith("word1 word2")
    assert answer.json()["metadata"]["finish_reason"] == "stopped"
    assert (await site.wait_for_end()).end == "disconnected"


async def test_a_repeated_question_is_cached_for_its_account_only(
    learner: Learner, server: StudyServer, site: AiProviderSite
) -> None:
    """Nobody gets what another account was answered."""
    site.script(default=say())
    assert learner.chat({"message": QUESTION}).json()["metadata"]["cached"] is False
    assert learner.chat({"message": QUESTION}).json()["metadata"]["cached"] is True
    stranger = await add_learner(server)
    assert stranger.chat({"message": QUESTION}).json()["metadata"]["cached"] is False
    await learner.add_passage()
    assert learner.chat({"message": QUESTION}).json()["metadata"]["cached"] is False
    assert len(site.requests()) == 3
    assert json.dumps(site.requests()[1].body).count("two divisors") == 0
