"""Connections that send nothing, or not all, are closed."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from support.processes import AlcoveProcess
from support.until import until

HALF_SENT = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
WHOLE = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def is_closed(connection: socket.socket) -> bool:
    """Return whether the server has closed the connection."""
    try:
        return connection.recv(65536) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


@pytest.mark.slow
@pytest.mark.parametrize("sent", [b"", HALF_SENT, WHOLE], ids=["silent", "half-sent", "idle"])
def test_silent_connections_are_closed(start: Callable[..., AlcoveProcess], sent: bytes) -> None:
    """Of 400 connections none is open after a minute, and meanwhile other callers are served."""
    serve = start("api").wait_ready()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", serve.port), timeout=10)) for _ in range(400)
        ]
        for connection in connections:
            connection.sendall(sent)
            connection.setblocking(False)
        time.sleep(1)
        assert serve.get("/health/live")[0] == 200
        still_open = set(connections)

        def all_closed() -> bool:
            still_open.difference_update([connection for connection in still_open if is_closed(connection)])
            return not still_open

        until(all_closed, within=60, describe=lambda: len(still_open))
        assert serve.get("/health/live")[0] == 200
