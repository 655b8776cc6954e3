"""Faults on demand: what should go wrong, and for which of the requests to come."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from alcove.simulators.discogs.malformed import KINDS

Act = Literal["throttle", "error", "reset", "truncate", "cut", "none"]
ACTS: Final[tuple[Act, ...]] = ("throttle", "error", "reset", "truncate", "cut")


class Faults(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong; the default is nothing.

    `every` and `next` count matching requests by act: `every={"error": 3}` spoils each third one,
    `next={"throttle": 2}` the next two. Acts: `throttle` (429), `error` (`error_status`), `reset` (the
    connection is reset before an answer), `truncate` (a complete answer with half of the JSON), `cut` (closed
    in the middle of the body).
    `only` limits faults to paths that start with it, `skip` spares the first matching requests.
    """

    only: str = ""
    skip: int = 0
    every: Mapping[Act, int] = {}
    next: Mapping[Act, int] = {}
    error_status: int = 503
    retry_after: bool = False
    latency_s: float = 0.0
    slow_body_s: float = 0.0
    broken_pages: tuple[int, ...] = ()
    malformed: Mapping[int, str] = {}
    malformed_every: int = 0
    withdraw_between_pages: bool = False
    list_between_pages: bool = False
    native_prices: bool = False

    def __post_init__(self) -> None:
        """Refuse what would silently never happen."""
        unknown: set[str] = {act for act in (*self.every, *self.next) if act not in ACTS}
        unknown |= {kind for kind in self.malformed.values() if kind not in KINDS}
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")


class FaultEngine:
    """Decides, request by request, which fault strikes."""

    def __init__(self, faults: Faults) -> None:
        self.use(faults)

    def use(self, faults: Faults) -> None:
        """Replace the faults and start counting afresh."""
        self.faults = faults
        self._seen = 0
        self._left: Counter[Act] = Counter(faults.next)

    def matches(self, path: str, *, api: bool) -> bool:
        """Return whether faults concern this path; without `only`, they concern the API and nothing else."""
        return path.startswith(self.faults.only) if self.faults.only else api

    def strike(self) -> Act:
        """Return what happens to the next matching request."""
        self._seen += 1
        number = self._seen - self.faults.skip
        if number <= 0:
            return "none"
        for act in ACTS:
            if self._left[act] > 0:
                self._left[act] -= 1
                return act
            if self.faults.every.get(act) and number % self.faults.every[act] == 0:
                return act
        return "none"
