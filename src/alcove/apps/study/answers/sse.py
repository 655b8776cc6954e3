"""An answer as server-sent events: the stream of the functions, of `/api/ai/chat`, and of readers who come back."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alcove.apps.study.answers.model import (
    SHUTTING_DOWN,
    AnswerEnd,
    AnswerPart,
    AnswerReasoning,
    AnswerState,
    AnswerText,
)

HEARTBEAT: Final = 15.0
"""Seconds without an event after which a comment keeps proxies from closing the stream."""
SEND_TIMEOUT: Final = 60.0
"""Seconds after which a client that reads nothing is given up."""
RETRY_MS: Final = 1000
"""Milliseconds after which a reader of a stopping process comes back."""
DONE: Final = b"data: [DONE]\n\n"
MEDIA_TYPE: Final = "text/event-stream"

_encode = msgspec.json.Encoder(decimal_format="number").encode


class AnswerStream(Response):
    """Sends the parts of a reader as they come, and closes the reader at the end, or as soon as the client leaves.

    `first` is a part that was read before. `headers` are sent besides those of every stream.
    """

    def __init__(
        self,
        reader: AsyncGenerator[AnswerPart, None],
        *,
        answer_id: str,
        first: AnswerPart | None = None,
        headers: Mapping[str, str] | None = None,
        heartbeat: float = HEARTBEAT,
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        self.status_code = 200
        self.media_type = MEDIA_TYPE
        self.background = None
        self.init_headers(
            {
                "Cache-Control": "no-store",
                # nginx and compatible proxies would buffer events.
                "X-Accel-Buffering": "no",
                "X-Answer-Id": answer_id,
                **(headers or {}),
            }
        )
        self.headers.setdefault("Content-Type", f"{MEDIA_TYPE}; charset=utf-8")
        self._reader = reader
        self._answer_id = answer_id
        self._first = first
        self._heartbeat = heartbeat
        self._send_timeout = send_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - of every response
        """Send the response."""
        async with aclosing(self._reader):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            writer = _StreamWriter(send)
            watch = _StreamWatch(receive, writer, heartbeat=self._heartbeat, send_timeout=self._send_timeout)
            try:
                await self._send_parts(writer)
            except asyncio.CancelledError:
                if not watch.has_ended:
                    raise
                watch.sending.uncancel()
            finally:
                await watch.stop()

    async def _send_parts(self, writer: "_StreamWriter") -> None:
        if self._first is not None:
            await writer.write(encode_part(self._first, answer_id=self._answer_id))
        if not isinstance(self._first, AnswerEnd):
            async for part in self._reader:
                await writer.write(encode_part(part, answer_id=self._answer_id))
        await writer.write(DONE, is_last=True)


class _StreamWatch:
    """Cancels the current task when the client leaves or reads nothing for too long, and sends heartbeats."""

    def __init__(self, receive: Receive, writer: "_StreamWriter", *, heartbeat: float, send_timeout: float) -> None:
        sending = asyncio.current_task()
        if sending is None:
            raise RuntimeError("responses are sent in a task")
        self.sending: asyncio.Task[Any] = sending
        self.has_ended = False
        self._writer = writer
        self._heartbeat = heartbeat
        self._send_timeout = send_timeout
        self._leaving = asyncio.create_task(wait_until_gone(receive))
        self._leaving.add_done_callback(lambda leaving: None if leaving.cancelled() else self._end())
        self._writing: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(heartbeat, self._check)

    async def stop(self) -> None:
        """Stop watching."""
        self._timer.cancel()
        tasks = [task for task in (self._leaving, self._writing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _check(self) -> None:
        writer = self._writer
        if writer.count_blocked() > self._send_timeout:
            self._end()
            return
        if writer.count_idle() >= self._heartbeat * 0.9:
            self._writing = asyncio.create_task(writer.write(b":\n\n"))
        self._timer = asyncio.get_running_loop().call_later(self._heartbeat, self._check)

    def _end(self) -> None:
        self.has_ended = True
        self.sending.cancel()


class _StreamWriter:
    """Sends the body; one message at a time."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = asyncio.Lock()
        self._time = asyncio.get_running_loop().time
        self._last = self._time()
        self._blocked_since: float | None = None

    async def write(self, data: bytes, *, is_last: bool = False) -> None:
        async with self._lock:
            self._blocked_since = self._time()
            await self._send({"type": "http.response.body", "body": data, "more_body": not is_last})
            self._blocked_since = None
            self._last = self._time()

    def count_idle(self) -> float:
        """Return the seconds since the last message, 0 while one is being sent."""
        return 0.0 if self._lock.locked() else self._time() - self._last

    def count_blocked(self) -> float:
        """Return the seconds for which a message has waited for the client."""
        return 0.0 if self._blocked_since is None else self._time() - self._blocked_since


async def open_answer_stream(
    reader: AsyncGenerator[AnswerPart, None],
    *,
    answer_id: str,
    receive: Receive | None = None,
    headers: Mapping[str, str] | None = None,
) -> AnswerStream:
    """Return a stream after its first part has come, so that what the producer raises before it is an error response.

    With `receive` ClientDisconnect is raised as soon as the client leaves meanwhile; the body must have been read.
    """
    try:
        first = await (anext(reader) if receive is None else _read_first(reader, receive))
    except BaseException:
        await reader.aclose()
        raise
    return AnswerStream(reader, answer_id=answer_id, first=first, headers=headers)


async def _read_first(reader: AsyncGenerator[AnswerPart, None], receive: Receive) -> AnswerPart:
    reading = asyncio.ensure_future(anext(reader))
    leaving = asyncio.create_task(wait_until_gone(receive))
    try:
        await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            raise ClientDisconnect
        return reading.result()
    finally:
        for task in (reading, leaving):
            task.cancel()
        await asyncio.gather(reading, leaving, return_exceptions=True)


async def wait_until_gone(receive: Receive) -> None:
    """Return when the client has closed the connection; what it still sends is read and discarded."""
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    except ClientDisconnect:
        return


def encode_part(part: AnswerPart, *, answer_id: str) -> bytes:
    """Return one event, with the position as its id where it has one."""
    match part:
        case AnswerText(text, position):
            event = {
                "type": "content",
                "content": text,
                "delta": text,
                "choices": [{"index": 0, "delta": {"content": text}}],
                "id": answer_id,
            }
            return b"id: %d\ndata: %s\n\n" % (position, _encode(event))
        case AnswerReasoning(text):
            return _encode_data({"type": "reasoning", "content": text, "id": answer_id})
        case AnswerEnd():
            return _encode_end(part, answer_id)


def _encode_end(end: AnswerEnd, answer_id: str) -> bytes:
    if end.state is AnswerState.COMPLETE:
        return _encode_data({"type": "done"} | dict(end.payload) | {"type": "done", "id": answer_id})
    if end.state is AnswerState.STOPPED:
        stopped = {"type": "done", "id": answer_id, "state": end.state}
        return _encode_data({"type": "done"} | dict(end.payload) | stopped)
    failure = {"type": "error", "error": end.error, "code": end.code, "id": answer_id, "state": end.state}
    retry = b"retry: %d\n" % RETRY_MS if end.code == SHUTTING_DOWN else b""
    return retry + _encode_data({**failure, **end.payload, **failure})


def _encode_data(event: Mapping[str, Any]) -> bytes:
    return b"data: %s\n\n" % _encode(event)
