"""PostgreSQL's types, defaults and comments in the words of a Swagger 2.0 document."""

from typing import Any, Final, TypeAlias

import msgspec

Json: TypeAlias = dict[str, Any]

_TYPES: Final = {
    "boolean": "boolean",
    "smallint": "integer",
    "integer": "integer",
    "bigint": "integer",
    "numeric": "number",
    "real": "number",
    "double precision": "number",
    "json": None,
    "jsonb": None,
}
# A Swagger integer has one of these formats; other types keep PostgreSQL's name.
_FORMATS: Final = {"smallint": "int32", "integer": "int32", "bigint": "int64"}


def describe_type(type_name: str) -> Json:
    """Return `format`, `items` and `type` of a type; json has no type, because it may be any."""
    description: Json = {"format": _FORMATS.get(type_name, type_name)}
    if type_name.endswith("[]"):
        return description | {"items": _only_type(type_name.removesuffix("[]")), "type": "array"}
    return description | _only_type(type_name)


def describe_query_type(type_name: str, *, variadic: bool = False) -> Json:
    """Return the type of a function's parameter in a query string, where arrays and json are texts."""
    if variadic:
        element = type_name.removesuffix("[]")
        return {"collectionFormat": "multi", "items": _scalar(element), "type": "array"}
    return _scalar(type_name)


def parse_default(default: str, type_name: str) -> object:
    """Return the JSON value of a column's default; UNSET when it has none, as an expression of a number."""
    text = default
    if _TYPES.get(type_name, "string") == "string" and not type_name.endswith("[]"):
        literal = default.removesuffix(f"::{type_name}")
        text = f'"{literal if literal == default else literal.strip(chr(39))}"'
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return msgspec.UNSET


def split_comment(comment: str | None) -> tuple[str | None, str | None]:
    """Return the summary and the description of a comment: its first line, and the lines after it, if any."""
    if comment is None:
        return None, None
    summary, _, rest = comment.partition("\n")
    return summary, rest.lstrip("\n") or None


def drop_unset(values: Json) -> Json:
    """Return an object without what is None or UNSET."""
    return {key: value for key, value in values.items() if value is not None and value is not msgspec.UNSET}


def _only_type(type_name: str) -> Json:
    kind = _TYPES.get(type_name, "string")
    return {"type": kind} if kind else {}


def _scalar(type_name: str) -> Json:
    is_text = type_name.endswith("[]") or _TYPES.get(type_name, "string") is None
    kind = "string" if is_text else _TYPES.get(type_name, "string")
    return {"format": _FORMATS.get(type_name, type_name), "type": kind}
