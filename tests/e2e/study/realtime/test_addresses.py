"""Where `/realtime/v1` is served: over TLS, at STUDY_PORT, and behind a proxy that adds a prefix."""

import json
import ssl
from pathlib import Path

import pytest

from e2e.study.conftest import SECRET
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.until import until_async
from support.websocket import WebSocket, open_websocket
from support.world import make_world

NAME = "127.0.0.1"


@pytest.mark.parametrize("base", ["", "/alcove"])
@pytest.mark.slow
async def test_every_address_serves_websockets(migrated_data: Path, base: str) -> None:
    """At the server's own port and at STUDY_PORT, over TLS, with and without the prefix of a proxy."""
    port = free_port()
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET) as world:
        made = world.run("cert", NAME)
        tls = dict(line.split("=", 1) for line in made.stdout.splitlines())
        key = world.run_json("study", "keys")["anon_key"]
        process = world.start(
            "api",
            ALCOVE_TLS_CERT=tls["ALCOVE_TLS_CERT"],
            ALCOVE_TLS_KEY=tls["ALCOVE_TLS_KEY"],
            STUDY_PORT=str(port),
            URL_BASE=base,
        )
        context = ssl.create_default_context(cafile=tls["ALCOVE_TLS_CERT"])
        for number in (process.port, port):
            path = f"{base}/realtime/v1/websocket?apikey={key}"
            socket = await _open(process, f"https://{NAME}:{number}{path}", context=context)
            async with socket:
                await socket.send('{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}')
                assert json.loads(await socket.receive())["payload"] == {"status": "ok", "response": {}}


async def _open(process: AlcoveProcess, address: str, *, context: ssl.SSLContext) -> WebSocket:
    async def try_open() -> WebSocket | None:
        assert process.process.poll() is None, process.output
        try:
            return await open_websocket(address, tls=context)
        except OSError:
            return None

    socket = await until_async(try_open)
    assert socket is not None
    return socket
