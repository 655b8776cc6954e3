"""Serves bare Starlette as this package serves its own applications: `python -m bench.starlette_server NAME PORT`."""

import asyncio
import signal
import sys
from importlib import import_module

import uvloop

from bench.starlette_app import app

GRANIAN = "alcove.main.http_server"
UVICORN = "alcove.main.standalone_server"


async def serve(name: str, port: int) -> None:
    """Serve on a port of loopback until SIGTERM; only the named server is imported."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if name == "granian":
        server = import_module(GRANIAN)
        await server.serve_http(app, listen=["127.0.0.1"], port=port, stop=stop, shutdown_timeout=5)
    else:
        server = import_module(UVICORN)
        listener = server.open_port("127.0.0.1", port, is_shared=False)
        await server.serve_open_apps([server.OpenApp(app, [listener], port)], stop=stop, shutdown_timeout=5)


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], int(sys.argv[2])))
