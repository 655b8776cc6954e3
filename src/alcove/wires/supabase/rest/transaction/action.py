"""What a request runs: the plan, its statement, and what must hold of the result."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.plan.call import plan_call
from alcove.wires.supabase.rest.plan.call_model import NoArguments
from alcove.wires.supabase.rest.plan.model import LegacyName, ReadPlan, table_source
from alcove.wires.supabase.rest.plan.read import plan_read
from alcove.wires.supabase.rest.plan.write import plan_mutation
from alcove.wires.supabase.rest.plan.write_columns import written_text
from alcove.wires.supabase.rest.plan.write_errors import NotSingular
from alcove.wires.supabase.rest.plan.write_model import WrittenColumn
from alcove.wires.supabase.rest.query.call import compile_call
from alcove.wires.supabase.rest.query.model import ResultRow, Statement
from alcove.wires.supabase.rest.query.sql import SqlBuilder
from alcove.wires.supabase.rest.query.statement import BodyFormat, BodyKind, build_planned_count, build_statement
from alcove.wires.supabase.rest.query.write import compile_mutation
from alcove.wires.supabase.rest.query.write_checks import check_call, check_mutation
from alcove.wires.supabase.rest.request.model import JsonPayload, Payload, RestRequest, TableTarget
from alcove.wires.supabase.rest.respond.errors import NoAcceptableMediaType
from alcove.wires.supabase.rest.respond.media import (
    FormatKind,
    MediaTarget,
    ResponseFormat,
    describe_media_type,
    negotiate,
)
from alcove.wires.supabase.rest.schema_cache.find_table import find_table
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName, SchemaCache, Table
from alcove.wires.supabase.rest.syntax.model import FieldRef, Scoped, SelectField
from alcove.wires.supabase.rest.syntax.order import parse_order
from alcove.wires.supabase.rest.transaction.call_hooks import HookedCall

_EVERYTHING: Final = (SelectField(FieldRef("*")),)
_KINDS: Final[dict[FormatKind, BodyKind]] = {
    "json": "array",
    "object": "object",
    "csv": "csv",
    "geojson": "geojson",
    "handler": "handler",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedAction:
    """What to run for a request.

    `planned_count` is the statement of a count by the planner. `check` raises for a result that must be rolled back.
    `settings` and `isolation` are those of a called function; `is_void` says that it returns nothing.
    `applies_resolution` says whether an insert can meet duplicates. `convert` is what a hook does with the result.
    `written` are the columns that the body is written to, None for a body that is not. Only `statement` knows the body
    itself.
    """

    statement: Statement
    format: ResponseFormat
    read_only: bool
    check: Callable[[ResultRow], None]
    planned_count: Statement | None = None
    legacy_names: tuple[LegacyName, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    isolation: str | None = None
    is_void: bool = False
    applies_resolution: bool = True
    convert: Callable[[ResultRow], Awaitable[ResultRow]] | None = None
    written: tuple[WrittenColumn, ...] | None = None

    def without_body(self) -> "PreparedAction":
        """Return the action to keep for other bodies with the same keys."""
        return replace(self, statement=self.statement.with_body(None))

    def with_body(self, payload: Payload | None, *, config: RestConfig) -> "PreparedAction":
        """Return the action for another body with the same keys."""
        if self.statement.body is None or not isinstance(payload, JsonPayload):
            return self
        text = written_text(
            payload, self.written or (), blank_as_null=config.blank_as_null and self.written is not None
        )
        return replace(self, statement=self.statement.with_body(text))


def prepare_action(
    request: RestRequest, *, cache: SchemaCache, config: RestConfig, hooked: HookedCall | None = None
) -> PreparedAction:
    """Return the work of a read, mutation or call; every RestError of plans and media types, and those of a hook."""
    if request.action == "call":
        return _prepare_call(request, cache=cache, config=config, hooked=hooked)
    if request.action == "read":
        return _prepare_read(request, cache=cache, config=config)
    return _prepare_mutation(request, cache=cache, config=config)


def target_table(request: RestRequest, cache: SchemaCache) -> Table:
    """Return the table of a request; TableNotFound."""
    if not isinstance(request.target, TableTarget):
        raise TypeError(f"{request.action} needs a table")
    return find_table(cache, QualifiedName(request.schema, request.target.name))


def _prepare_read(request: RestRequest, *, cache: SchemaCache, config: RestConfig) -> PreparedAction:
    table = target_table(request, cache)
    plan = _plan_table(request, table, cache=cache, config=config)
    response_format = _negotiate(request, MediaTarget(table=table.name), cache=cache, config=config)
    statement = build_statement(
        plan,
        sql=SqlBuilder(),
        body=_body_format(response_format, config),
        count=request.preferences.count,
        max_rows=config.db_max_rows,
    )
    return PreparedAction(
        statement=statement,
        format=response_format,
        read_only=True,
        check=_check_single if response_format.kind == "object" else _accept_any,
        planned_count=_plan_count(request, plan, config=config),
        legacy_names=plan.legacy_names,
    )


def _plan_table(request: RestRequest, table: Table, *, cache: SchemaCache, config: RestConfig) -> ReadPlan:
    query, default = request.query, config.default_order.get(table.name.name)
    is_ordered = default is None or any(not order.path for order in query.order)
    if default is not None and not is_ordered:
        query = replace(query, order=(*query.order, Scoped((), parse_order(default, max_depth=config.max_depth))))
    plan = plan_read(query, cache=cache, config=config, root=table_source(table), window=request.window)
    # The rows of aggregates do not have the columns.
    return replace(plan, order=()) if plan.has_aggregate and not is_ordered else plan


def _prepare_mutation(request: RestRequest, *, cache: SchemaCache, config: RestConfig) -> PreparedAction:
    plan = plan_mutation(request, cache=cache, config=config)
    response_format = _negotiate(request, MediaTarget(table=plan.table.name), cache=cache, config=config)
    plan = replace(plan, is_singular=response_format.kind == "object")
    statement = compile_mutation(plan, body=_body_format(response_format, config))
    checked = replace(plan, body=None)
    return PreparedAction(
        statement=statement,
        format=response_format,
        read_only=False,
        check=lambda row: check_mutation(checked, row),
        legacy_names=plan.read.legacy_names,
        applies_resolution=plan.conflict is not None,
        written=plan.body.columns if plan.body is not None else None,
    )


def _prepare_call(
    request: RestRequest, *, cache: SchemaCache, config: RestConfig, hooked: HookedCall | None
) -> PreparedAction:
    plan = plan_call(request, cache=cache, config=config)
    function = plan.function
    target = MediaTarget(table=function.returns.table, function=function)
    response_format = _negotiate(request, target, cache=cache, config=config)
    plan = replace(plan, is_singular=response_format.kind == "object")
    if hooked is not None:
        if not hooked.can_convert(response_format):
            raise NoAcceptableMediaType(describe_media_type(media_type) for media_type in request.accept)
        plan = hooked.convert_arguments(plan)
    statement = compile_call(plan, body=_body_format(response_format, config), count=request.preferences.count)
    checked = replace(plan, arguments=NoArguments())
    return PreparedAction(
        statement=statement,
        format=response_format,
        read_only=plan.access_mode == "read only",
        check=lambda row: check_call(checked, row),
        legacy_names=plan.read.legacy_names,
        settings=plan.settings,
        isolation=plan.isolation,
        is_void=function.returns.is_void,
        convert=hooked.convert_result if hooked is not None and response_format.explain is None else None,
    )


def _negotiate(request: RestRequest, target: MediaTarget, *, cache: SchemaCache, config: RestConfig) -> ResponseFormat:
    if request.query.select != _EVERYTHING:
        # An aggregate over the rows of a table cannot take rows of another shape.
        target = replace(target, table=None)
    return negotiate(request.accept, handlers=cache.media_handlers, target=target, plan_enabled=config.db_plan_enabled)


def _body_format(response_format: ResponseFormat, config: RestConfig) -> BodyFormat:
    return BodyFormat(
        kind=_KINDS[response_format.kind],
        strip_nulls=response_format.nulls_stripped,
        handler=response_format.handler,
        max_bytes=config.max_response,
    )


def _plan_count(request: RestRequest, plan: ReadPlan, *, config: RestConfig) -> Statement | None:
    count = request.preferences.count
    is_planned = count == "planned" or (count == "estimated" and config.db_max_rows is not None)
    return build_planned_count(plan) if is_planned else None


def _accept_any(row: ResultRow) -> None:
    del row


def _check_single(row: ResultRow) -> None:
    if row.page != 1:
        raise NotSingular(row.page)
