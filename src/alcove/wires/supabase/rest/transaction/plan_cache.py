"""Plans of reads that were asked for before: the same query string gets the same statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.request.model import RestRequest
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.action import PreparedAction

Key: TypeAlias = tuple[str | None, ...]

MAX_PLANS: Final = 500
_MAX_QUERY: Final = 1000
_READS: Final = ("GET", "HEAD")
_HEADERS: Final = ("accept", "accept-profile", "prefer", "range")
"""The headers on which a plan depends."""


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request, and what to run for it."""

    request: RestRequest
    action: PreparedAction


class PlanCache:
    """The latest plans of reads, for one configuration and one schema cache."""

    def __init__(self, clock: Clock) -> None:
        self._plans: Cache[Key, PlannedRequest] = Cache(size=MAX_PLANS, clock=clock)
        self._config: RestConfig | None = None
        self._schema: SchemaCache | None = None

    def find(self, key: Key, *, config: RestConfig, schema: SchemaCache) -> PlannedRequest | None:
        """Return the plan of an equal request, None if there is none."""
        if config is not self._config or schema is not self._schema:
            self._plans.clear()
            self._config, self._schema = config, schema
        return self._plans.peek(key)

    def put(self, key: Key, planned: PlannedRequest) -> None:
        """Keep a plan that was made with the configuration and schema cache of the last `find`."""
        self._plans.put(key, planned)


def plan_key(method: str, path: str, *, raw_query: str, fields: Mapping[str, str]) -> Key | None:
    """Return what the plan of a request depends on, None for one whose plan is not kept."""
    # The root is described, and described otherwise under each address.
    if method not in _READS or path == "/" or len(raw_query) > _MAX_QUERY:
        return None
    return (method, path, raw_query, *map(fields.get, _HEADERS))
