"""Answers that end in the middle: stopped, left, of an account that signs out or is deleted."""

import json
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Final

import httpx2
import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.tutor_world import QUESTION, TUTOR, Learner
from support.ai_provider import AiProviderSite
from support.http_client import blocking_http_client
from support.until import until_async

SLOW: Final = Behaviour(tokens=3000, delay=0.02)
ADDRESSES: Final[Mapping[str, Any]] = {
    "/api/ai/chat": {"message": QUESTION, "stream": True},
    f"/functions/v1/{TUTOR}": {"message": QUESTION, "options": {"stream": True}},
}
READ_LOG: Final = "SELECT provider, model, tokens_used, success FROM public.api_usage_logs WHERE user_id = $1"


@contextmanager
def open_stream(learner: Learner, path: str, **headers: str) -> Iterator[tuple[httpx2.Response, Iterator[str]]]:
    """Yield the response to a question, and its lines from the second one on."""
    with (
        blocking_http_client(learner.server.address) as client,
        client.stream("POST", path, headers={**learner.headers, **headers}, json=ADDRESSES[path]) as response,
    ):
        lines = response.iter_lines()
        next(lines)
        yield response, lines


def stop(learner: Learner, answer_id: str) -> Any:
    """Stop an answer."""
    with blocking_http_client(learner.server.address) as client:
        return client.post(f"/api/ai/chat/{answer_id}/stop", headers=learner.headers).json()


def read_end(lines: Iterator[str]) -> dict[str, Any]:
    """Return the last event before the end marker."""
    sent = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    assert sent[-1] == "[DONE]"
    end: dict[str, Any] = json.loads(sent[-2])
    return end


@pytest.mark.parametrize("path", ADDRESSES)
async def test_a_stopped_stream_says_what_was_used(learner: Learner, site: AiProviderSite, path: str) -> None:
    """Its end has the provider, the attempt and the estimated tokens, which are recorded just once."""
    site.script(default=SLOW)
    with open_stream(learner, path) as (response, lines):
        assert stop(learner, response.headers["x-answer-id"]) == {
            "id": response.headers["x-answer-id"], "stopped": True, "state": "stopped",
        }  # fmt: skip
        end = read_end(lines)
    assert (end["type"], end["state"]) == ("done", "stopped")
    assert [attempt["outcome"] for attempt in end["metadata"]["attempts"]] == ["cancelled"]
    rows = await learner.server.execute(READ_LOG, learner.id)
    assert [(row["provider"], row["model"]) for row in rows] == [("deepseek", "deepseek-chat")]
    assert rows[0]["tokens_used"] > 0
    if path == "/api/ai/chat":
        assert end["usage"]["estimated"] is True
        assert end["usage"]["total_tokens"] == rows[0]["tokens_used"]
        assert (end["metadata"]["finish_reason"], end["metadata"]["actual_provider"]) == ("stopped", "deepseek")
        assert end["model"] == "deepseek-chat"
    else:
        assert "usage" not in end
        assert end["metadata"]["model"] == "deepseek-chat"
        assert len(end["quality"]["breakdown"]) == 4


async def test_the_message_of_a_stopped_answer_has_its_provider_and_tokens(
    learner: Learner, site: AiProviderSite
) -> None:
    """The chat tells who has spoken, and that it is not all."""
    site.script(default=SLOW)
    session_id = await learner.add_session()
    body = {"message": QUESTION, "session_id": str(session_id)}
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(learner.chat, body)
        query = "SELECT id FROM study.answers WHERE user_id = $1 AND content <> ''"
        rows = await until_async(lambda: learner.server.execute(query, learner.id))
        stop(learner, rows[0]["id"])
        answer = waiting.result(timeout=30).json()
    assert answer["usage"]["completion_tokens"] > 0
    messages = await learner.server.execute(
        "SELECT * FROM public.ai_messages WHERE session_id = $1 AND role = 'assistant'", session_id
    )
    assert [message["content"] for message in messages] == [answer["content"]]
    assert messages[0]["ai_provider"] == "deepseek"
    assert messages[0]["tokens_used"] == answer["usage"]["total_tokens"]
    assert json.loads(messages[0]["message_metadata"])["incomplete"] is True


async def test_a_reader_who_leaves_the_function_leaves_a_described_answer(
    learner: Learner, site: AiProviderSite
) -> None:
    """The function has no grace: the answer ends at once, and can still be read with what it used."""
    site.script(default=SLOW)
    with open_stream(learner, f"/functions/v1/{TUTOR}") as (response, _):
        answer_id = response.headers["x-answer-id"]
    query = "SELECT payload::text, error_code FROM study.answers WHERE id = $1 AND state = 'incomplete'"
    rows = await until_async(lambda: learner.server.execute(query, answer_id))
    payload = json.loads(rows[0]["payload"])
    assert rows[0]["error_code"] == "no_reader"
    assert [attempt["provider"] for attempt in payload["metadata"]["attempts"]] == ["deepseek"]
    assert len(await learner.server.execute(READ_LOG, learner.id)) == 1


async def test_a_client_that_leaves_before_the_first_token_ends_the_call(
    learner: Learner, site: AiProviderSite
) -> None:
    """Whoever waits for JSON, or for the first event, is noticed to be gone."""
    site.script(default=Behaviour(tokens=5, first_delay=8.0))
    for count, body in enumerate(({"message": QUESTION}, {"message": QUESTION, "options": {"stream": True}}), start=1):
        with pytest.raises(httpx2.TimeoutException):
            learner.call(TUTOR, body, timeout=0.7)
        await site.wait_for_request(count=count)
        assert (await site.wait_for_end()).end == "disconnected"


@pytest.mark.parametrize("path", ADDRESSES)
async def test_signing_out_ends_no_answer_but_nobody_comes_back_to_it(
    learner: Learner, site: AiProviderSite, path: str
) -> None:
    """The open stream was allowed; a further request with the token is not."""
    site.script(default=Behaviour(tokens=40, delay=0.05))
    session_id = uuid.uuid4()
    await learner.server.execute(
        "INSERT INTO auth.sessions (id, user_id, created_at, updated_at) VALUES ($1, $2, now(), now())",
        session_id, learner.id,
    )  # fmt: skip
    token = learner.server.token(learner.id, session_id=str(session_id))
    headers = {**learner.headers, "Authorization": f"Bearer {token}"}
    with open_stream(learner, path, **headers) as (response, lines):
        await learner.server.execute("DELETE FROM auth.sessions WHERE id = $1", session_id)
        answer_id = response.headers["x-answer-id"]
        with blocking_http_client(learner.server.address) as client:
            again = client.get(f"/api/ai/chat/{answer_id}/stream", headers=headers)
        assert (again.status_code, again.json()["code"]) == (401, "AUTH_ERROR")
        assert read_end(lines)["type"] == "done"


@pytest.mark.parametrize("path", ADDRESSES)
async def test_deleting_the_account_ends_its_answers(learner: Learner, site: AiProviderSite, path: str) -> None:
    """The stream gets an end, the provider's connection is closed, and no row is left."""
    site.script(default=SLOW)
    with open_stream(learner, path) as (_, lines):
        await learner.server.execute("DELETE FROM auth.users WHERE id = $1", learner.id)
        end = read_end(lines)
    assert (end["type"], end["code"]) == ("error", "NOT_FOUND")
    assert (await site.wait_for_end()).end == "disconnected"
    assert await learner.server.execute("SELECT FROM study.answers WHERE user_id = $1", learner.id) == []
    assert await learner.server.execute(READ_LOG, learner.id) == []
