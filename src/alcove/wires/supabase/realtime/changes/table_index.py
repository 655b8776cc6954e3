"""The requests for one table by the values that their filters look for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from alcove.wires.supabase.realtime.changes.matching import ColumnCondition
from alcove.wires.supabase.realtime.changes.model import Change, TableShape
from alcove.wires.supabase.realtime.changes.subscriptions import ParsedRequest, Subscription
from alcove.wires.supabase.realtime.changes.values import UNKNOWN, read_json_value


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedRequest:
    """A request whose filter fits to a table; None instead of conditions for one that does not fit."""

    subscription: Subscription
    request: ParsedRequest
    conditions: tuple[ColumnCondition, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A request that a change matches if the database says the same of the remaining conditions."""

    subscription: Subscription
    request: ParsedRequest
    conditions: tuple[ColumnCondition, ...]
    undecided: tuple[ColumnCondition, ...]


class TableIndex:
    """Finds the requests for a change without evaluating each filter.

    A request whose filter compares a column with `eq` or `in` is found by the value of this column.
    """

    def __init__(self, shape: TableShape) -> None:
        self.shape = shape
        self._requests: dict[int, IndexedRequest] = {}
        self._others: dict[int, IndexedRequest] = {}
        self._by_value: dict[str, dict[Any, dict[int, IndexedRequest]]] = {}

    def __contains__(self, request_id: int) -> bool:
        return request_id in self._requests

    def add(self, indexed: IndexedRequest) -> None:
        """Add a request."""
        request_id = indexed.request.id
        self._requests[request_id] = indexed
        name, keys = _lookup(indexed)
        if indexed.conditions is not None and name is None:
            self._others[request_id] = indexed
        for key in keys:
            self._by_value.setdefault(name or "", {}).setdefault(key, {})[request_id] = indexed

    def remove(self, request_id: int) -> None:
        """Remove a request that may be unknown."""
        indexed = self._requests.pop(request_id, None)
        if indexed is None:
            return
        self._others.pop(request_id, None)
        name, keys = _lookup(indexed)
        by_value = self._by_value.get(name or "", {})
        for key in keys:
            by_value[key].pop(request_id, None)
            if not by_value[key]:
                del by_value[key]
        if not by_value:
            self._by_value.pop(name or "", None)

    def find(self, change: Change) -> Iterator[Candidate]:
        """Yield the requests that a change matches as far as that can be decided here."""
        for indexed in self._find_indexed(change):
            if indexed.request.request.event in ("*", change.kind):
                candidate = _evaluate(indexed, change)
                if candidate is not None:
                    yield candidate

    def _find_indexed(self, change: Change) -> Iterator[IndexedRequest]:
        yield from tuple(self._others.values())
        for name, by_value in self._by_value.items():
            column, field = self.shape.find_column(name), change.subject.get(name)
            value = read_json_value(field, column.value_kind) if column is not None and field is not None else None
            if value is UNKNOWN:
                everybody = (requests.values() for requests in by_value.values())
                yield from {indexed.request.id: indexed for indexed in chain.from_iterable(everybody)}.values()
            elif value is not None:
                yield from tuple(by_value.get(value, _NONE).values())


_NONE: Final[dict[int, IndexedRequest]] = {}


def _lookup(indexed: IndexedRequest) -> tuple[str | None, Sequence[Any]]:
    """Return by which column a request is looked up, and by which values; None without such a condition."""
    for condition in indexed.conditions or ():
        if condition.lookup_keys is not None:
            return condition.column.name, condition.lookup_keys
    return None, ()


def _evaluate(indexed: IndexedRequest, change: Change) -> Candidate | None:
    undecided = []
    for condition in indexed.conditions or ():
        result = condition.evaluate(change.subject)
        if result is False:
            return None
        if result is None:
            undecided.append(condition)
    return Candidate(
        subscription=indexed.subscription, request=indexed.request,
        conditions=indexed.conditions or (), undecided=tuple(undecided),
    )  # fmt: skip
