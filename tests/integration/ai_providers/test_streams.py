"""Streams in all the forms in which providers send them, and what happens to their connections."""

import asyncio
import json
import time
from typing import Literal

import pytest

from alcove.simulators.ai_provider import Behaviour, DialectName
from alcove.wires.ai_providers import AnswerTimeouts, Outcome, TextDelta
from alcove.wires.ai_providers.provider import MAX_EVENT_BYTES
from integration.ai_providers.clients import DIALECTS, KEY, QUESTION, collect, provider_at
from integration.ai_providers.raw_server import serve_raw
from support.ai_provider import AiProviderSite

EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
HURRIED = AnswerTimeouts(first_token=0.3, stall=0.3, complete=0.3)
TEXT = "Licht \u00e4ndert \u4e16\u754c \U0001f600 \u0645\u0631\u062d\u0628\u0627"


def chunk(text: str | None = None, **choice: object) -> bytes:
    """Return an event in OpenAI's dialect."""
    delta = {} if text is None else {"content": text}
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": delta, **choice}]}).encode() + b"\n\n"


STOP = chunk(finish_reason="stop")
DONE = b"data: [DONE]\n\n"


@EVERY_DIALECT
@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
async def test_chunks_that_end_anywhere(
    site: AiProviderSite, dialect: DialectName, *, size: int, line_end: Literal["\n", "\r\n"]
) -> None:
    """A stream that is cut into pieces of any size, within lines and characters, is the same answer."""
    site.script(Behaviour(text=TEXT, chunk_bytes=size, line_end=line_end, comments=True))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await collect(provider)
    assert (result.outcome, result.text) == (Outcome.OK, TEXT)


@EVERY_DIALECT
async def test_closing_a_stream_closes_the_connection(site: AiProviderSite, dialect: DialectName) -> None:
    """A reader who leaves ends the provider's work within a second."""
    site.script(Behaviour(tokens=10_000, delay=0.01))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        stream = provider.stream(QUESTION, key=KEY)
        assert isinstance(await anext(stream), TextDelta)
        left = time.monotonic()
        await stream.aclose()
        entry = await site.wait_for_end()
    assert entry.end == "disconnected"
    assert entry.ended - left < 1


@EVERY_DIALECT
@pytest.mark.parametrize("ending", ["silence", "hang"])
async def test_cancelling_a_call_closes_the_connection(site: AiProviderSite, dialect: DialectName, ending: str) -> None:
    """A cancelled task ends the provider's work, with and without headers."""
    site.script(Behaviour(tokens=2, ending=ending))  # type: ignore[arg-type]  # one of the endings
    async with provider_at(site.base_url(dialect), dialect) as provider:
        task = asyncio.create_task(collect(provider))
        await site.wait_for_request()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await site.wait_for_end()).end == "disconnected"


async def test_nothing_is_held_back() -> None:
    """A token is passed on when its event is complete: the provider sends the next one only after that."""
    pieces = [chunk(f"word{number} ") for number in range(20)]
    async with serve_raw(*pieces, STOP, waits=True) as raw, provider_at(raw.base_url, "openai") as provider:
        stream = provider.stream(QUESTION, key=KEY)
        for number in range(20):
            raw.sent[number].set()
            async with asyncio.timeout(60):
                assert await anext(stream) == TextDelta(f"word{number} ")
        await stream.aclose()


async def test_connections_are_used_again(site: AiProviderSite) -> None:
    """A finished answer leaves its connection open for the next question."""
    async with provider_at(site.base_url("openai"), "openai") as provider:
        for _ in range(3):
            assert (await collect(provider)).outcome is Outcome.OK
    assert len({entry.client for entry in site.requests()}) == 1


@pytest.mark.parametrize(
    ("pieces", "outcome"),
    [
        ((chunk("a"), STOP, DONE), Outcome.OK),
        ((chunk("a"), DONE), Outcome.OK),
        ((chunk("a"), STOP), Outcome.OK),
        ((chunk("a", finish_reason="stop"),), Outcome.OK),
        ((chunk("a"), chunk(finish_reason="")), Outcome.INCOMPLETE),
        ((chunk("a"), chunk("b", finish_reason=None)), Outcome.INCOMPLETE),
        ((chunk("a"), b"data: [DONE]"), Outcome.INCOMPLETE),
        ((chunk("a"), STOP[:-1]), Outcome.INCOMPLETE),
        ((), Outcome.INCOMPLETE),
        ((b": nothing\n\n",), Outcome.INCOMPLETE),
        ((DONE,), Outcome.OK),
    ],
)
async def test_finish_markers(pieces: tuple[bytes, ...], outcome: Outcome) -> None:
    """A finish reason or the end mark finishes an answer, each without the other; half of one does not."""
    async with serve_raw(*pieces) as raw, provider_at(raw.base_url, "openai") as provider:
        assert (await collect(provider)).outcome is outcome


@pytest.mark.parametrize("closes", [True, False])
async def test_what_follows_the_finish_marker_does_not_matter(*, closes: bool) -> None:
    """An answer with its finish marker is complete though garbage or nothing follows it."""
    async with (
        serve_raw(chunk("a"), STOP, DONE, b"data: {]\n\n", closes=closes) as raw,
        provider_at(raw.base_url, "openai") as provider,
    ):
        assert (await collect(provider)).outcome is Outcome.OK


async def test_a_server_that_does_not_close_after_the_finish_reason() -> None:
    """An answer with a finish reason ends though neither the end mark nor the end of the body comes."""
    async with (
        serve_raw(chunk("a"), STOP, closes=False) as raw,
        provider_at(raw.base_url, "openai", timeouts=HURRIED) as provider,
    ):
        assert (await collect(provider)).outcome is Outcome.OK


async def test_a_body_without_a_content_type() -> None:
    """Events are read though nothing says that they are events."""
    async with serve_raw(chunk("a"), STOP, kind="") as raw, provider_at(raw.base_url, "openai") as provider:
        assert (await collect(provider)).text == "a"


async def test_a_server_that_does_not_stream() -> None:
    """A complete answer in place of a stream is an answer."""
    body = {"model": "m", "choices": [{"message": {"content": "All at once."}, "finish_reason": "stop"}]}
    async with (
        serve_raw(json.dumps(body).encode(), kind="application/json; charset=utf-8") as raw,
        provider_at(raw.base_url, "openai") as provider,
    ):
        result = await collect(provider)
    assert (result.text, result.outcome) == ("All at once.", Outcome.OK)


@pytest.mark.parametrize("head", [b"data: ", b"", b"data: x\n" * 10])
async def test_events_without_an_end(head: bytes) -> None:
    """An event that is longer than any real one is a bad answer, whatever its lines."""
    piece = head + b"x" * 65_536 + (b"\n" if head.endswith(b"\n") else b"")
    count = MAX_EVENT_BYTES // 65_536 + 2
    async with serve_raw(*[piece] * count, closes=False) as raw, provider_at(raw.base_url, "openai") as provider:
        result = await collect(provider)
    assert result.outcome is Outcome.BAD_ANSWER


@pytest.mark.parametrize(
    "data",
    [
        b"[]", b"null", b"1", b'"text"', b"{", b'{"choices": 1}', b'{"choices": [1]}', b"[" * 100_000,
        b'{"choices": [{"delta": {"content": 1}}]}', b'{"choices": [{"delta": {"content": ["a"]}}]}',
        b'{"choices": [{"delta": {"content": "\\ud800"}}]}', b'{"choices": [{"finish_reason": 7}]}',
    ],
)  # fmt: skip
async def test_events_of_another_shape(data: bytes) -> None:
    """JSON that is no chunk is a bad answer."""
    async with (
        serve_raw(chunk("a"), b"data: " + data + b"\n\n") as raw,
        provider_at(raw.base_url, "openai") as provider,
    ):
        result = await collect(provider)
    assert (result.text, result.outcome) == ("a", Outcome.BAD_ANSWER)


@pytest.mark.parametrize("usage", [b"null", b"1", b'{"prompt_tokens": "many"}', b'{"prompt_tokens": -1}', b"[]", b"{}"])
async def test_counts_of_another_shape(usage: bytes) -> None:
    """Counts of tokens that make no sense are left out; the answer is good without them."""
    counted = b'data: {"choices": [], "usage": ' + usage + b"}\n\n"
    async with serve_raw(chunk("a"), STOP, counted, DONE) as raw, provider_at(raw.base_url, "openai") as provider:
        result = await collect(provider)
    assert (result.outcome, result.usage) == (Outcome.OK, None)


async def test_text_that_no_database_stores() -> None:
    """NUL is left out of an answer, and what is no UTF-8 is replaced."""
    raw_bytes = b'data: {"choices": [{"delta": {"content": "a\xff"}}]}\n\n'
    async with (
        serve_raw(chunk("x\0y"), chunk("\0"), raw_bytes, STOP) as raw,
        provider_at(raw.base_url, "openai") as provider,
    ):
        assert (await collect(provider)).text == "xya\ufffd"


@pytest.mark.parametrize("status", [200, 201, 204, 206])
async def test_statuses_of_success(status: int) -> None:
    """An empty response is no answer, whatever its status."""
    async with serve_raw(status=status) as raw, provider_at(raw.base_url, "openai") as provider:
        assert (await collect(provider)).outcome is Outcome.INCOMPLETE


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    """A provider that redirects is not followed, because the key must not go elsewhere."""
    async with serve_raw(status=status) as raw, provider_at(raw.base_url, "openai") as provider:
        assert (await collect(provider)).outcome is Outcome.BAD_ANSWER
    assert raw.connections == 1


async def test_errors_whose_body_never_ends() -> None:
    """The status of an error is enough: its body is awaited for a moment only."""
    async with (
        serve_raw(b'{"error":', status=500, kind="application/json", closes=False) as raw,
        provider_at(raw.base_url, "openai") as provider,
    ):
        async with asyncio.timeout(60):
            assert (await collect(provider)).outcome is Outcome.SERVER_ERROR


async def test_many_streams_at_once(site: AiProviderSite) -> None:
    """A hundred streams of one provider run side by side, each with its own answer."""
    site.script(*(Behaviour(text=f"answer {number} " * 20, delay=0.001) for number in range(100)))
    async with provider_at(site.base_url("openai"), "openai") as provider:
        results = await asyncio.gather(*(collect(provider) for _ in range(100)))
    assert sorted(result.text for result in results) == sorted(f"answer {number} " * 20 for number in range(100))
