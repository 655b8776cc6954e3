"""The stream of an answer: heartbeats, clients that leave or do not read, and readers that are always closed."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest
from starlette.requests import ClientDisconnect

from alcove.apps.study.answers import AnswerStream, open_answer_stream
from alcove.apps.study.answers.model import AnswerEnd, AnswerPart, AnswerState, AnswerText
from alcove.apps.study.answers.sse import encode_part
from alcove.foundation.errors import DatabaseUnavailable
from support.until import until_async

ID = "req_1_abcdefghi"
COMPLETE = AnswerEnd(state=AnswerState.COMPLETE, payload={"usage": {"total_tokens": 1}})


class Client:
    """One side of a connection: what it gets, and when it leaves."""

    def __init__(self, *, reads: bool = True) -> None:
        self.body = b""
        self.is_complete = False
        self.left = asyncio.Event()
        self._reads = reads

    async def receive(self) -> Any:
        """Return what the client does."""
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Take a message."""
        if message["type"] == "http.response.body":
            if not self._reads:
                await asyncio.Event().wait()
            self.body += message["body"]
            self.is_complete = not message["more_body"]


class Parts:
    """A reader whose parts a test gives; `closed` says that it was closed."""

    def __init__(self, *parts: AnswerPart | BaseException) -> None:
        self.queue: asyncio.Queue[AnswerPart | BaseException] = asyncio.Queue()
        self.closed = False
        for part in parts:
            self.queue.put_nowait(part)

    async def read(self) -> AsyncGenerator[AnswerPart, None]:
        """Yield the parts."""
        try:
            while True:
                part = await self.queue.get()
                if isinstance(part, BaseException):
                    raise part
                yield part
                if isinstance(part, AnswerEnd):
                    return
        finally:
            self.closed = True


async def run(stream: AnswerStream, client: Client) -> None:
    """Send a stream to a client."""
    await stream({"type": "http"}, client.receive, client.send)


async def test_heartbeats_while_nothing_comes() -> None:
    """Comments keep the stream open, between whole events."""
    parts, client = Parts(), Client()
    sending = asyncio.create_task(run(AnswerStream(parts.read(), answer_id=ID, heartbeat=0.05), client))
    await until_async(lambda: client.body.count(b":\n\n") >= 3)
    parts.queue.put_nowait(AnswerText("x", 1))
    parts.queue.put_nowait(COMPLETE)
    await sending
    assert client.is_complete
    assert client.body.replace(b":\n\n", b"").startswith(b'id: 1\ndata: {"type":"content"')
    assert client.body.endswith(b"data: [DONE]\n\n")


async def test_a_client_that_leaves_closes_the_reader() -> None:
    """At once, without an error."""
    parts, client = Parts(AnswerText("x", 1)), Client()
    sending = asyncio.create_task(run(AnswerStream(parts.read(), answer_id=ID), client))
    await until_async(lambda: b"id: 1" in client.body)
    client.left.set()
    await asyncio.wait_for(sending, 60)
    assert parts.closed
    assert not client.is_complete


async def test_a_client_that_does_not_read_is_given_up() -> None:
    """Its reader must not hold an answer for ever."""
    parts, client = Parts(AnswerText("x", 1)), Client(reads=False)
    await asyncio.wait_for(run(AnswerStream(parts.read(), answer_id=ID, heartbeat=0.02, send_timeout=0.1), client), 60)
    assert parts.closed


async def test_a_stream_that_is_cancelled_closes_its_reader() -> None:
    """The process does not wait any longer: the cancellation goes on."""
    parts, client = Parts(AnswerText("x", 1)), Client()
    sending = asyncio.create_task(run(AnswerStream(parts.read(), answer_id=ID), client))
    await until_async(lambda: b"id: 1" in client.body)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert parts.closed


async def test_opening_waits_for_the_first_part() -> None:
    """What is raised before it is raised here, and closes the reader; so does a client that leaves meanwhile."""
    failing, silent, client = Parts(DatabaseUnavailable("Away.")), Parts(), Client()
    with pytest.raises(DatabaseUnavailable):
        await open_answer_stream(failing.read(), answer_id=ID, receive=client.receive)
    opening = asyncio.create_task(open_answer_stream(silent.read(), answer_id=ID, receive=client.receive))
    await asyncio.sleep(0)
    client.left.set()
    with pytest.raises(ClientDisconnect):
        await asyncio.wait_for(opening, 60)
    assert failing.closed
    assert silent.closed


async def test_an_end_as_the_first_part() -> None:
    """It is sent once, and headers of the caller are kept."""
    client = Client()
    stream = await open_answer_stream(Parts(COMPLETE).read(), answer_id=ID, headers={"X-Thing": "a"})
    await run(stream, client)
    assert client.body == encode_part(COMPLETE, answer_id=ID) + b"data: [DONE]\n\n"
    assert (stream.headers["x-thing"], stream.headers["x-answer-id"]) == ("a", ID)


@pytest.mark.parametrize("text", ["\n\n", "\r\ndata: x\n", "\u2028", '"\\', "\u0000", "</script>"])
def test_no_text_breaks_an_event(text: str) -> None:
    """An event is one line of data, whatever the text."""
    encoded = encode_part(AnswerText(text, 9), answer_id=ID)
    lines = encoded.decode().split("\n")
    assert (lines[0], lines[2:]) == ("id: 9", ["", ""])
    assert "\r" not in encoded.decode()
    assert msgspec.json.decode(lines[1].removeprefix("data: "))["choices"][0]["delta"]["content"] == text


def test_a_payload_does_not_change_what_an_event_is() -> None:
    """Its keys `type`, `id` and `error` do not replace those of the event."""
    payload = {"type": "content", "id": "other", "error": "other", "state": "complete"}
    end = AnswerEnd(state=AnswerState.INCOMPLETE, payload=payload, error="why", code="c")
    for part, kind in ((end, "error"), (AnswerEnd(state=AnswerState.COMPLETE, payload=payload), "done")):
        event = msgspec.json.decode(encode_part(part, answer_id=ID).removeprefix(b"data: "))
        assert (event["type"], event["id"]) == (kind, ID)
    assert msgspec.json.decode(encode_part(end, answer_id=ID).removeprefix(b"data: "))["error"] == "why"
