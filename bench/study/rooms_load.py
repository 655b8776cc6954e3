"""Measures how long messages take in rooms: `python -m bench.study.rooms_load`, JSON in and out.

Members of a room get the same bytes: a frame is decoded once for all of them, so that one process reads for thousands.
"""

import json
import selectors
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from bench.processes import read_memory
from bench.study.socket_load import encode, open_socket

_CLOSE: Final = 8
_LONG: Final = 126
_LONGEST: Final = 127
_QUIET: Final = 15.0
_CACHED: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsPlan:
    """Send `messages` at `rate` a second, from one websocket after another; `tickets` are in the order of rooms.

    The first `senders` members of each room send. `pid` is the process whose memory is read while all wait.
    """

    port: int
    pid: int
    tickets: list[str]
    members: int
    senders: int
    rate: float
    messages: int


@dataclass(slots=True)
class _Reader:
    """What one websocket received and was not read as frames yet, and how many messages it got."""

    buffer: bytearray = field(default_factory=bytearray)
    count: int = 0


class _Delays:
    """The delays of all messages at all websockets, and the messages that were refused."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.refused = 0
        self.frame_bytes = 0
        """The length of a frame with one message."""
        self._decoded: dict[bytes, tuple[float, ...]] = {}

    def add(self, frame: bytes, *, now: float, reader: _Reader) -> None:
        """Add the messages of a frame."""
        sent = self._decoded.get(frame)
        if sent is None:
            sent = self._decode(frame)
        reader.count += len(sent)
        self.delays += [(now - instant) * 1000 for instant in sent]

    def _decode(self, frame: bytes) -> tuple[float, ...]:
        content = json.loads(frame)
        if content["type"] == "error":
            self.refused += 1
        events = content.get("events", ()) if content["type"] == "update" else ()
        sent = tuple(float(event["data"]["text"]) for event in events if event["kind"] == "message")
        if len(sent) == 1:
            self.frame_bytes = len(frame)
        if sent:
            if len(self._decoded) > _CACHED:
                self._decoded.clear()
            self._decoded[frame] = sent
        return sent


def run(plan: RoomsPlan) -> dict[str, Any]:
    """Return the delays at some ranks in milliseconds, and how many messages were expected and came."""
    selector = selectors.DefaultSelector()
    connections: list[socket.socket] = []
    delays = _Delays()
    for ticket in plan.tickets:
        connection = open_socket(plan.port, f"/ws/rooms?ticket={ticket}")
        connection.settimeout(0)
        connections.append(connection)
        selector.register(connection, selectors.EVENT_READ, _Reader())
        _read(selector, delays, within=0)
    while _read(selector, delays, within=2.0):
        pass
    memory = read_memory(plan.pid)["rss"]
    sender = threading.Thread(target=_send, args=(plan, connections))
    cpu, started = time.process_time(), time.perf_counter()
    sender.start()
    expected = plan.messages * plan.members
    ended = started
    while len(delays.delays) < expected and _read(selector, delays, within=_QUIET):
        ended = time.perf_counter()
    seconds = ended - started
    sender.join()
    counts = Counter(key.data.count for key in selector.get_map().values())
    ordered = sorted(delays.delays)
    return {
        "expected": expected, "came": len(ordered), "refused": delays.refused, "seconds": seconds,
        "frame_bytes": delays.frame_bytes, "memory": memory,
        "cpu": time.process_time() - cpu, "counts": dict(counts.most_common(3)),
        "median": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100], "most": ordered[-1],
    }  # fmt: skip


def _send(plan: RoomsPlan, connections: list[socket.socket]) -> None:
    started = time.perf_counter()
    rooms = len(connections) // plan.members
    for number in range(plan.messages):
        time.sleep(max(0.0, started + number / plan.rate - time.perf_counter()))
        place = (number % rooms) * plan.members + number // rooms % plan.senders
        message = {"type": "message", "id": str(number), "text": repr(time.perf_counter())}
        connections[place].sendall(encode(json.dumps(message)))


def _read(selector: selectors.BaseSelector, delays: _Delays, *, within: float) -> bool:
    ready = selector.select(within)
    for key, _ in ready:
        connection: Any = key.fileobj
        data = connection.recv(1 << 18)
        if not data:
            raise RuntimeError("a connection was closed")
        _read_frames(key.data, data, delays)
    return bool(ready)


def _read_frames(reader: _Reader, data: bytes, delays: _Delays) -> None:
    now = time.perf_counter()
    buffer = reader.buffer
    buffer += data
    start = 0
    while len(buffer) - start >= 2:
        size, content = buffer[start + 1] & 0x7F, start + 2
        if size >= _LONG:
            content += 2 if size == _LONG else 8
            if len(buffer) < content:
                break
            size = int.from_bytes(buffer[start + 2 : content])
        if len(buffer) < content + size:
            break
        if buffer[start] & 0x0F == _CLOSE:
            raise RuntimeError(f"a websocket was closed: {bytes(buffer[content : content + size])!r}")
        delays.add(bytes(buffer[content : content + size]), now=now, reader=reader)
        start = content + size
    del buffer[:start]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(RoomsPlan(**json.load(sys.stdin)))))
