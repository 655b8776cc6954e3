"""The columns and rows of a body: which keys are written, with which types and defaults."""

from collections.abc import Iterable

import msgspec

from alcove.wires.supabase.rest.plan.write_model import WrittenBody, WrittenColumn
from alcove.wires.supabase.rest.request.model import JsonPayload, RestRequest
from alcove.wires.supabase.rest.schema_cache.find_table import find_column
from alcove.wires.supabase.rest.schema_cache.model import Column, SchemaCache, Table

_BLANK = b'""'
_NULL = msgspec.Raw(b"null")
_BLANK_CATEGORIES = frozenset("NDTBE")
"""Numbers, dates and times, intervals, booleans, enums: types that an empty text is no value of."""
_BLANK_TYPES = frozenset({"uuid", "json", "jsonb"})


def plan_body(request: RestRequest, table: Table, *, cache: SchemaCache, blank_as_null: bool) -> WrittenBody:
    """Return the rows to write; ColumnNotFound."""
    payload = request.payload
    if not isinstance(payload, JsonPayload):
        return WrittenBody(text="[]", is_array=True)
    names = request.query.columns if request.query.columns is not None else payload.keys or ()
    with_defaults = request.preferences.missing == "default" and request.action != "upsert"
    columns = tuple(
        _written_column(table, name, cache=cache, with_default=with_defaults) for name in sorted(set(names))
    )
    text = written_text(payload, columns, blank_as_null=blank_as_null)
    return WrittenBody(text=text, is_array=payload.is_array, columns=columns)


def written_text(payload: JsonPayload, columns: Iterable[WrittenColumn], *, blank_as_null: bool) -> str:
    """Return the text of a body as it is written to these columns."""
    if blank_as_null and _BLANK in payload.text:
        return replace_blanks(payload.text, (written.column for written in columns)).decode()
    return payload.text.decode()


def _written_column(table: Table, name: str, *, cache: SchemaCache, with_default: bool) -> WrittenColumn:
    column = find_column(table, name)
    parser = cache.representations.get(("json", column.domain)) if column.domain is not None else None
    return WrittenColumn(column=column, parser=parser, default=column.default if with_default else None)


def replace_blanks(text: bytes, columns: Iterable[Column]) -> bytes:
    """Return the JSON text of a body with null for each empty text of a nullable column of another type.

    All other values keep their bytes. A text that is no JSON is returned as it is, for PostgreSQL to refuse.
    """
    names = {column.name for column in columns if _takes_null_for_blank(column)}
    try:
        rows = msgspec.json.decode(text, type=dict[str, msgspec.Raw] | list[dict[str, msgspec.Raw]])
    except msgspec.DecodeError:
        return text
    for row in rows if isinstance(rows, list) else [rows]:
        for name in names & row.keys():
            if bytes(row[name]) == _BLANK:
                row[name] = _NULL
    return msgspec.json.encode(rows)


def _takes_null_for_blank(column: Column) -> bool:
    type_name = column.base_type.removeprefix("pg_catalog.")
    return column.nullable and (column.category in _BLANK_CATEGORIES or type_name in _BLANK_TYPES)
