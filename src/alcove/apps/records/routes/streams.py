"""Answers of any length in bounded memory."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.responses import StreamingResponse


async def json_array(batches: AsyncGenerator[list[bytes], None]) -> StreamingResponse:
    """Stream JSON values as one array; what fails before the first batch still becomes an error answer."""
    first: list[bytes] = await anext(batches, [])
    return StreamingResponse(_array(first, batches), media_type="application/json")


async def _array(first: list[bytes], batches: AsyncGenerator[list[bytes], None]) -> AsyncIterator[bytes]:
    yield b"[" + b",".join(first)
    async with aclosing(batches):
        async for batch in batches:
            yield b"," + b",".join(batch)
    yield b"]"
