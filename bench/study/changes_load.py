"""Measures how long changes of rows take to reach websockets: `python -m bench.study.changes_load`, JSON in and out."""

import json
import selectors
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from bench.study.socket_load import encode, open_socket

_LONG: Final = 126
_LONGEST: Final = 127
_INSERT: Final = "INSERT INTO public.notifications (user_id, title, message) VALUES (%s, %s, 'x')"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPlan:
    """Insert `rate` rows a second, for one person after another; each person has several subscribers."""

    dsn: str
    port: int
    path: str
    tokens: dict[str, str]
    subscribers: int
    rate: float
    rows: int


@dataclass(slots=True)
class _Reader:
    """What one websocket received and was not read as frames yet."""

    buffer: bytearray = field(default_factory=bytearray)

    def frames(self, data: bytes) -> list[bytes]:
        """Return the contents of the frames that are complete."""
        self.buffer += data
        contents = []
        while (frame := self._take()) is not None:
            contents.append(frame)
        return contents

    def _take(self) -> bytes | None:
        if len(self.buffer) < 2:
            return None
        size, start = self.buffer[1] & 0x7F, 2
        if size in (_LONG, _LONGEST):
            start = 4 if size == _LONG else 10
            size = int.from_bytes(self.buffer[2:start])
        if len(self.buffer) < start + size:
            return None
        content = bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        return content


def run(plan: ChangesPlan) -> dict[str, Any]:
    """Return the delays in milliseconds, sorted, and how many changes were expected."""
    people = list(plan.tokens)
    readers = selectors.DefaultSelector()
    for number in range(plan.subscribers):
        person = people[number % len(people)]
        connection = open_socket(plan.port, plan.path)
        connection.sendall(encode(_join(person, plan.tokens[person])))
        connection.settimeout(0)
        readers.register(connection, selectors.EVENT_READ, _Reader())
        _read(readers, within=0.001)
    subscribed = _read(readers, within=5.0)
    writer = threading.Thread(target=_write, args=(plan, people))
    writer.start()
    expected = plan.rows * plan.subscribers // len(people)
    delays: list[float] = []
    while len(delays) < expected:
        got = _read(readers, within=10.0, stop_after=1)
        if not got:
            break
        delays += [delay for delay in got if delay >= 0]
    writer.join()
    return {"delays": sorted(delays), "expected": expected, "early": len(subscribed)}


def _join(person: str, token: str) -> str:
    changes = [{"event": "INSERT", "schema": "public", "table": "notifications", "filter": f"user_id=eq.{person}"}]
    payload = {"config": {"postgres_changes": changes}, "access_token": token}
    return json.dumps(["1", "1", "realtime:notifications", "phx_join", payload])


def _write(plan: ChangesPlan, people: list[str]) -> None:
    with psycopg.connect(plan.dsn, autocommit=True) as connection:
        started = time.perf_counter()
        for number in range(plan.rows):
            time.sleep(max(0.0, started + number / plan.rate - time.perf_counter()))
            connection.execute(_INSERT, (people[number % len(people)], str(time.perf_counter())))


def _read(readers: selectors.BaseSelector, *, within: float, stop_after: int = 1 << 30) -> list[float]:
    """Return the delays of the changes that arrive, until nothing arrives for a time."""
    delays: list[float] = []
    while len(delays) < stop_after and (ready := readers.select(within)):
        for key, _ in ready:
            delays += _read_delays(key)
    return delays


def _read_delays(key: selectors.SelectorKey) -> list[float]:
    connection: Any = key.fileobj
    data = connection.recv(1 << 20)
    if not data:
        raise RuntimeError("a connection was closed")
    now = time.perf_counter()
    frames = [frame for frame in key.data.frames(data) if b'"postgres_changes"' in frame and b'"record"' in frame]
    return [(now - float(json.loads(frame)[4]["data"]["record"]["title"])) * 1000 for frame in frames]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(ChangesPlan(**json.load(sys.stdin)))))
