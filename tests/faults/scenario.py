"""What a scenario runs with, and the bound of its time."""

import random
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeVar

from faults.server import FaultedServer
from support.world import make_world

T = TypeVar("T")

NO_COPY = Path("/nonexistent")
"""Every server creates its own database, as it would at its first start."""
COMMON_SETTINGS = {"LOG_LEVEL": "warning", "LOG_FORMAT": "json"}


class Overtime(Exception):
    """A scenario has used up its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The seed and the length of a run."""

    seed: int
    quick: bool = False

    def rng(self, name: str) -> random.Random:
        """Return the random numbers of a part; they depend on the seed and the name only."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311 - seeded

    def count(self, number: int, *, quick: int) -> int:
        """Return a number for a long or for a short run."""
        return quick if self.quick else number

    def choose(self, cases: Mapping[str, T]) -> dict[str, T]:
        """Return all cases, in a short run every third one."""
        step = self.count(1, quick=3)
        return {name: case for number, (name, case) in enumerate(cases.items()) if number % step == 0}

    @contextmanager
    def server(self, settings: Mapping[str, str]) -> Iterator[FaultedServer]:
        """Run `alcove serve` for the block, in a folder of its own unless the settings name a data directory."""
        with make_world(NO_COPY) as world:
            world.env.update({**COMMON_SETTINGS, **settings})
            server = FaultedServer(world)
            with server.run():
                yield server


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise Overtime in the block after some seconds; only in the main thread."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Overtime(f"not finished after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
