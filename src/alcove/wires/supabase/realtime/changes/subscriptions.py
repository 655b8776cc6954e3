"""The subscriptions of this process, and their requests by table."""

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alcove.foundation.clock import Clock
from alcove.wires.supabase.callers import find_role
from alcove.wires.supabase.realtime.changes.filters import Condition
from alcove.wires.supabase.realtime.changes.model import Snapshot, TableShape
from alcove.wires.supabase.realtime.model import ChangesRequest, DeliverChange, ReportProblem
from alcove.wires.supabase.tokens import VerifiedToken

REPEAT_SECONDS: Final = 30.0
"""The same problem is said to a subscription once in this time."""
MAX_REPORTS: Final = 100

_ids = itertools.count(random.SystemRandom().randrange(1 << 20, 1 << 26))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRequest:
    """A request of a subscription with its number, and the conditions of its filter."""

    id: int
    request: ChangesRequest
    conditions: tuple[Condition, ...]

    @property
    def is_for_one_table(self) -> bool:
        """Whether the request names a schema and a table."""
        return "*" not in (self.request.schema, self.request.table)


class Subscription:
    """The subscription of one channel; changes wait until `start` says from which moment on they are wanted."""

    def __init__(
        self, requests: Sequence[ParsedRequest], *, caller: VerifiedToken, deliver: DeliverChange,
        report: ReportProblem, close: Callable[["Subscription"], None], clock: Clock,
    ) -> None:  # fmt: skip
        self.requests = requests
        self.caller = caller
        self.is_closed = False
        self._deliver, self._report, self._close, self._clock = deliver, report, close, clock
        self._since: Snapshot | None = None
        self._waiting: list[tuple[int, bytes]] = []
        self._reported: dict[str, float] = {}

    @property
    def ids(self) -> Sequence[int]:
        """The ids of its requests, in their order."""
        return [request.id for request in self.requests]

    def set_caller(self, caller: VerifiedToken) -> None:
        """Decide about rows with the rights of another token of the client from now on."""
        self.caller = caller

    async def close(self) -> None:
        """End the subscription."""
        self.is_closed = True
        self._close(self)

    def start(self, since: Snapshot) -> None:
        """Deliver what was committed after a moment."""
        self._since = since
        waiting, self._waiting = self._waiting, []
        for transaction_id, payload in waiting:
            self.deliver(payload, transaction_id=transaction_id)

    def deliver(self, payload: bytes, *, transaction_id: int) -> None:
        """Send a change to the client unless it was committed before the subscription started."""
        if self._since is None:
            self._waiting.append((transaction_id, payload))
        elif not self.is_closed and not self._since.includes(transaction_id):
            self._deliver(payload)

    def report(self, problem: str) -> None:
        """Send the client the reason why it gets no changes, but not the same all the time."""
        now = self._clock.monotonic()
        last = self._reported.get(problem)
        if self.is_closed or (last is not None and now - last < REPEAT_SECONDS):
            return
        if len(self._reported) >= MAX_REPORTS:
            self._reported.clear()
        self._reported[problem] = now
        self._report(problem)


class Subscriptions:
    """All subscriptions, and their requests by the table that they name."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._requests: dict[tuple[str, str], dict[int, tuple[Subscription, ParsedRequest]]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._subscriptions)

    def __iter__(self) -> Iterator[Subscription]:
        return iter(tuple(self._subscriptions))

    def add(self, subscription: Subscription) -> None:
        """Add a subscription."""
        self._subscriptions.add(subscription)
        for request in subscription.requests:
            self._requests[_name(request)][request.id] = (subscription, request)

    def remove(self, subscription: Subscription) -> None:
        """Remove a subscription that may be gone."""
        self._subscriptions.discard(subscription)
        for request in subscription.requests:
            requests = self._requests.get(_name(request), {})
            requests.pop(request.id, None)
            if not requests:
                self._requests.pop(_name(request), None)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the callers."""
        return frozenset(find_role(subscription.caller) for subscription in self._subscriptions)

    def find(self, table: TableShape) -> Iterator[tuple[Subscription, ParsedRequest]]:
        """Yield the requests that name a table, or all tables of its schema, or all."""
        for schema in (table.schema, "*"):
            for name in (table.name, "*"):
                yield from tuple(self._requests.get((schema, name), {}).values())


def next_id() -> int:
    """Return a number for a request."""
    return next(_ids)


def _name(request: ParsedRequest) -> tuple[str, str]:
    return request.request.schema, request.request.table
