"""A server with a scripted response."""

import contextlib
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from support.servers import serve


@contextlib.contextmanager
def serve_response(body: bytes | str, *, status: int = 200) -> Iterator[str]:
    """Serve one response at every address and yield the base URL."""

    async def answer(_: Request) -> Response:
        return Response(body, status_code=status, media_type="application/json")

    with serve(Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "PUT", "POST"])])) as base:
        yield base


def unreachable_address() -> str:
    """Return an address without a server: port 9 of this machine, which is reserved for discarding."""
    return "http://127.0.0.1:9"
