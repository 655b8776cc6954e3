"""The response that sends an export."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from alcove.apps.study.account_data.export import AccountExport
from alcove.apps.study.account_data.routes import ExportResponse


async def test_a_client_that_does_not_read_holds_nothing_for_ever() -> None:
    """The response ends with an error, and the export is closed."""
    closed = []

    async def write_chunks() -> AsyncGenerator[bytes, None]:
        try:
            yield b"others"
        finally:
            closed.append(True)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.sleep(60)

    async def receive() -> Any:
        await asyncio.sleep(60)

    chunks = write_chunks()
    response = ExportResponse(AccountExport(await anext(chunks), chunks), max_seconds=0.05)
    with pytest.raises(TimeoutError):
        await response({"type": "http", "method": "GET"}, receive, send)
    assert closed
