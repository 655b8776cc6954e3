"""Streaming responses: JSON arrays and text files of any length in bounded memory."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class ClosingStreamingResponse(StreamingResponse):
    """A response that closes its generator at the end, also when the client has gone away.

    Left to the garbage collector, a generator and the one that it reads from would be closed at the same time.
    """

    def __init__(
        self, chunks: AsyncGenerator[bytes, None], *, media_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(chunks, media_type=media_type, headers=headers)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response, and close the generator."""
        async with aclosing(self._chunks):
            await super().__call__(scope, receive, send)


async def stream_json_array(batches: AsyncGenerator[list[bytes], None]) -> StreamingResponse:
    """Return a response that streams JSON values as an array; an error before the first batch is raised here."""
    first: list[bytes] = await anext(batches, [])
    return ClosingStreamingResponse(_join_array(first, batches), media_type="application/json")


async def stream_file(chunks: AsyncGenerator[bytes, None], *, media_type: str, name: str) -> StreamingResponse:
    """Return a response that streams a header and lines as a file; an error before the first lines is raised here."""
    header, first = await anext(chunks), await anext(chunks, b"")
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return ClosingStreamingResponse(_chain(header + first, chunks), media_type=media_type, headers=disposition)


async def _chain(first: bytes, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(chunks):
        yield first
        async for chunk in chunks:
            yield chunk


async def _join_array(first: list[bytes], batches: AsyncGenerator[list[bytes], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        yield b"[" + b",".join(first)
        async for batch in batches:
            yield b"," + b",".join(batch)
        yield b"]"
