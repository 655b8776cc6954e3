"""A load generator in one thread with keep-alive connections.

It parses only the status and the length or chunks of a response, so that it uses little processor time.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle

TIMEOUT = 30.0
_BLOCK = 1 << 18


@dataclass(slots=True, kw_only=True)
class Plan:
    """The load to generate: complete requests, sent in turn over these connections for these seconds."""

    port: int
    requests: list[str]
    connections: int = 16
    seconds: float = 2.0
    warm_up: float = 0.3


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The result of a load; `errors` counts responses other than 2xx and lost connections."""

    requests: int = 0
    size: int = 0
    errors: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the responses per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency percentile in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class ConnectionBroken(Exception):
    """A connection was closed too early, or the response is not HTTP."""


class ResponseReader:
    """Parses HTTP responses from a stream of bytes."""

    def __init__(self) -> None:
        self.status = 0
        self._head = b""
        self._left = 0
        self._step: Callable[[memoryview], int] = self._read_head

    def feed(self, data: memoryview) -> bool:
        """Parse received bytes; return whether the response is complete."""
        while len(data):
            data = data[self._step(data) :]
            if self._left < 0:
                if len(data):
                    raise ConnectionBroken("more than one response")
                self._left, self._head, self._step = 0, b"", self._read_head
                return True
        return False

    def _read_head(self, data: memoryview) -> int:
        before = len(self._head)
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0:
            return len(data)
        head = self._head[:end].lower()
        self.status = int(head[9:12])
        self._head = b""
        position = head.find(b"\r\ncontent-length:")
        if position >= 0:
            self._left = int(head[position + 17 :].split(b"\r\n", 1)[0])
            self._step = self._read_body
            self._end_body()
        elif b"\r\ntransfer-encoding: chunked" in head:
            self._step = self._read_size
        else:
            raise ConnectionBroken("a response without a length")
        return end + 4 - before

    def _read_body(self, data: memoryview) -> int:
        size = min(len(data), self._left)
        self._left -= size
        self._end_body()
        return size

    def _end_body(self) -> None:
        if self._left == 0:
            self._left = -1

    def _read_size(self, data: memoryview) -> int:
        before = len(self._head)
        self._head += data[:32]
        end = self._head.find(b"\r\n")
        if end < 0:
            return min(len(data), 32)
        length = int(self._head[:end].split(b";")[0], 16)
        self._head = b""
        self._left = length + 2
        self._step = self._read_chunk if length else self._read_last
        return end + 2 - before

    def _read_chunk(self, data: memoryview) -> int:
        size = min(len(data), self._left)
        self._left -= size
        if self._left == 0:
            self._step = self._read_size
        return size

    def _read_last(self, data: memoryview) -> int:
        size = self._read_chunk(data)
        self._end_body()
        return size


class Connection:
    """One connection with one request in flight."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self._port = port
        self._requests = requests
        self._reader = ResponseReader()
        self.open()

    def open(self) -> None:
        """Connect."""
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = ResponseReader()

    def send(self) -> None:
        """Send the next request."""
        self.started = time.perf_counter()
        self.socket.sendall(next(self._requests))

    def read(self, block: memoryview) -> tuple[int, int]:
        """Read available bytes; return their number and, when the response is complete, its status."""
        size = self.socket.recv_into(block)
        if size == 0:
            raise ConnectionBroken("the connection was closed")
        return size, self._reader.status if self._reader.feed(block[:size]) else 0


def run(plan: Plan) -> Outcome:
    """Keep every connection busy until the time is over, and return the result."""
    requests = cycle([request.encode("latin-1") for request in plan.requests])
    connections = [Connection(plan.port, requests) for _ in range(plan.connections)]
    poll = select.epoll()
    by_number = {connection.socket.fileno(): connection for connection in connections}
    for number, connection in by_number.items():
        poll.register(number, select.EPOLLIN)
        connection.send()
    warm = Outcome()
    _measure(warm, connections=by_number, poll=poll, seconds=plan.warm_up)
    outcome = Outcome()
    _measure(outcome, connections=by_number, poll=poll, seconds=plan.seconds)
    for connection in by_number.values():
        connection.socket.close()
    return outcome


def _measure(outcome: Outcome, *, connections: dict[int, Connection], poll: select.epoll, seconds: float) -> None:
    block = memoryview(bytearray(_BLOCK))
    started = now = time.perf_counter()
    while now - started < seconds:
        for number, _ in poll.poll(TIMEOUT) or _raise_timeout():
            connection = connections[number]
            try:
                size, status = connection.read(block)
            except (ConnectionBroken, OSError):
                outcome.errors += 1
                _reconnect(connections, number, poll=poll)
                continue
            outcome.size += size
            if status:
                _count(outcome, connection=connection, status=status)
        now = time.perf_counter()
    outcome.seconds = now - started


def _raise_timeout() -> list[tuple[int, int]]:
    raise TimeoutError(f"no response for {TIMEOUT:.0f} s")


def _count(outcome: Outcome, *, connection: Connection, status: int) -> None:
    outcome.requests += 1
    outcome.errors += not 200 <= status < 300
    outcome.times.append(time.perf_counter() - connection.started)
    connection.send()


def _reconnect(connections: dict[int, Connection], number: int, *, poll: select.epoll) -> None:
    connection = connections.pop(number)
    poll.unregister(number)
    connection.socket.close()
    connection.open()
    connections[connection.socket.fileno()] = connection
    poll.register(connection.socket.fileno(), select.EPOLLIN)
    connection.send()


def request(method: str, target: str, *, body: bytes = b"") -> str:
    """Return one HTTP request as text."""
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body.decode('latin-1')}"


def main() -> None:
    """Run the plan given as JSON on standard input and print the outcome as JSON."""
    print(json.dumps(asdict(run(Plan(**json.load(sys.stdin))))))


if __name__ == "__main__":
    main()
