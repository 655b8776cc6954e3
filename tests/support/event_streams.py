"""A client of server-sent events, as a browser reads them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    name: str
    id: str
    data: Any


@dataclass(slots=True)
class EventStream:
    """An open stream."""

    answer: httpx2.Response
    lines: AsyncIterator[str]
    comments: int = 0
    retry: int | None = None
    seen: list[Event] = field(default_factory=list)

    async def next(self) -> Event:
        """Return the next event."""
        fields: dict[str, str] = {}
        async for line in self.lines:
            name, _, value = line.partition(":")
            if line.startswith(":"):
                self.comments += 1
            elif name == "retry":
                self.retry = int(value)
            elif line:
                fields[name] = value.removeprefix(" ")
            elif "event" in fields:
                event = Event(fields["event"], fields["id"], json.loads(fields["data"]))
                self.seen.append(event)
                return event
        raise EOFError("the stream has ended")

    async def until(self, name: str, **values: Any) -> Event:
        """Return the next event of a name whose data has these values."""
        while True:
            event = await self.next()
            if event.name == name and values.items() <= event.data.items():
                return event


@asynccontextmanager
async def event_stream(client: httpx2.AsyncClient, path: str, **headers: str) -> AsyncIterator[EventStream]:
    """Open a stream for the block; a header is named with underscores."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", path, headers=sent, timeout=20) as answer:
        stream = EventStream(answer, answer.aiter_lines())
        yield stream
