"""Requests that were parsed and planned before: an equal head, and equal keys of the body, get the same statement."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.request.model import JsonPayload, Payload, RestRequest
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.action import PreparedAction

Key: TypeAlias = tuple[str | bool | None, ...]

MAX_PLANS: Final = 500
MAX_KEY: Final = 4000
"""Characters of a key; longer ones are rare, and would fill the memory."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"})
_HEADERS: Final = ("accept", "accept-profile", "content-profile", "content-type", "prefer", "range")
"""The headers on which a plan depends."""


class PlanCache:
    """The latest heads of requests and what to run for them, for one configuration and one schema cache.

    Nothing in it depends on who sends a request, and no body is kept.
    """

    def __init__(self, clock: Clock) -> None:
        self._heads: Cache[Key, RestRequest] = Cache(size=MAX_PLANS, clock=clock)
        self._actions: Cache[Key, PreparedAction] = Cache(size=MAX_PLANS, clock=clock)
        self._config: RestConfig | None = None
        self._schema: SchemaCache | None = None

    def find_head(self, key: Key, *, config: RestConfig, schema: SchemaCache) -> RestRequest | None:
        """Return an equal request without its body, None if there was none."""
        if config is not self._config or schema is not self._schema:
            self._heads.clear()
            self._actions.clear()
            self._config, self._schema = config, schema
        return self._heads.peek(key)

    def put_head(self, key: Key, head: RestRequest) -> None:
        """Keep a head that was parsed with the configuration of the last `find_head`."""
        self._heads.put(key, head)

    def find_action(self, key: Key) -> PreparedAction | None:
        """Return what to run for an equal request, without its body, None if there was none."""
        return self._actions.peek(key)

    def put_action(self, key: Key, action: PreparedAction) -> None:
        """Keep an action that was prepared with the configuration and schema cache of the last `find_head`."""
        self._actions.put(key, action.without_body())


def head_key(method: str, path: str, *, raw_query: str, fields: Mapping[str, str]) -> Key | None:
    """Return what the plan of a request depends on besides its body, None for one whose plan is not kept."""
    # The root is described, and described otherwise under each address.
    if method not in _METHODS or path == "/":
        return None
    return _limit_key((method, path, raw_query, *map(fields.get, _HEADERS)))


def action_key(head: Key, payload: Payload | None) -> Key | None:
    """Return what the plan of a request depends on, None for one whose plan is not kept."""
    if payload is None:
        return head
    # The fields of a form are bound one by one, and any other body is a value itself.
    if not isinstance(payload, JsonPayload) or payload.form is not None:
        return None
    if payload.keys is None:
        return (*head, payload.is_array)
    return _limit_key((*head, payload.is_array, *payload.keys))


def _limit_key(key: Key) -> Key | None:
    return key if sum(len(part) for part in key if isinstance(part, str)) <= MAX_KEY else None
