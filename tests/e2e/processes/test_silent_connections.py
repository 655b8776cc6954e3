"""Connections that send nothing, or not all, are closed."""

import resource
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from alcove.main.ports import HEADER_TIMEOUT
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

        until(all_closed, describe=lambda: len(still_open))
        assert serve.get("/health/live")[0] == 200


CROWD = 5000


@pytest.mark.slow
def test_a_crowd_of_silent_connections_leaves_others_served(start: Callable[..., AlcoveProcess]) -> None:
    """With 5,000 silent connections of one address, started with a low limit of open files, others are served."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * CROWD:
        pytest.skip(f"not run: this machine allows {hard} open files")
    # What the server inherits; it raises its limit itself. Files of this process count, too.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(1024, sum(1 for _ in Path("/proc/self/fd").iterdir()) + 100), hard))
    try:
        serve = start("api").wait_ready()
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        with ExitStack() as stack:
            began = time.monotonic()
            connections = [
                stack.enter_context(socket.create_connection(("127.0.0.1", serve.port), timeout=30))
                for _ in range(CROWD)
            ]
            opened = time.monotonic() - began
            for connection in connections:
                connection.setblocking(False)
            still_open = [connection for connection in connections if not is_closed(connection)]
            slowest = 0.0
            for _ in range(50):
                began = time.monotonic()
                assert serve.get("/health/live", timeout=10)[0] == 200
                slowest = max(slowest, time.monotonic() - began)
            # They are closed after 30 seconds; until then all are there.
            assert opened > HEADER_TIMEOUT / 2 or len(still_open) == CROWD
            assert slowest < 2
        assert serve.get("/health/live")[0] == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
