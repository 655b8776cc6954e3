"""Requests that are cancelled when the process stops."""

import asyncio
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import Message

from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from alcove.foundation.web import Access, Api, Call, build_app, render_plain_error


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect log output."""
    stream = io.StringIO()
    configure_logging(level="info", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


async def cancel_request(*, has_left: bool) -> list[Message]:
    """Cancel a request that waits, and return what was sent to its client."""
    api = Api(name="shop", title="A shop", render_error=render_plain_error)

    @api.route("GET", "/wait", access=Access.USER, response_model=str)
    async def wait(call: Call[None, None]) -> str:
        await asyncio.Event().wait()
        return call.path["never"]

    sent: list[Message] = []

    async def receive() -> Message:
        if not has_left:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/wait", "raw_path": b"/wait", "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 5),
    }  # fmt: skip
    task = asyncio.ensure_future(build_app([api], settings=ServerSettings())(scope, receive, send))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return sent


async def test_a_client_that_waits_has_an_error(log: io.StringIO) -> None:
    """A request that is cancelled gets 503."""
    sent = await cancel_request(has_left=False)
    assert sent[0]["status"] == 503
    assert [json.loads(line)["status"] for line in log.getvalue().splitlines() if '"request"' in line] == [503]


async def test_a_client_that_has_left_counts_as_such(log: io.StringIO) -> None:
    """A request whose client has left gets nothing, and the log has 499."""
    assert await cancel_request(has_left=True) == []
    assert [json.loads(line)["status"] for line in log.getvalue().splitlines() if '"request"' in line] == [499]
