"""The baseline of files: bare Starlette on Granian receives a file into a folder and sends it.

Started as `python -m bench.study.file_server PORT FOLDER`.
"""

import asyncio
import signal
import sys
from pathlib import Path

import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from alcove.main.http_server import serve_http


def build_app(folder: Path) -> Starlette:
    """Return the application; it writes each chunk as it comes, without a hash or a flush to the disk."""
    path = folder / "file"

    async def receive(request: Request) -> Response:
        with path.open("wb") as file:
            async for chunk in request.stream():
                file.write(chunk)
        return Response(status_code=200)

    async def send(_request: Request) -> Response:
        return FileResponse(path)

    async def answer(_request: Request) -> Response:
        return Response(b"ready")

    return Starlette(
        routes=[
            Route("/", answer),
            Route("/file", receive, methods=["POST"]),
            Route("/file", send),
        ]
    )


async def serve(port: int, folder: Path) -> None:
    """Serve on a port of loopback until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serve_http(build_app(folder), listen=["127.0.0.1"], port=port, stop=stop, shutdown_timeout=5)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
