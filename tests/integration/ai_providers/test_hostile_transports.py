"""Providers that speak HTTP badly, or not at all: each ends as an outcome, in time, and none as another exception."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from alcove.wires.ai_providers import AnswerTimeouts, Outcome
from integration.ai_providers.clients import collect, complete, provider_at
from integration.ai_providers.raw_server import serve_raw

HURRIED = AnswerTimeouts(first_token=0.4, stall=0.4, complete=0.4)
TOKEN = b'data: {"choices":[{"delta":{"content":"Light."}}]}\n\n'
FINISH = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
ROLE = b'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n'
EMPTY = b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n'
NO_CHOICE = b'data: {"choices":[],"usage":null}\n\n'


@asynccontextmanager
async def serve_bytes(answer: bytes, *, closes: bool = True, pause: float | None = None) -> AsyncIterator[str]:
    """Answer requests with the bytes, again and again after a pause of seconds if there is one."""
    tasks: set[asyncio.Task[None]] = set()

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            while pause is not None:
                await asyncio.sleep(pause)
                writer.write(answer.rpartition(b"\r\n\r\n")[2])
                await writer.drain()
            if not closes:
                await asyncio.Event().wait()
        except ConnectionError:
            # The client may leave whenever it wants to.
            pass
        finally:
            writer.close()

    def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(respond(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("piece", [ROLE, EMPTY, NO_CHOICE, b": ping\n\n", b"event: ping\ndata: {}\n\n"])
async def test_events_without_text_are_no_tokens(piece: bytes) -> None:
    """However many roles, empty texts and pings a provider sends, without a token it is given up in time."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    async with serve_bytes(head + piece, pause=0.05) as url, provider_at(url, "openai", timeouts=HURRIED) as provider:
        start = time.monotonic()
        result = await collect(provider)
        assert time.monotonic() - start >= 0.4
    assert (result.outcome, result.parts) == (Outcome.TIMEOUT, [])


async def test_reasoning_counts_as_a_token_and_is_no_answer() -> None:
    """A model that reasons is at work: only the time between two tokens ends it, and it has said nothing."""
    thought = b'data: {"choices":[{"delta":{"reasoning_content":"Hm. "}}]}\n\n'
    async with (
        serve_raw(EMPTY, thought, thought, closes=False) as raw,
        provider_at(raw.base_url, "openai", timeouts=HURRIED) as provider,
    ):
        result = await collect(provider)
    assert (result.outcome, result.reasoning, result.text) == (Outcome.TIMEOUT, "Hm. Hm. ", "")


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
async def test_bodies_that_end_with_the_connection(version: bytes) -> None:
    """An answer of HTTP/1.0 is an answer, if it has its finish marker."""
    head = version + b" 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    async with serve_bytes(head + EMPTY + TOKEN + FINISH) as url, provider_at(url, "openai") as provider:
        for _ in range(3):
            result = await collect(provider)
            assert (result.outcome, result.text) == (Outcome.OK, "Light.")
    async with serve_bytes(head + EMPTY + TOKEN) as url, provider_at(url, "openai") as provider:
        assert (await collect(provider)).outcome is Outcome.INCOMPLETE


async def test_compressed_answers_are_read() -> None:
    """A provider that compresses though nobody has asked for it is understood; a broken compression is a bad answer."""
    body = gzip.compress(TOKEN + FINISH)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    async with serve_bytes(head + body) as url, provider_at(url, "openai") as provider:
        assert (await collect(provider)).text == "Light."
    async with serve_bytes(head + b"no gzip") as url, provider_at(url, "openai") as provider:
        assert (await collect(provider)).outcome is Outcome.BAD_ANSWER


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 999999 Strange\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_what_is_no_http_is_a_lost_connection_or_a_bad_answer(answer: bytes) -> None:
    """Bytes that are no response fail soon, for streams and complete answers."""
    async with serve_bytes(answer) as url, provider_at(url, "openai", timeouts=HURRIED) as provider:
        for call in (collect, complete):
            assert (await call(provider)).outcome in {Outcome.CONNECTION_LOST, Outcome.BAD_ANSWER}


@pytest.mark.parametrize("url", ["https://{}", "http://no-such-host.invalid"])
async def test_names_and_certificates_that_are_wrong(url: str) -> None:
    """A name that does not exist, and a server without TLS, cannot be reached."""
    async with serve_bytes(b"HTTP/1.1 200 OK\r\n\r\n") as plain:
        address = url.format(plain.removeprefix("http://"))
        async with provider_at(address, "openai", timeouts=HURRIED) as provider:
            result = await collect(provider)
    assert result.outcome in {Outcome.CONNECTION_LOST, Outcome.BAD_ANSWER, Outcome.TIMEOUT}
    assert not result.parts


async def test_a_kept_connection_that_the_provider_closes_fails_no_call() -> None:
    """Connections that are closed after an answer, without a word, are not used again."""
    body = TOKEN + FINISH
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with serve_bytes(head + body) as url, provider_at(url, "openai") as provider:
        outcomes = [(await collect(provider)).outcome for _ in range(20)]
    assert outcomes == [Outcome.OK] * 20
