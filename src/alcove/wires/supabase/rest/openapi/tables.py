"""Tables and views in the document: paths, definitions and parameters."""

from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.rest.openapi.types import Json, describe_type, drop_unset, parse_default, split_comment
from alcove.wires.supabase.rest.schema_cache.model import Column, KeyRelationship, Relationship, Table

SHARED_PARAMETERS: Final[Json] = {
    "preferParams": {
        "name": "Prefer", "description": "Preference", "required": False, "in": "header", "type": "string",
    },
    "preferReturn": {
        "name": "Prefer", "description": "Preference", "required": False,
        "enum": ["return=representation", "return=minimal", "return=none"],
        "in": "header", "type": "string",
    },
    "preferCount": {
        "name": "Prefer", "description": "Preference", "required": False,
        "enum": ["count=none"],
        "in": "header", "type": "string",
    },
    "preferPost": {
        "name": "Prefer", "description": "Preference", "required": False,
        "enum": [
            "return=representation", "return=minimal", "return=none",
            "resolution=ignore-duplicates", "resolution=merge-duplicates",
        ],
        "in": "header", "type": "string",
    },
    "select": {
        "name": "select", "description": "Filtering Columns", "required": False, "in": "query", "type": "string",
    },
    "on_conflict": {
        "name": "on_conflict", "description": "On Conflict", "required": False, "in": "query", "type": "string",
    },
    "order": {"name": "order", "description": "Ordering", "required": False, "in": "query", "type": "string"},
    "range": {
        "name": "Range", "description": "Limiting and Pagination", "required": False, "in": "header", "type": "string",
    },
    "rangeUnit": {
        "name": "Range-Unit", "description": "Limiting and Pagination", "required": False, "default": "items",
        "in": "header", "type": "string",
    },
    "offset": {
        "name": "offset", "description": "Limiting and Pagination", "required": False, "in": "query", "type": "string",
    },
    "limit": {
        "name": "limit", "description": "Limiting and Pagination", "required": False, "in": "query", "type": "string",
    },
}  # fmt: skip
"""The parameters that every table shares."""


def table_path(table: Table) -> Json:
    """Return the operations of a table; a view has those that it supports."""
    name = table.name.name
    filters = [_reference(f"rowFilter.{name}.{column}") for column in table.columns]
    body = _reference(f"body.{name}")
    window = [_reference(key) for key in ("select", "order", "range", "rangeUnit", "offset", "limit", "preferCount")]
    page_responses = {
        "200": {"description": "OK", "schema": {"items": {"$ref": f"#/definitions/{name}"}, "type": "array"}},
        "206": {"description": "Partial Content"},
    }
    path = {"get": _operation(table, [*filters, *window], responses=page_responses)}
    if table.insertable:
        parameters = [body, _reference("select"), _reference("preferPost")]
        path["post"] = _operation(table, parameters, responses={"201": {"description": "Created"}})
    no_content = {"204": {"description": "No Content"}}
    if table.deletable:
        path["delete"] = _operation(table, [*filters, _reference("preferReturn")], responses=no_content)
    if table.updatable:
        path["patch"] = _operation(table, [*filters, body, _reference("preferReturn")], responses=no_content)
    return path


def table_parameters(table: Table) -> Json:
    """Return the parameters of a table: its body, and a filter for each column."""
    name = table.name.name
    body = {
        "name": name,
        "description": name,
        "required": False,
        "in": "body",
        "schema": {"$ref": f"#/definitions/{name}"},
    }
    filters = {
        f"rowFilter.{name}.{column.name}": drop_unset(
            {
                "name": column.name,
                "description": column.description,
                "required": False,
                "in": "query",
                "type": "string",
            }
        )
        for column in table.columns.values()
    }
    return {f"body.{name}": body, **filters}


def table_definition(table: Table, relationships: Sequence[Relationship]) -> Json:
    """Return the object that is a row of a table."""
    required = [column.name for column in table.columns.values() if not column.nullable]
    return drop_unset(
        {
            "description": table.description,
            "required": required or None,
            "properties": {
                column.name: _property(column, table, relationships=relationships) for column in table.columns.values()
            },
            "type": "object",
        }
    )


def _property(column: Column, table: Table, *, relationships: Sequence[Relationship]) -> Json:
    default = None if column.default is None else parse_default(column.default, column.type_name)
    return drop_unset(
        {
            "default": default,
            "description": _describe_column(column, table, relationships=relationships),
            "enum": list(column.enum) or None,
            **describe_type(column.type_name),
            "maxLength": column.max_length,
        }
    )


def _describe_column(column: Column, table: Table, *, relationships: Sequence[Relationship]) -> str | None:
    """Return the comment of a column, and the notes on keys that programs look for."""
    notes: list[str] = []
    if column.name in table.primary_key:
        notes.append("This is a Primary Key.<pk/>")
    if target := _foreign_column(column.name, relationships):
        name, key = target
        notes.append(f"This is a Foreign Key to `{name}.{key}`.<fk table='{name}' column='{key}'/>")
    if not notes:
        return column.description
    note = "\n".join(["Note:", *notes])
    return note if column.description is None else f"{column.description}\n\n{note}"


def _foreign_column(column: str, relationships: Sequence[Relationship]) -> tuple[str, str] | None:
    """Return the table and column that a column is a foreign key to; a table comes before views of it."""
    targets = [
        relationship
        for relationship in relationships
        if isinstance(relationship, KeyRelationship)
        and (relationship.cardinality == "many-to-one" or relationship.is_parent)
        and [own_column for own_column, _ in relationship.columns] == [column]
    ]
    if not targets:
        return None
    target = min(targets, key=lambda relationship: relationship.foreign_table_is_view)
    return target.foreign_table.name, target.columns[0][1]


def _operation(table: Table, parameters: list[Json], *, responses: Json) -> Json:
    summary, description = split_comment(table.description)
    return drop_unset(
        {
            "parameters": parameters,
            "responses": responses,
            "summary": summary,
            "description": description,
            "tags": [table.name.name],
        }
    )


def _reference(key: str) -> Json:
    return {"$ref": f"#/parameters/{key}"}
