"""The reference for overhead: a Starlette route that encodes twenty rows with msgspec."""

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ROWS = [{"id": number, "name": f"Record {number}", "price": f"{number}.50", "genres": ["Jazz"]} for number in range(20)]


async def _items(request: Request) -> Response:  # noqa: ARG001 - Starlette passes it
    return Response(msgspec.json.encode(ROWS), media_type="application/json")


app = Starlette(routes=[Route("/items", _items)])
