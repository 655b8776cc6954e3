"""One call of a function: its body, its time, and the end of it when nobody waits for the response any more."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from alcove.foundation.errors import AppError
from alcove.foundation.web import BODY_TIMEOUT, end_when_client_leaves, limit_body, read_body
from alcove.wires.supabase.functions.errors import Refusal, RefusalKind
from alcove.wires.supabase.functions.model import Function, FunctionRequest

STREAM_SECONDS: Final = 400.0
"""Seconds that a response may take from its beginning to its end."""
_BODY_KINDS: Final = {413: RefusalKind.BODY_TOO_LARGE, 408: RefusalKind.BODY_LATE}


class FunctionCall:
    """Runs a function for one request, and sends its response."""

    def __init__(self, function: Function, *, scope: Scope, receive: Receive, send: Send, log: Any) -> None:
        self._function = function
        self._scope = scope
        self._receive = receive
        self._send = send
        self._log = log
        self._has_body = asyncio.Event()
        self.has_started = False
        """Whether the response has begun, so that no other one can be sent."""

    async def read_body(self, request: FunctionRequest) -> FunctionRequest:
        """Return the request with its body; Refusal when it is too large or too late, ClientDisconnect."""
        receive = limit_body(self._receive, limit=self._function.body_limit)
        if self._function.streams_body:
            return replace(request, chunks=self._stream(receive))
        try:
            body = await read_body(receive)
        except AppError as error:
            raise refuse_body(error) from error
        self._has_body.set()
        return replace(request, body=body)

    async def run(self, request: FunctionRequest, *, headers: dict[str, str]) -> None:
        """Run the function and send its response with further headers; Refusal, ClientGone."""
        work = self._respond(request, headers=headers)
        await end_when_client_leaves(work, receive=self._receive_after_body)

    async def _respond(self, request: FunctionRequest, *, headers: dict[str, str]) -> None:
        response = await self._call(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        try:
            async with asyncio.timeout(STREAM_SECONDS) as limit:
                await response(self._scope, self._receive_nothing, self._send_tracked)
        except TimeoutError:
            if not limit.expired():
                raise
            self._log.warning("function_stream_cut", function=self._function.name, seconds=STREAM_SECONDS)
            raise self._timeout() from None

    async def _call(self, request: FunctionRequest) -> Response:
        try:
            async with asyncio.timeout(self._function.seconds) as limit:
                return await self._function.handler(request)
        except TimeoutError:
            if not limit.expired():
                raise
            self._log.warning("function_timed_out", function=self._function.name, seconds=self._function.seconds)
            raise self._timeout() from None

    def _timeout(self) -> Refusal:
        message = "Function did not respond within the request timeout limit"
        return Refusal(RefusalKind.TIMEOUT, message, status=504)

    async def _stream(self, receive: Receive) -> AsyncGenerator[bytes, None]:
        has_more = True
        while has_more:
            message = await _receive_soon(receive)
            has_more = message.get("more_body", False)
            if not has_more:
                self._has_body.set()
            if message.get("body"):
                yield message["body"]

    async def _receive_after_body(self) -> Message:
        # Only one may wait for a message.
        await self._has_body.wait()
        return await self._receive()

    async def _receive_nothing(self) -> Message:
        """Wait without end: whether the client is still there is watched elsewhere."""
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def _send_tracked(self, message: Message) -> None:
        self.has_started = self.has_started or message["type"] == "http.response.start"
        await self._send(message)


async def _receive_soon(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            message = await receive()
    except TimeoutError:
        text = f"No part of the request body arrived within {BODY_TIMEOUT:g} seconds."
        raise Refusal(RefusalKind.BODY_LATE, text, status=408) from None
    except AppError as error:
        raise refuse_body(error) from error
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


def refuse_body(error: AppError) -> Refusal:
    """Return the refusal of a body, in place of the server's own error."""
    kind = _BODY_KINDS.get(error.status, RefusalKind.BODY)
    return Refusal(kind, error.message, status=error.status, headers=error.headers)
