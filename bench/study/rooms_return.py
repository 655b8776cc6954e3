"""How long it takes until all members of a room are back after their server has stopped."""

import re
import signal
import socket
import time
from collections.abc import Sequence
from subprocess import Popen
from typing import Final

from bench.study.socket_load import open_socket

_WELCOME: Final = b'"welcome"'
_AFTER: Final = re.compile(rb'"after_ms":(\d+)')
_READ: Final = 1 << 16


def send_away(process: Popen[bytes], port: int, *, tickets: Sequence[str]) -> list[float]:
    """Return after how many seconds each member is told to come back, when the server is stopped."""
    connections = [_join(port, ticket) for ticket in tickets]
    process.send_signal(signal.SIGTERM)
    return [_read_wait(connection) for connection in connections]


def come_back(port: int, *, tickets: Sequence[str], waits: Sequence[float]) -> float:
    """Return the seconds in which all are back who come when they were told to."""
    started, connections = time.monotonic(), []
    for wait, ticket in sorted(zip(waits, tickets, strict=True)):
        time.sleep(max(0.0, started + wait - time.monotonic()))
        connections.append(_join(port, ticket))
    seconds = time.monotonic() - started
    for connection in connections:
        connection.close()
    return seconds


def _join(port: int, ticket: str) -> socket.socket:
    connection = open_socket(port, f"/ws/rooms?ticket={ticket}")
    received = b""
    while _WELCOME not in received:
        received += _read(connection)
    return connection


def _read_wait(connection: socket.socket) -> float:
    received = b""
    while (found := _AFTER.search(received)) is None:
        received += _read(connection)
    connection.close()
    return int(found[1]) / 1000


def _read(connection: socket.socket) -> bytes:
    if not (data := connection.recv(_READ)):
        raise RuntimeError("a connection was closed")
    return data
