"""A load generator in one thread: keep-alive connections, every byte of every answer read and counted.

It parses what HTTP needs and no more (status, length or chunks), so that it takes little from what it measures.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle

PATIENCE = 30.0
_BLOCK = 1 << 18


@dataclass(slots=True, kw_only=True)
class Plan:
    """What to send: whole requests as text, taken in turn, over so many connections for so many seconds."""

    port: int
    requests: list[str]
    connections: int = 16
    seconds: float = 2.0
    warm_up: float = 0.3


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came back within the measured time; `errors` counts answers that were not 2xx and lost connections."""

    requests: int = 0
    size: int = 0
    errors: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the answers per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency that so many of the answers kept to, in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Broken(Exception):
    """A connection ended in the middle, or something that is not HTTP came back."""


class Reader:
    """Takes one answer after the other out of a stream of bytes."""

    def __init__(self) -> None:
        self.status = 0
        self._head = b""
        self._left = 0
        self._step: Callable[[memoryview], int] = self._read_head

    def feed(self, data: memoryview) -> bool:
        """Take what has arrived; True once the answer is whole."""
        while len(data):
            data = data[self._step(data) :]
            if self._left < 0:
                if len(data):
                    raise Broken("more than one answer")
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
        place = head.find(b"\r\ncontent-length:")
        if place >= 0:
            self._left = int(head[place + 17 :].split(b"\r\n", 1)[0])
            self._step = self._read_body
            self._end_body()
        elif b"\r\ntransfer-encoding: chunked" in head:
            self._step = self._read_size
        else:
            raise Broken("an answer without a length")
        return end + 4 - before

    def _read_body(self, data: memoryview) -> int:
        taken = min(len(data), self._left)
        self._left -= taken
        self._end_body()
        return taken

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
        taken = min(len(data), self._left)
        self._left -= taken
        if self._left == 0:
            self._step = self._read_size
        return taken

    def _read_last(self, data: memoryview) -> int:
        taken = self._read_chunk(data)
        self._end_body()
        return taken


class Line:
    """One connection with one request under way."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self._port = port
        self._requests = requests
        self._reader = Reader()
        self.open()

    def open(self) -> None:
        """Connect anew."""
        self.socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = Reader()

    def ask(self) -> None:
        """Send the next request."""
        self.started = time.perf_counter()
        self.socket.sendall(next(self._requests))

    def read(self, block: memoryview) -> tuple[int, int]:
        """Take what is there; return its size and, once the answer is whole, its status."""
        size = self.socket.recv_into(block)
        if size == 0:
            raise Broken("the connection was closed")
        return size, self._reader.status if self._reader.feed(block[:size]) else 0


def run(plan: Plan) -> Outcome:
    """Keep every connection busy until the time is up and return what was answered in it."""
    requests = cycle([request.encode("latin-1") for request in plan.requests])
    lines = [Line(plan.port, requests) for _ in range(plan.connections)]
    poll = select.epoll()
    by_number = {line.socket.fileno(): line for line in lines}
    for number, line in by_number.items():
        poll.register(number, select.EPOLLIN)
        line.ask()
    warm = Outcome()
    _turn(warm, lines=by_number, poll=poll, seconds=plan.warm_up)
    outcome = Outcome()
    _turn(outcome, lines=by_number, poll=poll, seconds=plan.seconds)
    for line in by_number.values():
        line.socket.close()
    return outcome


def _turn(outcome: Outcome, *, lines: dict[int, Line], poll: select.epoll, seconds: float) -> None:
    block = memoryview(bytearray(_BLOCK))
    started = now = time.perf_counter()
    while now - started < seconds:
        for number, _ in poll.poll(PATIENCE) or _silence():
            line = lines[number]
            try:
                size, status = line.read(block)
            except (Broken, OSError):
                outcome.errors += 1
                _again(lines, number, poll=poll)
                continue
            outcome.size += size
            if status:
                _count(outcome, line=line, status=status)
        now = time.perf_counter()
    outcome.seconds = now - started


def _silence() -> list[tuple[int, int]]:
    raise TimeoutError(f"nothing was answered for {PATIENCE:.0f} s")


def _count(outcome: Outcome, *, line: Line, status: int) -> None:
    outcome.requests += 1
    outcome.errors += not 200 <= status < 300
    outcome.times.append(time.perf_counter() - line.started)
    line.ask()


def _again(lines: dict[int, Line], number: int, *, poll: select.epoll) -> None:
    line = lines.pop(number)
    poll.unregister(number)
    line.socket.close()
    line.open()
    lines[line.socket.fileno()] = line
    poll.register(line.socket.fileno(), select.EPOLLIN)
    line.ask()


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
