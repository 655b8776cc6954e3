"""Read plans as SQL: one SELECT, whose embeds are lateral joins.

Row security and privileges apply to every table as they do in a query written by hand, because it is one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from alcove.wires.supabase.rest.plan.model import AllColumns, EmbedPlan, FieldPlan, OrderPlan, ReadPlan, SelectedField
from alcove.wires.supabase.rest.query.read_fields import cast_value, compile_field, compile_selected
from alcove.wires.supabase.rest.query.read_filters import ConditionCompiler
from alcove.wires.supabase.rest.query.read_levels import Level, Output, find_conditional_embeds, open_level
from alcove.wires.supabase.rest.query.read_relations import Origin, compile_relation, compile_source
from alcove.wires.supabase.rest.query.sql import SqlBuilder, join_sql, quote_identifier
from alcove.wires.supabase.rest.syntax.model import Window

Shape: TypeAlias = Literal["named", "numbered", "object", "rows"]
"""The columns of a level's SELECT: by their names in the response; as c1, c2, ... for a spread; all of them in one json
object; or none, where only the number of rows matters."""

_LARGEST = 2**63 - 1
_EMPTY_ARRAY = "'[]'::pg_catalog.json"
_ROWS_AS_JSON = "pg_catalog.array_to_json(pg_catalog.array_agg(r.*))"
"""The rows of a subquery `r` as a compact json array, in their order; NULL when there is none."""


def compile_read(plan: ReadPlan, sql: SqlBuilder) -> str:
    """Return a SELECT of the plan's rows; its columns are the keys of the response."""
    level = open_level(plan, sql)
    return _compile_level(level, compile_source(plan.source), shape="named").text


def compile_count(plan: ReadPlan, sql: SqlBuilder, *, limit: int | None = None) -> str:
    """Return a SELECT with one row, of no matter what, for every row of the plan without its window and grouping."""
    level = open_level(plan, sql)
    return _compile_level(level, compile_source(plan.source), shape="rows", window=Window(limit=limit)).text


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A part of a statement, and the columns that it offers to the level above."""

    text: str
    outputs: tuple[Output, ...] = ()


def _compile_level(
    level: Level,
    origin: Origin,
    *,
    shape: Shape,
    ordered_by: Sequence[FieldPlan] = (),
    window: Window | None = None,
) -> _Fragment:
    """Return the SELECT of a level.

    `ordered_by` are fields by which the parent is ordered: columns o1, o2, ... besides. `window` replaces the plan's.
    """
    plan = level.plan
    joins = [_compile_join(level, index, shape=shape) for index in _joined_embeds(plan, shape=shape)]
    outputs = () if shape == "rows" else (*_own_outputs(level), *(out for join in joins for out in join.outputs))
    grouped = plan.has_aggregate and shape in ("named", "object")
    columns = [_compile_columns(outputs, shape=shape, grouped=grouped)]
    columns += [f"{compile_field(field, level.row)} AS o{number}" for number, field in enumerate(ordered_by, 1)]
    conditions = ConditionCompiler(level.row, level.sql, lambda index: _embed_exists(level, index))
    where = (*origin.conditions, *map(conditions.compile, plan.conditions))
    text = join_sql(
        [
            f"SELECT {join_sql(columns)} FROM {origin.table}",
            *(join.text for join in joins),
            f"WHERE {' AND '.join(where)}" if where else "",
            _compile_grouping(outputs) if grouped else "",
            "" if shape == "rows" else _compile_order(level),
            _compile_window(window or plan.window, level.sql),
        ],
        " ",
    )
    return _Fragment(
        _wrap_group(text, outputs, orders=len(ordered_by)) if grouped and shape == "object" else text, outputs
    )


def _wrap_group(text: str, outputs: Sequence[Output], *, orders: int) -> str:
    """Return a SELECT of groups with their columns in one json object.

    It is made a level above, because a subquery within the level may not repeat the expressions of GROUP BY.
    """
    named = join_sql(
        f"g.c{number} AS {quote_identifier(output.name or '')}" for number, output in enumerate(outputs, 1)
    )
    columns = [_json_object(named), *(f"g.o{number}" for number in range(1, orders + 1))]
    return f"SELECT {join_sql(columns)} FROM ({text}) AS g"


def _json_object(columns: str) -> str:
    return f"(SELECT pg_catalog.row_to_json(r.*) FROM (SELECT {columns}) AS r) AS v"


def _own_outputs(level: Level) -> Iterator[Output]:
    for item in level.plan.fields:
        if isinstance(item, AllColumns):
            yield Output(value=f"{level.row.alias}.*", name=None)
        elif item.counts_rows:
            yield Output(value=cast_value("pg_catalog.count(*)", item.cast), name=item.name, counts_rows=True)
        else:
            yield Output(
                value=compile_selected(item, level.row),
                name=item.name,
                aggregate=item if item.aggregate else None,
                is_json=item.formatter is not None,
                key=compile_field(item.field, level.row) if item.field is not None and item.formatter else None,
            )


def _compile_columns(outputs: Sequence[Output], *, shape: Shape, grouped: bool) -> str:
    if shape == "rows":
        return "1"
    if shape == "numbered":
        return join_sql(
            f"{output.value} AS c{number}" for number, output in enumerate(outputs, 1) if output.value != "*"
        )
    if shape == "object" and grouped:
        return join_sql(f"{output.group_value} AS c{number}" for number, output in enumerate(outputs, 1))
    named = join_sql(output.select(grouped=grouped) for output in outputs)
    return named if shape == "named" else _json_object(named)


def _compile_grouping(outputs: Sequence[Output]) -> str:
    groups = join_sql(output.group for output in outputs)
    return f"GROUP BY {groups}" if groups else ""


def _compile_order(level: Level) -> str:
    terms = []
    related: dict[int, int] = {}
    for term in level.plan.order:
        if term.embed is None:
            value = compile_field(term.field, level.row)
        else:
            related[term.embed] = related.get(term.embed, 0) + 1
            number = _find_spread_column(level.plan, term)
            column = f"o{related[term.embed]}" if number is None else f"c{number}"
            value = f"{level.embed_aliases[term.embed]}.{column}"
        terms.append(_compile_order_term(term, value))
    return f"ORDER BY {join_sql(terms)}" if terms else ""


def _find_spread_column(plan: ReadPlan, term: OrderPlan) -> int | None:
    """Return the number of the spread column that shows the field of a related order.

    Where rows are grouped, only such a column is in GROUP BY.
    """
    if term.embed is None or not plan.has_aggregate or not plan.embeds[term.embed].spread:
        return None
    for number, item in enumerate(plan.embeds[term.embed].read.fields, 1):
        if isinstance(item, SelectedField) and _shows_field(item, term.field):
            return number
    return None


def _shows_field(item: SelectedField, field: FieldPlan) -> bool:
    """Return whether a selected field is a field itself, and no value made of it."""
    selected = item.field
    if selected is None or item.cast or item.aggregate or item.formatter:
        return False
    return (selected.column, selected.function, selected.path) == (field.column, field.function, field.path)


def _compile_order_term(term: OrderPlan, value: str) -> str:
    direction = "" if term.descending is None else "DESC" if term.descending else "ASC"
    nulls = "" if term.nulls is None else f"NULLS {term.nulls.upper()}"
    return join_sql((value, direction, nulls), " ")


def _compile_window(window: Window, sql: SqlBuilder) -> str:
    limit = "" if window.limit is None else f"LIMIT {sql.bind(min(window.limit, _LARGEST))}::bigint"
    offset = f"OFFSET {sql.bind(min(window.offset, _LARGEST))}::bigint" if window.offset else ""
    return join_sql((limit, offset), " ")


def _joined_embeds(plan: ReadPlan, *, shape: Shape) -> Iterator[int]:
    """Yield the embeds that are joined: those that show something, or decide about rows or their order."""
    if not plan.embeds:
        return
    conditional = set(find_conditional_embeds(plan.conditions))
    ordering = {term.embed for term in plan.order}
    for index, embed in enumerate(plan.embeds):
        decides = embed.join == "inner" or index in conditional
        shows = shape != "rows" and (not embed.is_empty or index in ordering)
        if decides or shows:
            yield index


def _compile_join(level: Level, index: int, *, shape: Shape) -> _Fragment:
    """Return the lateral join of an embed, and the columns that it gives to the parent."""
    embed = level.plan.embeds[index]
    child = open_level(embed.read, level.sql, used_names=level.used_names)
    origin = compile_relation(
        embed.relationship, alias=child.row.alias, parent=level.row, junction_alias=child.junction_alias
    )
    alias = level.embed_aliases[index]
    if embed.to_one:
        order = [term.field for term in level.plan.order if term.embed == index and shape != "rows"]
        rows = _compile_to_one(child, origin, embed=embed, alias=alias, shape=shape, ordered_by=order)
    else:
        rows = _compile_to_many(child, origin, embed=embed, alias=alias, shape=shape)
    kind, condition = ("INNER", _embed_exists(level, index)) if embed.join == "inner" else ("LEFT", "TRUE")
    return _Fragment(f"{kind} JOIN LATERAL ({rows.text}) AS {alias} ON {condition}", rows.outputs)


def _embed_exists(level: Level, index: int) -> str:
    alias = level.embed_aliases[index]
    # A row of which all columns are null is a row.
    return f"{alias}.* IS DISTINCT FROM NULL" if level.plan.embeds[index].to_one else f"{alias}.v IS NOT NULL"


def _compile_to_one(
    child: Level, origin: Origin, *, embed: EmbedPlan, alias: str, shape: Shape, ordered_by: Sequence[FieldPlan]
) -> _Fragment:
    if shape == "rows" or embed.is_empty:
        return _Fragment(_compile_level(child, origin, shape="rows", ordered_by=ordered_by).text)
    if embed.spread:
        rows = _compile_level(child, origin, shape="numbered", ordered_by=ordered_by)
        return _Fragment(rows.text, tuple(_lift_outputs(rows.outputs, alias)))
    if ordered_by:
        rows = _compile_level(child, origin, shape="object", ordered_by=ordered_by)
        return _Fragment(rows.text, (Output(value=f"{alias}.v", name=embed.name, is_json=True),))
    rows = _compile_level(child, origin, shape="named")
    value = f"pg_catalog.row_to_json({alias}.*)"
    return _Fragment(rows.text, (Output(value=value, name=embed.name, is_json=True),))


def _lift_outputs(outputs: Sequence[Output], alias: str) -> Iterator[Output]:
    """Yield the columns of a spread as columns of its parent, which computes their aggregates."""
    for number, output in enumerate(outputs, 1):
        value = f"{alias}.c{number}"
        if output.value == "*":
            value = f"NULLIF({alias}.* IS DISTINCT FROM NULL, FALSE)"
        yield replace(output, value=value, counts_rows=False, key=None)


def _compile_to_many(child: Level, origin: Origin, *, embed: EmbedPlan, alias: str, shape: Shape) -> _Fragment:
    if shape == "rows" or embed.is_empty:
        return _Fragment(f"SELECT 1 AS v FROM ({_compile_level(child, origin, shape='rows').text}) AS r LIMIT 1")
    if not embed.spread:
        rows = _compile_level(child, origin, shape="named")
        output = Output(value=f"COALESCE({alias}.v, {_EMPTY_ARRAY})", name=embed.name, is_json=True)
        return _Fragment(f"SELECT {_ROWS_AS_JSON} AS v FROM ({rows.text}) AS r", (output,))
    rows = _compile_level(child, origin, shape="numbered")
    numbers = range(1, len(rows.outputs) + 1)
    arrays = [f"pg_catalog.array_to_json(pg_catalog.array_agg(pg_catalog.to_json(r.c{n}))) AS c{n}" for n in numbers]
    columns = join_sql(["NULLIF(pg_catalog.count(*), 0) AS v", *arrays])
    outputs = tuple(
        Output(value=f"COALESCE({alias}.c{number}, {_EMPTY_ARRAY})", name=output.name, is_json=True)
        for number, output in enumerate(rows.outputs, 1)
    )
    return _Fragment(f"SELECT {columns} FROM ({rows.text}) AS r", outputs)
