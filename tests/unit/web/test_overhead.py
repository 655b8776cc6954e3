"""The Python time of a hot read, compared with a minimal one."""

import io
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.telemetry.logs import structlog
from alcove.foundation.web import Access, Api, Call, build_app

BUDGET = 3.5
ROUNDS, REQUESTS = 7, 300

Run = Callable[..., Awaitable[None]]


class Item(msgspec.Struct, frozen=True):
    """One row."""

    id: int
    name: str
    price: str
    genres: list[str]


class Search(msgspec.Struct, frozen=True):
    """A query."""

    q: str = ""
    page: int = 1


ITEMS = [Item(number, f"Record {number}", f"{number}.50", ["Jazz", "Soul"]) for number in range(20)]
READY = msgspec.json.encode(ITEMS)


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    configure_logging(level="info", style="json", stream=io.StringIO())
    yield
    structlog.reset_defaults()


def baseline_app() -> Run:
    """Return the baseline: Starlette and msgspec only."""

    async def items(request: Request) -> Response:  # noqa: ARG001
        return Response(msgspec.json.encode(ITEMS), media_type="application/json")

    return Starlette(routes=[Route("/items", items)])


def alcove_app() -> Run:
    """Return an Alcove endpoint with everything that requests pass."""
    api = Api(name="t", title="t", render_error=lambda error, _: Response(error.message, error.status))

    @api.route("GET", "/items", query=Search, access=Access.USER)
    async def items(call: Call[Search, None]) -> bytes:  # noqa: ARG001
        return READY

    return build_app([api], settings=ServerSettings())


async def cost(app: Run, query: bytes) -> float:
    """Return the processor time of a batch of requests."""
    scope: dict[str, Any] = {
        "asgi": {"version": "3.0", "spec_version": "2.3"}, "type": "http", "http_version": "1.1", "scheme": "http",
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "path": "/items", "raw_path": b"/items",
        "query_string": query, "method": "GET", "root_path": "", "state": {},
        "headers": [(b"host", b"localhost:8000"), (b"accept", b"*/*"), (b"origin", b"http://localhost:5173")],
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        assert message["type"].startswith("http.response.")

    started = time.process_time()
    for _ in range(REQUESTS):
        await app(dict(scope), receive, send)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("query", [b"", b"q=jazz+soul&page=2"])
async def test_a_hot_read_stays_within_its_budget(query: bytes) -> None:
    """Checks, decoding, log line and metrics take at most 3.5 times the baseline."""
    baseline, alcove = baseline_app(), alcove_app()
    parse_urlencoded = [(await cost(baseline, query), await cost(alcove, query)) for _ in range(ROUNDS)]
    ratio = min(alcove_cost for _, alcove_cost in parse_urlencoded) / min(
        baseline_cost for baseline_cost, _ in parse_urlencoded
    )
    assert ratio <= BUDGET, f"{ratio:.2f} times a bare list"
