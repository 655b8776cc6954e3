"""Log lines and metrics of outbound calls."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from alcove.foundation.fetch import Unreachable
from alcove.foundation.telemetry import configure_logging, render_metrics
from integration.fetch.clients import client_for
from integration.fetch.scripted_server import ReceivedRequest, http_response, respond_with, serve_responder

SECRET = "s3cr3t"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Collect what is logged as JSON."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    structlog.reset_defaults()


async def test_one_line_per_call_without_secrets(lines: io.StringIO) -> None:
    """A call is one line with policy, host, status, size and attempts; nothing of path, query, header or body."""
    respond = respond_with(http_response(500), http_response(302, Location=f"/{SECRET}"), http_response(200, b"1234"))
    async with serve_responder(respond) as server, client_for(server) as client:
        await client.request(
            "GET",
            f"/v6/{SECRET}/latest",
            params={"key": SECRET},
            headers={"X-Api-Key": SECRET},
            auth=lambda _m, _u, headers, _b: {**headers, "Authorization": f"Bearer {SECRET}"},
        )
    (line,) = [json.loads(item) for item in lines.getvalue().splitlines()]
    assert line["event"] == "outbound_call"
    expected = {"policy": "test", "method": "GET", "host": "127.0.0.1", "status": 200, "bytes": 4, "attempts": 3}
    assert expected.items() <= line.items()
    assert SECRET not in lines.getvalue()


async def test_a_failed_call_is_a_warning(lines: io.StringIO) -> None:
    """A call without a response is one warning that names the kind of failure."""

    async def disconnect(_request: ReceivedRequest, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with serve_responder(disconnect) as server, client_for(server, retries=1) as client:
        with pytest.raises(Unreachable):
            await client.request("GET", f"/{SECRET}")
    (line,) = [json.loads(item) for item in lines.getvalue().splitlines()]
    assert (line["level"], line["error"], line["attempts"]) == ("warning", "broken", 2)
    assert SECRET not in lines.getvalue()


async def test_each_attempt_is_measured() -> None:
    """The metrics count attempts by policy, method and outcome."""
    async with (
        serve_responder(respond_with(http_response(503), http_response(404))) as server,
        client_for(server, name="counted") as client,
    ):
        await client.request("GET", "/")
    text = render_metrics()[0].decode()
    for outcome in ("503", "404"):
        labels = f'method="GET",outcome="{outcome}",policy="counted"'
        assert f"alcove_outbound_request_seconds_count{{{labels}}} 1.0" in text


def test_the_package_imports_no_heavy_library() -> None:
    """Importing the package loads none of the heavy libraries."""
    program = "import sys, alcove.foundation.fetch; print(*sys.modules)"
    response = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    heavy = {"httpx2", "httpcore2", "tenacity", "purgatory", "redis", "prometheus_client", "rich"}
    assert heavy.isdisjoint(response)
