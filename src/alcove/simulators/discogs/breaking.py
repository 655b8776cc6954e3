"""Breaks connections: before an answer, in the middle of one, or by sending one very slowly."""

import os
import socket
import struct
from pathlib import Path
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from alcove.foundation.clock import Clock

CHUNKS: Final = 20


def reset(scope: Scope) -> bool:
    """Make the connection of a request end with a TCP reset; False when it has no socket in this process.

    The server keeps its sockets to itself, so the right one is found among the open descriptors by its peer.
    """
    host, port = scope["client"]
    for descriptor in [int(entry.name) for entry in Path("/dev/fd").iterdir()]:
        try:
            found = socket.socket(fileno=os.dup(descriptor))
        except OSError:
            continue
        with found:
            if _peer(found) == (host, int(port)):
                # No lingering: closing sends a reset. Ending the reading side makes the server close.
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                found.shutdown(socket.SHUT_RD)
                return True
    return False


def _peer(found: socket.socket) -> tuple[str, int] | None:
    try:
        address: Any = found.getpeername()
    except OSError:
        return None
    return (str(address[0]), int(address[1])) if isinstance(address, tuple) else None


async def reset_and_wait(scope: Scope, receive: Receive) -> None:
    """Reset the connection of a request and wait until it is gone."""
    if not reset(scope):
        raise ConnectionResetError("reset on demand; there is no socket to do it with")
    while (await receive())["type"] != "http.disconnect":
        pass


async def cut_short(send: Send, *, start: Any, body: bytes) -> None:
    """Announce the whole body, send half of it and close."""
    await send({**start, "headers": [*start["headers"], (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    raise ConnectionAbortedError("cut on demand")


async def drip(send: Send, body: bytes, *, seconds: float, clock: Clock) -> None:
    """Send a body in pieces spread over some seconds."""
    size = max(1, -(-len(body) // CHUNKS))
    for start in range(0, len(body), size):
        await clock.sleep(seconds / CHUNKS)
        await send({"type": "http.response.body", "body": body[start : start + size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})
