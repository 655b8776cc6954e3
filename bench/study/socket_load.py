"""Counts what many websockets receive, without decoding it: `python -m bench.study.socket_load`, JSON in and out.

All connections are opened first, each sends its `first` text and waits for an answer. Then the `start` text is sent,
on all connections or on one more that only sends, and bytes are counted until each connection has got its number of
frames, which all have the same length.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any, Final

_TEXT: Final = 0x81
_SHORT: Final = 126
_LIMIT: Final = 60.0
_READ: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketPlan:
    """What to do; `repeats` is how often the start text is sent, `frame_bytes` the length of a frame's content."""

    port: int
    path: str
    connections: int
    first: str = ""
    start: str
    repeats: int = 1
    has_sender: bool
    frames: int
    frame_bytes: int
    rounds: int


def open_socket(port: int, path: str) -> socket.socket:
    """Return an open websocket."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=_LIMIT)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", "",
    )  # fmt: skip
    connection.sendall("\r\n".join(lines).encode())
    # What follows are frames, which the caller reads.
    answer = b""
    while not answer.endswith(b"\r\n\r\n") and (byte := connection.recv(1)):
        answer += byte
    if not answer.startswith(b"HTTP/1.1 101"):
        raise RuntimeError(answer.decode("latin-1"))
    return connection


def encode(text: str) -> bytes:
    """Return the frame of a text that a client sends, masked with zeros."""
    content = text.encode()
    size = len(content)
    if size < _SHORT:
        return bytes((_TEXT, 0x80 | size)) + bytes(4) + content
    return bytes((_TEXT, 0x80 | _SHORT)) + size.to_bytes(2) + bytes(4) + content


def header_size(content: int) -> int:
    """Return the length of the header of a frame of the server."""
    return 2 if content < _SHORT else 4


def run(plan: SocketPlan) -> list[float]:
    """Return the frames that all connections together received per second, in each round."""
    connections = [open_socket(plan.port, plan.path) for _ in range(plan.connections)]
    sender = open_socket(plan.port, plan.path) if plan.has_sender else None
    for connection in (*connections, *([sender] if sender else [])):
        if plan.first:
            connection.sendall(encode(plan.first))
            time.sleep(0.001)
    selector = selectors.DefaultSelector()
    time.sleep(1.0)
    for connection in connections:
        connection.settimeout(0)
        selector.register(connection, selectors.EVENT_READ)
    _discard(selector)
    rates = [_run_round(plan, selector, [sender] if sender else connections) for _ in range(plan.rounds)]
    for connection in connections:
        connection.close()
    return rates


def _run_round(plan: SocketPlan, selector: selectors.BaseSelector, senders: list[socket.socket]) -> float:
    message = encode(plan.start) * plan.repeats
    expected = plan.connections * plan.frames * (plan.frame_bytes + header_size(plan.frame_bytes))
    started, received = time.perf_counter(), 0
    for sender in senders:
        sender.sendall(message)
    while received < expected:
        ready = selector.select(_LIMIT)
        if not ready:
            raise RuntimeError(f"{received} of {expected} bytes came")
        for key, _ in ready:
            received += len(_read(key.fileobj))
    if received != expected:
        raise RuntimeError(f"{received} bytes came instead of {expected}")
    return plan.connections * plan.frames / (time.perf_counter() - started)


def _read(connection: Any) -> bytes:
    content: bytes = connection.recv(_READ)
    if not content:
        raise RuntimeError("a connection was closed")
    return content


def _discard(selector: selectors.BaseSelector) -> None:
    while ready := selector.select(0.3):
        for key, _ in ready:
            _read(key.fileobj)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(SocketPlan(**json.load(sys.stdin)))))
