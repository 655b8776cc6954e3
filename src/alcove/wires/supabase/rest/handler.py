"""The way of one request: caller, parse, plan, transaction, response."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Final

from alcove.foundation.clock import Clock
from alcove.wires.supabase.rest.caller import Caller, identify_caller
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.plan.model import LegacyName
from alcove.wires.supabase.rest.request.model import FunctionTarget, Payload, RestRequest, TableTarget
from alcove.wires.supabase.rest.request.parser import parse_head, read_payload
from alcove.wires.supabase.rest.request_record import current_record
from alcove.wires.supabase.rest.respond.model import VARY, Headers, Outcome, Response
from alcove.wires.supabase.rest.respond.options import ROOT_METHODS, function_methods, table_methods
from alcove.wires.supabase.rest.respond.response import build_response
from alcove.wires.supabase.rest.root import describe_root
from alcove.wires.supabase.rest.schema_cache.find_function import find_function
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, SchemaCache
from alcove.wires.supabase.rest.transaction.action import PreparedAction, prepare_action, target_table
from alcove.wires.supabase.rest.transaction.call_hooks import CallHooks, HookedCall
from alcove.wires.supabase.rest.transaction.plan_cache import Key, PlanCache, action_key, head_key
from alcove.wires.supabase.rest.transaction.runner import ActionRunner, RequestScope
from alcove.wires.supabase.tokens import TokenError, TokenVerifier, VerifiedToken

_DEPRECATED: Final = (
    "Embedded resource was referenced by relation name even though it has an alias. This is deprecated and will stop"
    " working in a future release."
)
_WHERE: Final = "in query string filters, orders or limits."


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRequest:
    """One HTTP request.

    `path` is below the prefix, decoded. `fields` are the headers by their names in lower case. `known_caller` is whom a
    gateway has identified, or why it refuses the token.
    """

    method: str
    path: str
    raw_query: str
    headers: Sequence[tuple[bytes, bytes]]
    fields: Mapping[str, str]
    body: bytes
    known_caller: VerifiedToken | TokenError | None = None


@dataclass(slots=True)
class Timings:
    """How long the phases of a request took, for the Server-Timing header."""

    started: float = field(default_factory=perf_counter)
    phases: list[tuple[str, float]] = field(default_factory=list)

    def end_phase(self, name: str) -> None:
        """Note the time since the end of the last phase."""
        now = perf_counter()
        self.phases.append((name, now - self.started))
        self.started = now

    def header(self) -> tuple[str, str]:
        """Return the header, in milliseconds."""
        return "Server-Timing", ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in self.phases)


class RequestHandler:
    """Answers requests with the current configuration, schema cache and keys."""

    def __init__(
        self,
        runner: ActionRunner,
        *,
        cache: Callable[[], Awaitable[SchemaCache]],
        verifier: Callable[[], TokenVerifier],
        clock: Clock,
        hooks: CallHooks,
    ) -> None:
        """Take the parts; `cache` raises the RestError of a schema cache that could not be loaded."""
        self._plans = PlanCache(clock)
        self._runner = runner
        self._cache = cache
        self._verifier = verifier
        self._hooks = hooks

    async def handle(self, incoming: IncomingRequest, *, config: RestConfig) -> Response:
        """Return the response of a request; RestError."""
        timings = Timings()
        caller = identify_caller(
            incoming.fields.get("authorization"),
            config=config,
            verifier=self._verifier(),
            gateway_token=incoming.known_caller,
        )
        record = current_record()
        if record is not None:
            record.role = caller.role
        timings.end_phase("jwt")
        schema = await self._cache()
        response = await self._answer(incoming, caller, config=config, schema=schema, timings=timings)
        timings.end_phase("response")
        if config.server_timing_enabled:
            response.headers.append(timings.header())
        return response

    async def _answer(
        self, incoming: IncomingRequest, caller: Caller, *, config: RestConfig, schema: SchemaCache, timings: Timings
    ) -> Response:
        key = head_key(incoming.method, incoming.path, raw_query=incoming.raw_query, fields=incoming.fields)
        head = self._plans.find_head(key, config=config, schema=schema) if key is not None else None
        if head is None:
            head = _parse_head(incoming, config)
            if key is not None:
                self._plans.put_head(key, head)
        payload = read_payload(head, incoming.body, config=config)
        timings.end_phase("parse")
        scope = RequestScope(request=head, caller=caller, fields=incoming.fields, config=config, schema=schema)
        if head.action == "inspect":
            return _respond_options(head, schema)
        if head.action == "describe":
            return await describe_root(scope, self._runner)
        return await self._run(self._prepare(key, payload, scope=scope), scope, timings=timings)

    def _prepare(self, key: Key | None, payload: Payload | None, *, scope: RequestScope) -> PreparedAction:
        """Return what to run for a request, prepared for this or for an equal one before; RestError."""
        hooked = self._find_hook(scope.request, scope.caller)
        # What a hook does depends on the caller.
        key = action_key(key, payload) if key is not None and hooked is None else None
        action = self._plans.find_action(key) if key is not None else None
        if action is not None:
            return action.with_body(payload, config=scope.config)
        request = replace(scope.request, payload=payload)
        action = prepare_action(request, cache=scope.schema, config=scope.config, hooked=hooked)
        if key is not None:
            self._plans.put_action(key, action)
        return action

    def _find_hook(self, request: RestRequest, caller: Caller) -> HookedCall | None:
        if not isinstance(request.target, FunctionTarget):
            return None
        hook = self._hooks.get(QualifiedName(request.schema, request.target.name))
        return HookedCall(hook, caller=caller) if hook is not None else None

    async def _run(self, action: PreparedAction, scope: RequestScope, *, timings: Timings) -> Response:
        timings.end_phase("plan")
        record = current_record()
        if record is not None:
            record.statement = action.statement.sql
        result = await self._runner.run(action, scope)
        timings.end_phase("transaction")
        if action.convert is not None:
            result = await action.convert(result)
        outcome = Outcome(
            request=scope.request,
            result=result,
            format=action.format,
            config=scope.config,
            is_void=action.is_void,
            applies_resolution=action.applies_resolution,
        )
        response = build_response(outcome)
        response.headers += _warn_of_names(action.legacy_names)
        return response


def _parse_head(incoming: IncomingRequest, config: RestConfig) -> RestRequest:
    return parse_head(
        method=incoming.method,
        path=incoming.path,
        raw_query=incoming.raw_query,
        headers=incoming.headers,
        config=config,
    )


def _respond_options(request: RestRequest, cache: SchemaCache) -> Response:
    if isinstance(request.target, TableTarget):
        methods = table_methods(target_table(request, cache))
    elif isinstance(request.target, FunctionTarget):
        name = QualifiedName(request.schema, request.target.name)
        methods = function_methods(cache.functions.get(name) or [find_function(cache, name, arguments=())])
    else:
        methods = ROOT_METHODS
    return Response(200, [("Allow", methods), VARY])


def _warn_of_names(names: Sequence[LegacyName]) -> Headers:
    if not names:
        return []
    changes = ", ".join(f"`{item.name}` to `{item.alias}`" for item in names)
    return [("Warning", f'299 - "{_DEPRECATED} Update {changes} {_WHERE}"')]
