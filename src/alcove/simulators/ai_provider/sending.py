"""Sends a scripted response: at its pace, up to its end, and only as long as the client is there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from alcove.foundation.clock import Clock
from alcove.simulators.ai_provider.behaviours import Behaviour
from alcove.simulators.ai_provider.request_log import LoggedRequest, RequestLog
from alcove.simulators.ai_provider.wire import Answer, Refusal, Wire

COMMENT_PAUSE_S: Final = 0.02
_PAGE: Final = b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
_MALFORMED: Final = '{"id": "broken", "choices": [{]'
_MESSAGES: Final[Mapping[int, str]] = {
    400: "The request is invalid.", 401: "Incorrect API key provided.", 403: "The key has no access.",
    404: "The model does not exist.", 429: "Too many requests.", 529: "Overloaded",
}  # fmt: skip


class Broken(Exception):
    """The connection has to break here."""


class ScriptedResponse(Response):
    """The response to one request."""

    def __init__(
        self,
        *,
        wire: Wire,
        behaviour: Behaviour,
        answer: Answer,
        tokens: list[str],
        entry: LoggedRequest,
        log: RequestLog,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._wire = wire
        self._behaviour = behaviour
        self._answer = answer
        self._planned = tokens
        self._entry = entry
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's
        """Send until the end, or until the client has left."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_wait_for_disconnect(receive))
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            self._log.finish(self._entry, "disconnected")
        for task in (sending, leaving):
            task.cancel()
        results = await asyncio.gather(sending, leaving, return_exceptions=True)
        if isinstance(results[0], Broken):
            self._log.finish(self._entry, "broken")
            # The server breaks the connection of an app that fails within a body.
            raise ConnectionAbortedError("the script breaks the connection here")
        if isinstance(results[0], Exception):
            raise results[0]

    async def _send(self, send: Send) -> None:
        behaviour = self._behaviour
        if behaviour.status != 200:
            await self._send_error(send)
        elif behaviour.ending == "silence":
            await self._wait(behaviour.first_delay)
            await asyncio.Event().wait()
        elif behaviour.ending == "html":
            await self._send_whole(send, _PAGE, kind=b"text/html; charset=utf-8")
        elif self._answer.question.is_streaming:
            await self._send_stream(send)
        else:
            await self._send_complete(send)

    async def _send_error(self, send: Send) -> None:
        behaviour, headers = self._behaviour, []
        await self._wait(behaviour.first_delay)
        if behaviour.retry_after is not None:
            headers.append((b"retry-after", behaviour.retry_after.encode()))
        elif behaviour.retry_date is not None:
            moment = self._clock.now() + timedelta(seconds=behaviour.retry_date)
            headers.append((b"retry-after", format_datetime(moment, usegmt=True).encode()))
        refusal = self._refusal(behaviour.status)
        body = msgspec.json.encode(self._wire.error_body(refusal, retry_after=behaviour.retry_date))
        await self._send_whole(send, body, status=refusal.status, headers=headers)

    async def _send_complete(self, send: Send) -> None:
        """Send an answer that is not streamed; it takes as long as all of its tokens together."""
        behaviour, answer = self._behaviour, self._answer
        await self._wait(behaviour.first_delay)
        for token in self._tokens():
            await self._wait(behaviour.delay)
            self._add_token(self._render_token(token))
        if behaviour.ending == "hang":
            await asyncio.Event().wait()
        if behaviour.ending == "error":
            refusal = self._refusal(behaviour.error_status)
            await self._send_whole(send, msgspec.json.encode(self._wire.error_body(refusal)), status=refusal.status)
            return
        answer.finish = "filter" if behaviour.ending == "filter" else answer.finish
        body = msgspec.json.encode(self._wire.complete_body(answer))
        if behaviour.ending in ("cut", "close"):
            # Without a length, only the framing of the body says whether it is complete.
            await self._start(send, kind=b"application/json")
            await _send_part(send, body[: len(body) // 2])
            if behaviour.ending == "cut":
                raise Broken
            await self._finish(send, "broken")
            return
        await self._send_whole(send, _MALFORMED.encode() if behaviour.ending == "malformed" else body)

    async def _send_stream(self, send: Send) -> None:
        await self._start(send, kind=b"text/event-stream; charset=utf-8")
        async for event in self._events():
            content = event.replace("\n", self._behaviour.line_end).encode()
            size = self._behaviour.chunk_bytes or len(content)
            for start in range(0, len(content), size):
                await _send_part(send, content[start : start + size])
        if self._behaviour.ending == "cut":
            raise Broken
        await self._finish(send, "answered" if self._behaviour.ending in ("finish", "filter") else "broken")

    async def _events(self) -> AsyncIterator[str]:
        """Yield the events of a stream, waiting before each token."""
        behaviour, answer, wire = self._behaviour, self._answer, self._wire
        for event in wire.stream_start(answer):
            yield event
        async for comment in self._pause(behaviour.first_delay):
            yield comment
        if behaviour.reasoning:
            yield wire.stream_reasoning(answer, behaviour.reasoning)
        for token in self._tokens():
            async for comment in self._pause(behaviour.delay):
                yield comment
            self._add_token(self._render_token(token))
            yield wire.stream_token(answer)
        async for event in self._ending():
            yield event

    async def _ending(self) -> AsyncIterator[str]:
        ending = self._behaviour.ending
        if ending in ("finish", "filter"):
            self._answer.finish = "filter" if ending == "filter" else self._answer.finish
            for event in self._wire.stream_finish(self._answer):
                yield event
        elif ending == "malformed":
            yield f"data: {_MALFORMED}\n\n"
        elif ending == "error":
            yield self._wire.stream_error(self._refusal(self._behaviour.error_status))
        elif ending == "hang":
            async for comment in self._pause(float("inf")):
                yield comment

    async def _pause(self, seconds: float) -> AsyncIterator[str]:
        """Wait; yield comments meanwhile, if the behaviour has them."""
        if not self._behaviour.comments:
            await self._wait(seconds)
            return
        end = self._clock.monotonic() + seconds
        while True:
            yield ": keep-alive\n\n"
            remaining = end - self._clock.monotonic()
            if remaining <= 0:
                return
            await self._wait(min(COMMENT_PAUSE_S, remaining))

    async def _wait(self, seconds: float) -> None:
        if seconds == float("inf"):
            await asyncio.Event().wait()
        elif seconds > 0:
            await self._clock.sleep(seconds)

    def _tokens(self) -> list[str]:
        behaviour, limit = self._behaviour, self._answer.question.max_tokens
        if limit is not None and behaviour.text is None and behaviour.tokens is None and limit < len(self._planned):
            self._answer.finish = "length"
            return self._planned[:limit]
        return self._planned if behaviour.after is None else self._planned[: behaviour.after]

    def _render_token(self, token: str) -> str:
        return f"{self._clock.monotonic():.6f} " if self._behaviour.stamps else token

    def _add_token(self, text: str) -> None:
        self._answer.tokens.append(text)
        self._log.record_token(self._entry)

    def _refusal(self, status: int) -> Refusal:
        if status == 401 and self._wire.name == "google":
            return Refusal(400, "API key not valid. Please pass a valid API key.", code="API_KEY_INVALID")
        usual = _MESSAGES.get(status, "The server had an error while processing your request.")
        return Refusal(status, usual if self._behaviour.message is None else self._behaviour.message)

    async def _send_whole(
        self,
        send: Send,
        body: bytes,
        *,
        status: int = 200,
        kind: bytes = b"application/json",
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        length = (b"content-length", str(len(body)).encode())
        await self._start(send, kind=kind, status=status, headers=[*(headers or []), length])
        await _send_part(send, body)
        await self._finish(send, "answered" if self._behaviour.ending == "finish" else "broken")

    async def _start(
        self, send: Send, *, kind: bytes, status: int = 200, headers: list[tuple[bytes, bytes]] | None = None
    ) -> None:
        self._entry.status = status
        message: dict[str, Any] = {"type": "http.response.start", "status": status}
        await send({**message, "headers": [(b"content-type", kind), *(headers or [])]})

    async def _finish(self, send: Send, end: Any) -> None:
        # Logged first: a client that has read the end may look at the log at once.
        self._log.finish(self._entry, end)
        await send({"type": "http.response.body", "body": b""})


async def _send_part(send: Send, content: bytes) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": True})


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
