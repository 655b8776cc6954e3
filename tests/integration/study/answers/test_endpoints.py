"""The endpoints of answers over HTTP: their replies are pinned as files."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.apps.study.answers.model import AnswerState
from alcove.apps.study.answers.service import StoredAnswers
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.answers.answer_app import build_answer_app, settings, token
from integration.study.answers.answer_processes import FAST, AnswerProcess
from support import golden
from support.http_client import http_client
from support.servers import serve_async
from support.until import until_async

GOLDEN = Path(__file__).parent / "golden"
ID = "req_1_abcdefghi"
TIMES = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"')


@dataclass(frozen=True)
class Server:
    """A server, and a client of one account."""

    process: AnswerProcess
    client: httpx2.AsyncClient
    address: str
    account: uuid.UUID

    async def ask(self, **question: Any) -> httpx2.Response:
        """Ask, and return the whole stream."""
        return await self.client.post("/api/ai/chat", json={"id": ID, **question})


@pytest.fixture
async def server(dsn: str, tmp_path: Path, learner: uuid.UUID) -> AsyncIterator[Server]:
    """Yield a server."""
    async with open_deps(read_configuration(settings(dsn, tmp_path)), dsn, name="answers") as deps:
        answers = StoredAnswers(deps, timing=FAST)
        answers.watch()
        headers = {"Authorization": f"Bearer {token(learner)}"}
        async with (
            serve_async(build_answer_app(deps, answers)) as address,
            http_client(address, headers=headers) as client,
        ):
            yield Server(AnswerProcess(deps, answers), client, address, learner)


def pin(name: str, response: httpx2.Response) -> None:
    """Compare status, the headers of streams and the body with a file."""
    headers = {
        key: response.headers.get(key)
        for key in ("content-type", "cache-control", "x-accel-buffering", "x-answer-id", "retry-after")
    }
    body = TIMES.sub('"TIME"', response.text)
    body = re.sub(r'"request_id":"[0-9a-f]{16}"', '"request_id":"ID"', body)
    golden.check(
        GOLDEN / f"{name}.json", {"status": response.status_code, "headers": headers, "body": body.split("\n")}
    )


async def test_the_stream_of_an_answer(server: Server) -> None:
    """Text with positions in characters, reasoning without; the payload in `done`, then `[DONE]`."""
    pin("complete", await server.ask(pieces=["Grüße, ", "\U0001f30d!"], reasoning="Hm."))
    for after, name in ((0, "resumed"), (9, "resumed-at-the-end")):
        pin(name, await server.client.get(f"/api/study/ai/chat/{ID}/stream", params={"after": after}))
    pin("read", await server.client.get(f"/api/ai/chat/{ID}"))


@pytest.mark.parametrize("ends", ["fail", "cut"])
async def test_an_answer_that_fails_after_text(server: Server, ends: str) -> None:
    """`error` instead of `done`, and `[DONE]` all the same, also for a reader who comes later."""
    pin(f"{ends}-after-text", await server.ask(pieces=["half"], ends=ends))
    pin(f"{ends}-resumed", await server.client.get(f"/api/ai/chat/{ID}/stream?after=2"))
    pin(f"{ends}-read", await server.client.get(f"/api/ai/chat/{ID}"))


async def test_an_answer_that_fails_before_text(server: Server) -> None:
    """It is an error response, no stream."""
    pin("fail-before-text", await server.ask(ends="fail"))


async def test_stops(server: Server) -> None:
    """Both addresses stop an answer, again without effect; its stream says that it was stopped."""
    asking = asyncio.create_task(server.ask(pieces=["half"], ends="wait"))

    async def has_text() -> bool:
        response = await server.client.get(f"/api/ai/chat/{ID}")
        return bool(response.status_code == 200 and response.json()["content"])

    await until_async(has_text)
    pin("stop", await server.client.post(f"/api/ai/chat/{ID}/stop"))
    pin("stopped", await asking)
    pin("stop-again", await server.client.delete(f"/api/study/ai/chat/{ID}"))


@pytest.mark.parametrize("path", ["/api/ai/chat/req_1_none", "/api/ai/chat/req_1_none/stream", f"/api/ai/chat/{ID}"])
async def test_answers_of_others_are_not_there(server: Server, other: uuid.UUID, path: str) -> None:
    """Unknown answers and those of another account are 404; without a token it is 401."""
    await server.ask(pieces=["secret"])
    calls = [("GET", path), ("DELETE", path), ("POST", f"{path}/stop")]
    calls = [("GET", path)] if path.endswith("stream") else calls
    for method, address in calls:
        foreign = await server.client.request(method, address, headers={"Authorization": f"Bearer {token(other)}"})
        assert (foreign.status_code, foreign.json()["code"]) == (404, "NOT_FOUND")
        anonymous = await server.client.request(method, address, headers={"Authorization": ""})
        assert (anonymous.status_code, anonymous.json()["code"]) == (401, "AUTH_ERROR")


@pytest.mark.parametrize(
    ("last_event_id", "after", "text"),
    [
        ("2", "", "cd"), ("2", "3", "cd"), ("", "3", "d"), ("x", "1", "bcd"), ("-1", "", "abcd"),
        ("9" * 30, "", "abcd"),
        ("9" * 15, "", ""), ("", "x", "abcd"),
        ("", "-5", "abcd"), ("", "9" * 15, ""), ("4", "", ""), ("5", "", ""),
    ],
)  # fmt: skip
async def test_where_a_reader_goes_on(server: Server, last_event_id: str, after: str, text: str) -> None:
    """The header wins, because browsers send it when they come back; what is no position counts as none."""
    await server.ask(pieces=["abcd"])
    response = await server.client.get(
        f"/api/ai/chat/{ID}/stream", params={"after": after}, headers={"Last-Event-ID": last_event_id}
    )
    assert response.status_code == 200
    assert "".join(re.findall(r'"delta":"(.*?)"', response.text)) == text


async def test_a_client_that_leaves(server: Server) -> None:
    """It is noticed at once, before the first part and after it: the answer ends."""
    for number, pieces in enumerate(((), ("half",))):
        answer_id = f"req_{number}_abcdefghi"
        question = {"id": answer_id, "pieces": pieces, "ends": "wait", "grace": 0.0}
        async with http_client(server.address, headers=dict(server.client.headers)) as client:
            asking = asyncio.create_task(client.post("/api/ai/chat", json=question))

            async def is_running(answer_id: str = answer_id) -> bool:
                return answer_id in server.process.answers.live_ids

            await until_async(is_running)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

        async def has_ended(answer_id: str = answer_id) -> bool:
            return answer_id not in server.process.answers.live_ids

        await until_async(has_ended)
        stored = await server.process.answers.find(server.account, answer_id)
        assert (stored.state, stored.code) == (AnswerState.INCOMPLETE, "no_reader")


async def test_compression_buffers_nothing(server: Server) -> None:
    """A client that accepts gzip gets each piece as it comes."""
    question = {"id": ID, "pieces": ["first"], "ends": "wait"}
    async with server.client.stream(
        "POST", "/api/ai/chat", json=question, headers={"Accept-Encoding": "gzip"}
    ) as response:
        assert "content-encoding" not in response.headers
        async for line in response.aiter_lines():
            if "first" in line:
                break
