"""Answers of any length in bounded memory."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.responses import StreamingResponse


async def stream_json_array(batches: AsyncGenerator[list[bytes], None]) -> StreamingResponse:
    """Stream JSON values as one array; what fails before the first batch still becomes an error answer."""
    first: list[bytes] = await anext(batches, [])
    return StreamingResponse(_join_array(first, batches), media_type="application/json")


async def stream_file(parts: AsyncGenerator[bytes, None], *, media_type: str, name: str) -> StreamingResponse:
    """Stream a header and its lines as a file; what fails before the first lines still becomes an error answer."""
    header, first = await anext(parts), await anext(parts, b"")
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_chain(header + first, parts), media_type=media_type, headers=disposition)


async def _chain(first: bytes, parts: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(parts):
        yield first
        async for part in parts:
            yield part


async def _join_array(first: list[bytes], batches: AsyncGenerator[list[bytes], None]) -> AsyncIterator[bytes]:
    async with aclosing(batches):
        yield b"[" + b",".join(first)
        async for batch in batches:
            yield b"," + b",".join(batch)
        yield b"]"
