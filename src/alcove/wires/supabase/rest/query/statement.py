"""The statement of a request: CTEs, and one row with the body of the response and what its head needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from alcove.wires.supabase.rest.plan.model import SCALAR_COLUMN, SOURCE_CTE, ReadPlan
from alcove.wires.supabase.rest.query.model import EXPLAIN_OPTIONS, ExplainOptions, ResultRow, Statement
from alcove.wires.supabase.rest.query.read import compile_count, compile_read
from alcove.wires.supabase.rest.query.sql import ResponseTooLarge, SqlBuilder, join_sql, quote_qualified
from alcove.wires.supabase.rest.request.model import Count
from alcove.wires.supabase.rest.schema_cache.model import MediaHandler

BodyKind = Literal["array", "object", "csv", "geojson", "handler", "scalar", "scalar-array", "none"]
"""How the rows become a body.

`array` and `object` (the first row, `null` without one) are json; `scalar` and `scalar-array` are the same for the
result of a function that returns no row. `handler` uses a media handler. `none` has no body and counts the rows only.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFormat:
    """The form of the response's body; without one, and for `max_bytes` 0, its size has no limit."""

    kind: BodyKind = "array"
    strip_nulls: bool = False
    handler: MediaHandler | None = None
    max_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementParts:
    """What a mutation or a call adds to the statement of a read, compiled with the same `SqlBuilder`.

    `ctes` are texts such as `pgrst_source AS (INSERT ...)`. `inserted` is an expression for the number of inserted
    rows, and `location` one of type `text[]`: key and value, key and value.
    """

    ctes: Sequence[str] = ()
    inserted: str | None = None
    location: str | None = None


_NO_PARTS = StatementParts()
_ARRAY = BodyFormat()
_ROWS_CTE = "pgrst_rows"
_SCALARS = f"pg_catalog.array_agg(pg_catalog.to_json(t.{SCALAR_COLUMN}))"
_HEADERS = "NULLIF(pg_catalog.current_setting('response.headers', true), '') AS headers"
_STATUS = "NULLIF(pg_catalog.current_setting('response.status', true), '') AS status"


def build_statement(
    plan: ReadPlan | None,
    *,
    sql: SqlBuilder,
    body: BodyFormat = _ARRAY,
    count: Count | None = None,
    max_rows: int | None = None,
    parts: StatementParts = _NO_PARTS,
) -> Statement:
    """Return the statement of a request; `read_result` reads its row.

    Without a plan the rows of `SOURCE_CTE` are counted. An exact count is in the same row; an estimated one counts up
    to `max_rows` + 1 rows there, and `build_planned_count` is the statement for the rest.
    """
    rows = f"SELECT FROM {SOURCE_CTE}" if plan is None else compile_read(plan, sql)
    ctes = list(parts.ctes)
    if body.kind == "csv":
        # The header is made of the first row, so that the rows are read twice.
        ctes.append(f"{_ROWS_CTE} AS ({rows})")
        rows = f"SELECT * FROM {_ROWS_CTE}"
    columns = (
        f"{_compile_body(body)} AS body",
        "pg_catalog.count(*) AS page",
        f"{_compile_total(plan, sql, count=count, max_rows=max_rows)} AS total",
        _HEADERS,
        _STATUS,
        f"{parts.inserted or 'NULL::bigint'} AS inserted",
        f"{parts.location or 'NULL::text[]'} AS location",
    )
    prefix = f"WITH {join_sql(ctes)} " if ctes else ""
    text = f"SELECT {join_sql(columns)} FROM ({rows}) AS t"
    if body.max_bytes and body.kind != "none":
        text = _limit_body(text, sql.bind(body.max_bytes))
    return Statement(sql=prefix + text, values=tuple(sql.values), body=sql.body)


def _limit_body(text: str, limit: str) -> str:
    """Return a statement without its body if that is too large: it is not sent, and `excess` is the limit."""
    is_too_large = f"pg_catalog.pg_column_size(s.body) > {limit}::bigint"
    return (
        f"SELECT CASE WHEN {is_too_large} THEN NULL ELSE s.body END AS body,"
        " s.page, s.total, s.headers, s.status, s.inserted, s.location,"
        f" CASE WHEN {is_too_large} THEN {limit}::bigint END AS excess FROM ({text}) AS s"
    )


def _compile_body(body: BodyFormat) -> str:
    match body.kind:
        case "array":
            value = "COALESCE(pg_catalog.array_to_json(pg_catalog.array_agg(t.*)), '[]'::pg_catalog.json)"
        case "object":
            value = "COALESCE((pg_catalog.array_agg(pg_catalog.row_to_json(t.*)))[1], 'null'::pg_catalog.json)"
        case "scalar":
            value = f"COALESCE(({_SCALARS})[1], 'null'::pg_catalog.json)"
        case "scalar-array":
            value = f"COALESCE(pg_catalog.array_to_json({_SCALARS}), '[]'::pg_catalog.json)"
        case "geojson":
            features = "COALESCE(pg_catalog.json_agg(ST_AsGeoJSON(t.*)::pg_catalog.json), '[]'::pg_catalog.json)"
            value = f"pg_catalog.json_build_object('type', 'FeatureCollection', 'features', {features})"
        case "csv":
            return _CSV
        case "handler":
            return _compile_handler(body.handler)
        case "none":
            return "''::text"
    return f"pg_catalog.json_strip_nulls({value})" if body.strip_nulls else value


_CSV_HEADER = (
    "(SELECT pg_catalog.string_agg(k, ',') FROM pg_catalog.json_object_keys("
    f"(SELECT pg_catalog.row_to_json(h.*) FROM {_ROWS_CTE} AS h LIMIT 1)) AS k)"
)
# A row as text is what PostgreSQL writes as (a,"b c",): without its parentheses it is a line of CSV.
_CSV = (
    f"COALESCE({_CSV_HEADER}, '') || E'\\n' || COALESCE(pg_catalog.string_agg("
    "pg_catalog.substring(t.*::text, 2, pg_catalog.length(t.*::text) - 2), E'\\n'), '')"
)


def _compile_handler(handler: MediaHandler | None) -> str:
    if handler is None or not handler.is_aggregate:
        return f"(pg_catalog.array_agg(t.{SCALAR_COLUMN}))[1]"
    row = "t.*" if handler.table is None else f"(t.*)::{quote_qualified(handler.table)}"
    return f"{quote_qualified(handler.function)}({row})"


def _compile_total(plan: ReadPlan | None, sql: SqlBuilder, *, count: Count | None, max_rows: int | None) -> str:
    if count is None or count == "planned":
        return "NULL::bigint"
    if plan is None or (plan.window.limit is None and plan.window.offset == 0):
        return "pg_catalog.count(*)"
    limit = max_rows + 1 if count == "estimated" and max_rows is not None else None
    return f"(SELECT pg_catalog.count(*) FROM ({compile_count(plan, sql, limit=limit)}) AS c)"


def build_planned_count(plan: ReadPlan) -> Statement:
    """Return the statement whose only value `read_planned_count` reads."""
    sql = SqlBuilder()
    text = compile_count(plan, sql)
    return Statement(sql=f"EXPLAIN (FORMAT JSON) {text}", values=tuple(sql.values))


def read_planned_count(value: bytes | str) -> int:
    """Return the number of rows that PostgreSQL expects."""
    nodes: list[dict[str, Any]] = msgspec.json.decode(value)
    return int(nodes[0]["Plan"]["Plan Rows"])


def explain_statement(statement: Statement, options: ExplainOptions) -> Statement:
    """Return the statement that explains another; its rows have one value, a json document or a line of text."""
    flags = [option.upper() for option in EXPLAIN_OPTIONS if option in options.options]
    words = join_sql([f"FORMAT {options.format.upper()}", *flags])
    return Statement(sql=f"EXPLAIN ({words}) {statement.sql}", values=statement.values)


def read_result(record: Mapping[str, Any]) -> ResultRow:
    """Return the row of a statement of `build_statement`; ResponseTooLarge."""
    if excess := record.get("excess"):
        raise ResponseTooLarge(excess)
    body, location = record["body"], record["location"] or ()
    return ResultRow(
        body=body.encode() if isinstance(body, str) else body or b"",
        page=record["page"],
        total=record["total"],
        headers=record["headers"],
        status=record["status"],
        inserted=record["inserted"],
        location=tuple(zip(location[::2], location[1::2], strict=True)),
    )
