"""What every request passes: the log and the faults."""

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alcove.simulators.catalogues.simulator import Act, Seen, Simulator


class Gate:
    """The outermost layer of the catalogues."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = Seen(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=dict(Headers(scope=scope)),
            at=self._simulator.clock.monotonic(),
        )
        self._simulator.seen.append(seen)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            await send(message)

        faults = self._simulator.faults
        if faults.latency_s and seen.path.startswith(faults.only):
            await self._simulator.clock.sleep(faults.latency_s)
        act = faults.strike(seen.path)
        answering = _early(act, wait=faults.retry_after) or self._app
        await answering(scope, receive, _halved(noted) if act == "cut" else noted)


def _early(act: Act | None, *, wait: int) -> Response | None:
    match act:
        case "error":
            return Response("broken", status_code=500)
        case "busy":
            return Response("busy", status_code=503, headers={"Retry-After": str(wait)})
        case "throttle":
            return Response("slower", status_code=429, headers={"Retry-After": str(wait)})
        case "html":
            return Response("<!DOCTYPE html><html><body>Back soon</body></html>", media_type="text/html")
        case _:
            return None


def _halved(send: Send) -> Send:
    """Return a way to answer that lets half of the body through and then breaks the connection."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            raise ConnectionAbortedError("cut on demand")
        await send(message)

    return half
