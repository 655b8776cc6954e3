"""Routes to control a running simulator: scripts and the log of requests; a real provider has none of them."""

from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.ai_provider.behaviours import Script
from alcove.simulators.ai_provider.simulator import Simulator, simulator_of


def json_response(value: Any, *, status: int = 200) -> Response:
    """Return a JSON response."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


async def set_script(request: Request) -> Response:
    """Set a script for the requests that match it."""
    simulator = simulator_of(request)
    try:
        script = msgspec.json.decode(await request.body() or b"{}", type=Script)
        simulator.scripts.add(script)
    except (msgspec.MsgspecError, ValueError) as error:
        return json_response({"message": str(error)}, status=400)
    return json_response(script)


async def clear_scripts(request: Request) -> Response:
    """Remove all scripts."""
    simulator_of(request).scripts.clear()
    return Response(status_code=204)


async def list_requests(request: Request) -> Response:
    """List the logged requests, with `after` those with a higher number."""
    after = request.query_params.get("after", "0")
    return json_response({"requests": _log_of(request, after=int(after) if after.isdigit() else 0)})


async def clear_requests(request: Request) -> Response:
    """Remove all logged requests."""
    simulator_of(request).log.clear()
    return Response(status_code=204)


def _log_of(request: Request, *, after: int) -> list[Any]:
    simulator: Simulator = simulator_of(request)
    return list(simulator.log.entries(after=after))


ROUTES: Final[list[BaseRoute]] = [
    Route("/control/script", set_script, methods=["POST"]),
    Route("/control/script", clear_scripts, methods=["DELETE"]),
    Route("/control/requests", list_requests, methods=["GET"]),
    Route("/control/requests", clear_requests, methods=["DELETE"]),
]
