"""Many clients that write at the same time, and which of their writes the server acknowledged."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx2

WRITERS = 4


@dataclass
class AcknowledgedWrites:
    """Sends writes with the numbers 0, 1, 2 ... and records which were acknowledged, and every status."""

    send: Callable[[int], httpx2.Response]
    acknowledged: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self) -> bool:
        """Send the next write; return whether it was acknowledged."""
        with self._lock:
            number, self._next = self._next, self._next + 1
        with suppress(httpx2.HTTPError):
            response = self.send(number)
            self.statuses.append(response.status_code)
            if response.status_code in {200, 201}:
                self.acknowledged.append(number)
                return True
        return False

    @contextmanager
    def keep_writing(self) -> Iterator[None]:
        """Let several clients write during the block."""
        stop = threading.Event()

        def run() -> None:
            while not stop.is_set():
                self.write()

        threads = [threading.Thread(target=run) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()
