"""Functions in the document: their paths."""

from typing import Final

from alcove.wires.supabase.rest.openapi.types import Json, describe_query_type, describe_type, drop_unset, split_comment
from alcove.wires.supabase.rest.schema_cache.model import Function

PRODUCES: Final = (
    "application/json",
    "application/vnd.pgrst.object+json;nulls=stripped",
    "application/vnd.pgrst.object+json",
)


def function_path(function: Function) -> Json:
    """Return the operations of a function: POST, and GET when it cannot write."""
    post = _operation(function, [_body(function), {"$ref": "#/parameters/preferParams"}])
    if function.volatility == "volatile":
        return {"post": post}
    return {"get": _operation(function, _query_parameters(function)), "post": post}


def _query_parameters(function: Function) -> list[Json]:
    return [
        {
            "in": "query",
            "name": parameter.name,
            "required": parameter.required,
            **describe_query_type(parameter.type_name, variadic=parameter.variadic),
        }
        for parameter in function.parameters
    ]


def _body(function: Function) -> Json:
    properties = {parameter.name: describe_type(parameter.type_name) for parameter in function.parameters}
    required = [parameter.name for parameter in function.parameters if parameter.required]
    schema = {
        "description": function.description,
        "properties": properties or None,
        "required": required or None,
        "type": "object",
    }
    return {"in": "body", "name": "args", "required": True, "schema": drop_unset(schema)}


def _operation(function: Function, parameters: list[Json]) -> Json:
    summary, description = split_comment(function.description)
    return drop_unset(
        {
            "parameters": parameters or None,
            "produces": list(PRODUCES),
            "responses": {"200": {"description": "OK"}},
            "summary": summary,
            "description": description,
            "tags": [f"(rpc) {function.name.name}"],
        }
    )
