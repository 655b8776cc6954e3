"""The DevTools protocol over a pair of pipes: no port that others on this machine could find."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

LONGEST_MESSAGE: Final = 8 * 1024 * 1024
PATIENCE: Final = 20.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """What the browser tells unasked; the session is that of a page, or ''."""

    method: str
    session: str


class BrowserGone(Exception):
    """The browser has ended, or talks nonsense."""


class Refused(Exception):
    """The browser could not do what was asked."""


class DevTools:
    """Sends commands and hears events."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.WriteTransport) -> None:
        self._reader = reader
        self._writer = writer
        self._last = 0
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._heard: Callable[[Event], None] = lambda _event: None
        self._listener = asyncio.create_task(self._listen())

    def hear(self, heard: Callable[[Event], None]) -> None:
        """Have events told to a function."""
        self._heard = heard

    async def ask(self, method: str, *, session: str = "", **params: Any) -> Json:
        """Send a command and return its result; Refused, BrowserGone."""
        if self._listener.done():
            raise BrowserGone("the browser has ended")
        self._last += 1
        number = self._last
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json.dumps(message).encode() + b"\0")
            async with asyncio.timeout(PATIENCE):
                reply = await answer
        except TimeoutError as error:
            raise BrowserGone(f"the browser does not answer {method}") from error
        finally:
            self._waiting.pop(number, None)
        if "error" in reply:
            raise Refused(f"{method}: {str(reply['error'].get('message', ''))[:200]}")
        result: Json = reply.get("result", {})
        return result

    async def close(self) -> None:
        """Stop talking, at which the browser ends by itself."""
        self._writer.close()
        self._listener.cancel()
        await asyncio.gather(self._listener, return_exceptions=True)

    async def _listen(self) -> None:
        try:
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                answer = self._waiting.get(message.get("id", 0))
                if answer is not None and not answer.done():
                    answer.set_result(message)
                elif "method" in message:
                    self._heard(Event(message["method"], message.get("sessionId", "")))
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(BrowserGone("the browser has ended"))
