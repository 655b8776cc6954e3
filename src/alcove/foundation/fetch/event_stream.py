"""Server-sent events of a response, each as soon as its last byte has arrived."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final

from alcove.foundation.fetch.errors import TooLarge

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event; `name` is `message` where the server names none."""

    name: str
    data: str


class EventParser:
    """Parses `text/event-stream` as the HTML standard has it, from chunks that may end anywhere.

    The HTTP library's own reader needs a Content-Type, and reads from a response of its own; tests compare both.
    """

    def __init__(self, *, max_event_bytes: int) -> None:
        self._limit = max_event_bytes
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._event_size = 0
        self._name = b""
        self._data: list[bytes] = []
        self._is_first_line = True
        self._ignores_line_feed = False

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Yield the events that are complete with this chunk; TooLarge for one that is longer than the limit."""
        if not chunk:
            return
        if self._ignores_line_feed:
            chunk = chunk.removeprefix(b"\n")
        *complete, rest = _LINE_END.split(chunk)
        # A line feed at the start of the next chunk belongs to this line's end.
        self._ignores_line_feed = chunk.endswith(b"\r")
        for part in complete:
            self._pending.append(part)
            line, self._pending, self._pending_size = b"".join(self._pending), [], 0
            if (event := self._read_line(line)) is not None:
                yield event
        if rest:
            self._pending.append(rest)
            self._pending_size += len(rest)
            self._check_size(self._pending_size)

    def _read_line(self, line: bytes) -> ServerSentEvent | None:
        if self._is_first_line:
            line, self._is_first_line = line.removeprefix(_BYTE_ORDER_MARK), False
        if not line:
            return self._finish_event()
        field, _, value = line.partition(b":")
        self._event_size += len(line) if field else 0
        self._check_size(0)
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value
        return None

    def _finish_event(self) -> ServerSentEvent | None:
        name, data = self._name, self._data
        self._name, self._data, self._event_size = b"", [], 0
        if not data:
            return None
        return ServerSentEvent(name.decode(errors="replace") or "message", b"\n".join(data).decode(errors="replace"))

    def _check_size(self, pending: int) -> None:
        if self._event_size + pending > self._limit:
            raise TooLarge(f"an event is longer than {self._limit} bytes")


async def read_events(chunks: AsyncIterator[bytes], *, max_event_bytes: int) -> AsyncGenerator[ServerSentEvent, None]:
    """Yield the events of a body; an event that the body breaks off is dropped, as the standard says."""
    parser = EventParser(max_event_bytes=max_event_bytes)
    async for chunk in chunks:
        for event in parser.feed(chunk):
            yield event
