"""A provider at one address: sends requests in its dialect, and reads answers within time and size limits."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, InvalidRequest, ServerSentEvent, StreamedResponse, read_events
from alcove.wires.ai_providers.dialect import AnswerError, Dialect, ProviderCall, StreamReader, StreamState
from alcove.wires.ai_providers.failures import (
    classify_fetch_error,
    describe_status,
    is_of_request,
    outcome_of_status,
    read_retry_after,
)
from alcove.wires.ai_providers.model import (
    AnswerTimeouts,
    ChatRequest,
    Completion,
    Outcome,
    ProviderFailure,
    ReasoningDelta,
    StreamPart,
    TextDelta,
)

MAX_EVENT_BYTES: Final = 1024 * 1024
MAX_COMPLETION_BYTES: Final = 16 * 1024 * 1024
MAX_STREAM_BYTES: Final = 64 * 1024 * 1024
MAX_ERROR_BYTES: Final = 64 * 1024
ERROR_BODY_TIMEOUT_S: Final = 0.5
"""Seconds to wait for the body of an error, after which another provider is soon asked."""
FINISHED_TIMEOUT_S: Final = 2.0
"""Seconds to wait for the token counts after the finish marker."""
REST_TIMEOUT_S: Final = 0.02
"""Seconds to wait for the end of the body after the last event, so that the connection can be used again."""


class HttpChatProvider:
    """The ChatProvider of all dialects."""

    def __init__(self, name: str, *, dialect: Dialect, client: Client, timeouts: AnswerTimeouts, clock: Clock) -> None:
        self._name = name
        self._dialect = dialect
        self._client = client
        self._timeouts = timeouts
        self._clock = clock

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def complete(self, request: ChatRequest, *, key: str) -> Completion:
        """Return the complete answer; ProviderFailure."""
        try:
            deadline = _deadline(self._timeouts.answer)
            async with self._open(request, key=key, deadline=deadline, is_streaming=False) as response:
                return await self._read_completion(response, request, deadline=deadline)
        except AnswerError as error:
            raise self._failure(error) from None

    async def stream(self, request: ChatRequest, *, key: str) -> AsyncGenerator[StreamPart, None]:
        """Yield the answer in parts, a StreamEnd as the last one; ProviderFailure."""
        reader = self._dialect.start_stream(model=request.model)
        deadline = _deadline(self._timeouts.first_token)
        try:
            async with self._open(request, key=key, deadline=deadline, is_streaming=True) as response:
                if _media_type(response) == "application/json":
                    parts = self._stream_completion(response, request)
                else:
                    parts = self._stream_events(response, reader, deadline=deadline)
                async with aclosing(parts):
                    async for part in parts:
                        yield part
        except AnswerError as error:
            error.usage = error.usage or reader.state.usage
            raise self._failure(error) from None

    async def _stream_completion(
        self, response: StreamedResponse, request: ChatRequest
    ) -> AsyncGenerator[StreamPart, None]:
        """Yield the complete answer of a server that does not stream."""
        completion = await self._read_completion(response, request, deadline=_deadline(self._timeouts.answer))
        state = StreamState(
            model=completion.model, finish_reason=completion.finish_reason, usage=completion.usage, is_done=True
        )
        if completion.reasoning:
            yield ReasoningDelta(completion.reasoning)
        if completion.text:
            yield TextDelta(completion.text)
        yield state.end()

    async def _stream_events(
        self, response: StreamedResponse, reader: StreamReader, *, deadline: float
    ) -> AsyncGenerator[StreamPart, None]:
        if _media_type(response) == "text/html":
            raise AnswerError(Outcome.BAD_ANSWER, "sent a web page instead of an answer")
        state = reader.state
        async with aclosing(read_events(response.chunks, max_event_bytes=MAX_EVENT_BYTES)) as events:
            while not state.is_done:
                event = await self._next_event(events, state, deadline=deadline)
                if event is None:
                    break
                parts = reader.read(event)
                for part in parts:
                    state.has_started = True
                    yield part
                if parts:
                    deadline = _deadline(self._timeouts.stall)
                if state.finish_reason:
                    deadline = min(deadline, _deadline(FINISHED_TIMEOUT_S))
            if state.is_done:
                await _read_rest(events)
        yield state.end()

    async def _next_event(
        self, events: AsyncIterator[ServerSentEvent], state: StreamState, *, deadline: float
    ) -> ServerSentEvent | None:
        """Return the next event, None at the end of a finished answer: what fails after its marker does not matter."""
        try:
            async with asyncio.timeout_at(deadline):
                event = await anext(events, None)
        except TimeoutError:
            what = "stopped sending tokens" if state.has_started else "sent no token in time"
            failure = AnswerError(Outcome.TIMEOUT, what)
        except FetchError as error:
            failure = AnswerError(*classify_fetch_error(error, has_started=True))
        else:
            failure = AnswerError(Outcome.INCOMPLETE, "ended its answer without a finish marker")
            if event is not None:
                return event
        if state.finish_reason:
            return None
        raise failure

    @asynccontextmanager
    async def _open(
        self, request: ChatRequest, *, key: str, deadline: float, is_streaming: bool
    ) -> AsyncIterator[StreamedResponse]:
        """Yield a successful response; a request is sent again only without a field that was refused."""
        refused_fields = self._dialect.refused_fields
        for refusals in range(refused_fields.most_refusals + 1):
            call = self._dialect.build_call(request, key=_check_key(key), is_streaming=is_streaming)
            async with AsyncExitStack() as stack:
                response = await self._send(call, stack, deadline=deadline, is_streaming=is_streaming)
                if 200 <= response.status < 300:
                    yield response
                    return
                body = await _read_error_body(response)
                can_learn = refusals < refused_fields.most_refusals
                if not (can_learn and refused_fields.learn(response.status, body, sent=call.body)):
                    raise self._error(response, body)

    async def _send(
        self, call: ProviderCall, stack: AsyncExitStack, *, deadline: float, is_streaming: bool
    ) -> StreamedResponse:
        # A compressed stream could be held back by whatever compresses it.
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"} if is_streaming else {}
        context = self._client.stream(
            "POST", call.path, json=call.body, headers={"Accept": "application/json", **headers, **call.headers},
            max_bytes=MAX_STREAM_BYTES if is_streaming else MAX_COMPLETION_BYTES,
        )  # fmt: skip
        try:
            async with asyncio.timeout_at(deadline):
                return await stack.enter_async_context(context)
        except TimeoutError:
            failure = AnswerError(Outcome.TIMEOUT, "did not answer in time")
        except FetchError as error:
            is_invalid = isinstance(error, InvalidRequest)
            failure = AnswerError(*classify_fetch_error(error, has_started=False), is_of_request=is_invalid)
        except UnicodeEncodeError:
            failure = AnswerError(Outcome.BAD_ANSWER, "cannot be sent text that is not Unicode", is_of_request=True)
        raise failure

    async def _read_completion(
        self, response: StreamedResponse, request: ChatRequest, *, deadline: float
    ) -> Completion:
        try:
            async with asyncio.timeout_at(deadline):
                body = b"".join([chunk async for chunk in response.chunks])
        except TimeoutError:
            failure = AnswerError(Outcome.TIMEOUT, "did not answer in time")
        except FetchError as error:
            failure = AnswerError(*classify_fetch_error(error, has_started=True))
        else:
            return self._dialect.read_completion(body, model=request.model)
        raise failure

    def _error(self, response: StreamedResponse, body: bytes) -> AnswerError:
        status = response.status
        error = self._dialect.read_error(status, body) or AnswerError(
            outcome_of_status(status), describe_status(status)
        )
        header = read_retry_after(status, response.headers, now=self._clock.now())
        # The longer one is right for both.
        waits = [wait for wait in (header, error.retry_after) if wait is not None]
        return AnswerError(
            error.outcome,
            error.message,
            retry_after=max(waits, default=None),
            is_of_request=error.outcome is Outcome.BAD_ANSWER and is_of_request(status),
        )

    def _failure(self, error: AnswerError) -> ProviderFailure:
        message = f"{self._name} {error.message}"
        return ProviderFailure(
            error.outcome,
            message,
            retry_after=error.retry_after,
            usage=error.usage,
            is_of_request=error.is_of_request,
        )


def _check_key(key: str) -> str:
    """Return the key; AnswerError for one that cannot stand in a header."""
    key = key.strip()
    if not key.isascii() or (key and not key.isprintable()):
        raise AnswerError(Outcome.AUTH_FAILED, "cannot be called with this key: it has characters that no key has")
    return key


async def _read_error_body(response: StreamedResponse) -> bytes:
    """Return the first part of an error's body, as far as it arrives in time."""
    body = bytearray()
    try:
        async with asyncio.timeout(ERROR_BODY_TIMEOUT_S):
            async for chunk in response.chunks:
                body += chunk
                if len(body) >= MAX_ERROR_BYTES:
                    break
    except (TimeoutError, FetchError):
        # The status alone says enough.
        pass
    return bytes(body[:MAX_ERROR_BYTES])


async def _read_rest(events: AsyncIterator[ServerSentEvent]) -> None:
    try:
        async with asyncio.timeout(REST_TIMEOUT_S):
            await anext(events, None)
    except (TimeoutError, FetchError):
        # The connection is closed instead.
        pass


def _media_type(response: StreamedResponse) -> str:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()


def _deadline(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds
