"""A reader of an answer in this process."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from alcove.apps.study.answers.buffer import AnswerBuffer, Cursor
from alcove.apps.study.answers.model import AnswerPart, AnswerState


class AnswerReader(AsyncGenerator[AnswerPart, None]):
    """Yields the parts of an answer from a position on, the end as the last one.

    It counts as a reader until its end, until it is closed, or until nobody holds it any more, even if it was never
    read. With `raises_failure` an answer that failed before its first part raises the error of its producer.
    """

    def __init__(
        self, buffer: AnswerBuffer, *, cursor: Cursor, leave: Callable[[], None], raises_failure: bool = False
    ) -> None:
        self._buffer = buffer
        self._cursor = cursor
        self._leave = leave
        self._raises_failure = raises_failure
        self._is_closed = False
        self._loop = asyncio.get_running_loop()

    async def asend(self, value: None, /) -> AnswerPart:  # noqa: ARG002 - of every generator
        """Return the next part; wait for it."""
        while not self._is_closed:
            part = self._buffer.read(self._cursor)
            if part is not None:
                self._raises_failure = False
                return part
            end = self._buffer.end
            if end is not None:
                self._close()
                if self._raises_failure and end.state is AnswerState.FAILED and end.app_error is not None:
                    raise end.app_error
                return end
            await self._buffer.wait()
        raise StopAsyncIteration

    async def athrow(self, *error: Any) -> AnswerPart:
        """Close the reader, and raise the exception: one, or its class, value and traceback."""
        self._close()
        kind, value, traceback = (*error, None, None)[:3]
        raised: BaseException = kind if isinstance(kind, BaseException) else value or kind()
        raise raised.with_traceback(traceback)

    async def aclose(self) -> None:
        """Close the reader; it counts no longer."""
        self._close()

    def __del__(self) -> None:
        # Whoever drops a reader may do so in any thread.
        if not self._is_closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._leave)

    def _close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._leave()
