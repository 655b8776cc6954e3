"""Server-sent events, parsed from chunks that end anywhere."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.foundation.fetch import TooLarge, read_events

LIMIT = 1_000
FIELDS = st.sampled_from([
    "data", "data:", "data: ", "data:x", "data: [DONE]", "data:  two", "event: error", "event:ping", "event:", "id: 7",
    "retry: 100", ": comment", ":", "unknown: x", "", "", "data: \u00e4\u4e16\U0001f600", "dat", "data: a:b", "x" * 30,
])  # fmt: skip
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
STREAMS = st.lists(st.tuples(FIELDS, LINE_ENDS).map("".join), max_size=30).map("".join)


class Chunks(httpx2.AsyncByteStream):
    """A body in chunks."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = list(chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


def split(content: bytes, sizes: list[int]) -> list[bytes]:
    """Return the content in chunks of these sizes, the rest as the last one."""
    chunks, start = [], 0
    for size in sizes:
        chunks.append(content[start : start + size])
        start += size
    return [*chunks, content[start:]]


async def parse(*chunks: bytes, limit: int = LIMIT) -> list[tuple[str, str]]:
    """Return name and data of all events."""
    return [(event.name, event.data) async for event in read_events(aiter(Chunks(chunks)), max_event_bytes=limit)]


async def parse_with_library(content: bytes) -> list[tuple[str, str]]:
    """Return name and data of all events that the HTTP library finds; it also yields events without data."""
    response = httpx2.Response(
        200,
        headers={"content-type": "text/event-stream"},
        stream=Chunks([content]),
        request=httpx2.Request("GET", "http://localhost"),
    )
    return [(event.event, event.data) async for event in httpx2.EventSource(response) if event.data]


@given(content=STREAMS, sizes=st.lists(st.integers(0, 9), max_size=60))
async def test_events_are_those_of_the_library(content: str, sizes: list[int]) -> None:
    """Whatever the chunks, the events are those that the HTTP library finds in the whole body."""
    # The library takes a carriage return at the very end for two line ends: something follows it here.
    encoded = f"{content}: end\n".encode()
    found = await parse(*split(encoded, sizes))
    assert [event for event in found if event[1]] == await parse_with_library(encoded)


@given(content=st.binary(max_size=300), sizes=st.lists(st.integers(0, 9), max_size=60))
async def test_chunks_do_not_matter(content: bytes, sizes: list[int]) -> None:
    """Any bytes at all are the same events in one chunk and in many."""
    assert await parse(*split(content, sizes)) == await parse(content)


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (b"data: a\n\n", [("message", "a")]),
        (b"data: a\r\n\r\n", [("message", "a")]),
        (b"data: a\r\r", [("message", "a")]),
        (b"data: a\ndata: b\n\n", [("message", "a\nb")]),
        (b"data\n\n", [("message", "")]),
        (b"event: ping\n\n", []),
        (b"event: ping\ndata: {}\n\ndata: x\n\n", [("ping", "{}"), ("message", "x")]),
        (b"\xef\xbb\xbfdata: a\n\n", [("message", "a")]),
        (b"data: \xff\n\n", [("message", "\ufffd")]),
        (b"data: a\n", []),
        (b"data: a", []),
        (b": only a comment\n\n", []),
        (b"<html>\n\n</html>\n\n", []),
        (b"", []),
    ],
)
async def test_events(content: bytes, events: list[tuple[str, str]]) -> None:
    """Line ends, comments, several lines, a byte order mark and bytes that are no UTF-8 are as in the standard."""
    assert await parse(content) == events
    assert await parse(*(bytes([byte]) for byte in content)) == events


@pytest.mark.parametrize(
    "content",
    [b"data: " + b"x" * LIMIT, b"x" * (LIMIT + 1), b"data: x\n" * LIMIT, b"x\n" * (LIMIT + 1), b"data" * LIMIT],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_events_have_a_limit(content: bytes, size: int) -> None:
    """An event that grows beyond the limit is not kept in memory."""
    with pytest.raises(TooLarge):
        await parse(*(content[start : start + size] for start in range(0, len(content), size)))


async def test_the_limit_is_that_of_one_event() -> None:
    """A stream may have any number of events, and comments of any number."""
    assert len(await parse(*[b"data: " + b"x" * 900 + b"\n\n: comment\n"] * 50)) == 50


async def test_an_event_comes_with_its_last_byte() -> None:
    """An event is there before the next chunk is asked for."""
    order: list[Any] = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(3):
            order.append(number)
            yield f"data: {number}\n\n".encode()

    async for event in read_events(chunks(), max_event_bytes=LIMIT):
        order.append(event.data)  # noqa: PERF401 - the order of both is what is tested
    assert order == [0, "0", 1, "1", 2, "2"]
