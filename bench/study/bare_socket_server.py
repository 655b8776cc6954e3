"""A websocket server that only sends, on Granian as Alcove uses it: `python -m bench.study.bare_socket_server PORT`.

Each text `COUNT FRAME` of a client makes it send the frame so many times.
"""

import asyncio
import signal
import sys
from typing import Any

import uvloop

from alcove.main.http_server import serve_http


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Serve one request or websocket."""
    if scope["type"] != "websocket":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        count, _, frame = message["text"].partition(" ")
        for _ in range(int(count)):
            await send({"type": "websocket.send", "text": frame})


async def serve(port: int) -> None:
    """Serve on a port of loopback until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve_http(app, listen=["127.0.0.1"], port=port, stop=stop, shutdown_timeout=5)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
