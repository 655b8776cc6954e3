"""Serves an ASGI application with Granian inside this process and this event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from alcove.foundation.telemetry import get_logger

BACKLOG = 4096

log = get_logger("alcove.http")


@dataclass(frozen=True, slots=True)
class Place:
    """An application and where it is served."""

    app: Any
    listen: Sequence[str]
    port: int


async def serve_http(
    app: Any,
    *,
    listen: Sequence[str],
    port: int,
    stop: asyncio.Event,
    patience: float,
    beside: Sequence[Place] = (),
) -> None:
    """Serve `app` on every address until `stop`; running requests then get `patience` seconds to finish."""
    servers = [
        Server(
            each.app, address=address, port=each.port, interface=Interfaces.ASGINL, backlog=BACKLOG, log_enabled=False
        )
        for each in (Place(app, listen, port), *beside)
        for address in each.listen
    ]
    running = [asyncio.create_task(server.serve()) for server in servers]
    stopping = asyncio.create_task(stop.wait())
    log.info("listening", addresses=list(listen), port=port)
    done, _ = await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call] # Granian leaves it bare
    _, late = await asyncio.wait(running, timeout=patience)
    for task in (*late, stopping):
        task.cancel()
    if late:
        log.warning("requests_cut_off", after=patience)
    await asyncio.gather(*late, stopping, return_exceptions=True)
    for task in done - {stopping}:
        task.result()
