"""A client of the Chrome DevTools protocol over a pair of pipes: no open port that other processes could use."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
COMMAND_TIMEOUT_S: Final = 20.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the browser; `session` identifies the page, '' for events of the browser itself."""

    method: str
    session: str


class BrowserError(Exception):
    """The browser did not start, has ended, or does not answer."""


class CommandError(Exception):
    """The browser answered a command with an error."""


class DevTools:
    """Sends commands and receives events."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.WriteTransport) -> None:
        self._reader = reader
        self._writer = writer
        self._last_id = 0
        self._pending: dict[int, asyncio.Future[Json]] = {}
        self._on_event: Callable[[Event], None] = lambda _event: None
        self._reader_task = asyncio.create_task(self._read_messages())

    def set_event_handler(self, handler: Callable[[Event], None]) -> None:
        """Call `handler` for each event from now on."""
        self._on_event = handler

    async def call(self, method: str, *, session: str = "", **params: Any) -> Json:
        """Send a command and return its result. Raise CommandError or BrowserError."""
        if self._reader_task.done():
            raise BrowserError("the browser has ended")
        self._last_id += 1
        message_id = self._last_id
        message = {"id": message_id, "method": method, "params": params, **({"sessionId": session} if session else {})}
        future = self._pending[message_id] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json.dumps(message).encode() + b"\0")
            async with asyncio.timeout(COMMAND_TIMEOUT_S):
                reply = await future
        except TimeoutError as error:
            raise BrowserError(f"the browser does not answer {method}") from error
        finally:
            self._pending.pop(message_id, None)
        if "error" in reply:
            raise CommandError(f"{method}: {str(reply['error'].get('message', ''))[:200]}")
        result: Json = reply.get("result", {})
        return result

    async def close(self) -> None:
        """Close the pipes; the browser then exits by itself."""
        self._writer.close()
        self._reader_task.cancel()
        await asyncio.gather(self._reader_task, return_exceptions=True)

    async def _read_messages(self) -> None:
        try:
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                future = self._pending.get(message.get("id", 0))
                if future is not None and not future.done():
                    future.set_result(message)
                elif "method" in message:
                    self._on_event(Event(message["method"], message.get("sessionId", "")))
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            for future in self._pending.values():
                if not future.done():
                    future.set_exception(BrowserError("the browser has ended"))
