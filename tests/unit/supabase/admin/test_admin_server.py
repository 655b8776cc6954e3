"""The admin server, its metrics, and the access log."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from alcove.wires.supabase.rest.admin.access_log import AccessLog
from alcove.wires.supabase.rest.admin.metrics import Metric, render_metrics
from alcove.wires.supabase.rest.admin.server import AdminServer
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.request_record import current_record
from support.clock import FakeClock

Application = Callable[[Any, Any, Any], Awaitable[None]]


async def request(app: Application, path: str, *, method: str = "GET", **scope: Any) -> tuple[int, bytes]:
    """Return the status and body of a response."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    basic = {"type": "http", "path": path, "method": method, "headers": [], "query_string": b"", "http_version": "1.1"}
    await app({**basic, **scope}, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def admin(*, live: bool = True, ready: bool = True, dump: bytes | None = b"{}") -> AdminServer:
    """Return an admin server of a server in this state."""

    async def is_live() -> bool:
        return live

    async def is_ready() -> bool:
        return ready

    async def dump_schema_cache() -> bytes | None:
        return dump

    return AdminServer(
        is_live=is_live, is_ready=is_ready, dump_schema_cache=dump_schema_cache, render_metrics=lambda: "metrics"
    )


@pytest.mark.parametrize(
    ("server", "path", "method", "expected"),
    [
        (admin(), "/live", "GET", (200, b"")),
        (admin(live=False), "/live", "GET", (500, b"")),
        (admin(), "/ready", "GET", (200, b"")),
        (admin(ready=False), "/ready", "GET", (503, b"")),
        (admin(live=False), "/ready", "GET", (500, b"")),
        (admin(), "/metrics", "GET", (200, b"metrics")),
        (admin(), "/schema_cache", "GET", (200, b"{}")),
        (admin(), "/schema_cache", "HEAD", (200, b"")),
        (admin(dump=None), "/schema_cache", "GET", (503, b"")),
        (admin(), "/config", "GET", (404, b"")),
        (admin(), "/", "GET", (404, b"")),
        (admin(), "/live", "POST", (404, b"")),
    ],
)
async def test_endpoints(server: AdminServer, path: str, method: str, expected: tuple[int, bytes]) -> None:
    """Each endpoint has the statuses of PostgREST; the configuration is not served."""
    assert await request(server, path, method=method) == expected


def test_metrics_as_text() -> None:
    """A metric has its help, its type and a line for each of its labels."""
    metric = Metric(name="loads_total", help="Loads", kind="counter", values={'status="FAIL"': 2, "": 1.5})
    assert render_metrics([metric]) == (
        '# HELP loads_total Loads\n# TYPE loads_total counter\nloads_total{status="FAIL"} 2.0\nloads_total 1.5\n'
    )


async def run_logged(config: RestConfig, status: int, **scope: Any) -> list[str]:
    """Return the lines that are logged for one request, and those of queries."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        if record := current_record():
            record.role, record.statement = 'a"b', "SELECT 1"
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"12345"})

    lines: list[str] = []
    clock = FakeClock(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    logged = AccessLog(app=app, config=lambda: config, clock=clock, write=lines.append, write_query=lines.append)
    await request(logged, "/a b", raw_path=b"/a%20b", **scope)
    return lines


@pytest.mark.parametrize(
    ("level", "logged"),
    [("crit", []), ("error", [500]), ("warn", [404, 500]), ("info", [200, 404, 500]), ("debug", [200, 404, 500])],
)
async def test_levels(level: Any, logged: list[int]) -> None:
    """Each level logs the requests from its lowest status on."""
    config = RestConfig(log_level=level)
    assert [status for status in (200, 404, 500) if await run_logged(config, status)] == logged


async def test_queries() -> None:
    """With `log-query` the SQL comes before the line of each request that is logged."""
    config = RestConfig(log_level="warn", log_query=True)
    assert await run_logged(config, 200) == []
    query, line = await run_logged(config, 404)
    assert query == "SELECT 1"
    assert " 404 " in line


async def test_line() -> None:
    """A line has the client, role, time, request, status, size, referer and agent; nothing breaks out of its field."""
    (line,) = await run_logged(
        RestConfig(log_level="info"),
        200,
        client=("1.2.3.4", 5),
        query_string=b'x="y\n',
        headers=[(b"user-agent", b'cu"rl\r\n')],
    )
    head, _, rest = line.partition(" [")
    assert head == r"1.2.3.4 - a\x22b"
    assert rest.partition("] ")[2] == r'"GET /a%20b?x=\x22y\x0a HTTP/1.1" 200 5 "" "cu\x22rl\x0d\x0a"'


async def test_secrets_in_lines() -> None:
    """A key or token in the URL or in the referer is not logged."""
    (line,) = await run_logged(
        RestConfig(log_level="info"),
        200,
        query_string=b"select=id&apikey=sb_secret_abc",
        headers=[(b"referer", b"https://a.test/?access_token=eyJh.b.c")],
    )
    assert "?select=id&apikey=******** HTTP/1.1" in line
    assert '"https://a.test/?access_token=********"' in line
