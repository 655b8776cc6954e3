"""The ASGI lifespan: what is open while the server runs."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.types import Receive, Scope, Send

from alcove.foundation.telemetry import get_logger

Lifespan = Callable[[], AbstractAsyncContextManager[Mapping[str, Any] | None]]


async def run_lifespan(lifespan: Lifespan | None, scope: Scope, receive: Receive, send: Send) -> None:
    """Enter the context at startup, copy its mapping to the request state, exit it at shutdown."""
    await receive()
    if lifespan is None:
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    started = False
    try:
        async with lifespan() as state:
            scope.get("state", {}).update(state or {})
            started = True
            await send({"type": "lifespan.startup.complete"})
            await receive()
    except BaseException as error:
        get_logger("web").error("lifespan_failed", started=started, exc_info=error)
        phase = "shutdown" if started else "startup"
        await send({"type": f"lifespan.{phase}.failed", "message": type(error).__name__})
        raise
    await send({"type": "lifespan.shutdown.complete"})
