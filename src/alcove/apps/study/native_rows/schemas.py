"""Types of JSON fields, and the structs of lists that follow from a resource."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from alcove.apps.study.native_rows.model import Resource

Title = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S", description="Not blank.")]
ShortText = Annotated[str, Meta(max_length=500)]
LongText = Annotated[str, Meta(max_length=20_000)]
Tag = Annotated[str, Meta(min_length=1, max_length=100)]
Minutes = Annotated[int, Meta(ge=0, le=100_000, description="Minutes.")]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]

_LIMIT = Annotated[int, Meta(ge=1, le=100)]
_OFFSET = Annotated[int, Meta(ge=0, le=1_000_000)]


def list_query(resource: Resource) -> type[msgspec.Struct]:
    """Return the query of a list: its filters, its order and its page."""
    names = ", ".join(resource.sorts)
    sort = Annotated[str, Meta(description=f"One of {names}; with a minus descending. By default {resource.order}.")]
    fields: list[tuple[str, Any, Any]] = [("limit", _LIMIT, 50), ("offset", _OFFSET, 0), ("sort", sort, "")]
    for item in resource.filters:
        kind = Annotated[str, Meta(description=item.description)] if item.description else str
        fields.append((item.name, kind, ""))
    return msgspec.defstruct(f"{_type_name(resource)}Query", fields, frozen=True, kw_only=True)


def list_body(resource: Resource) -> type[msgspec.Struct]:
    """Return the body of a list; `total` counts the rows of all pages."""
    rows = list[resource.body]  # type: ignore[name-defined]
    fields: list[tuple[str, Any]] = [(resource.plural, rows), ("total", int), ("limit", int), ("offset", int)]
    return msgspec.defstruct(f"{_type_name(resource)}ListBody", fields, frozen=True, kw_only=True)


def change_fields(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return the body of a change: fields of a struct, none of which must be there."""
    fields = [(field.encode_name, field.type | UnsetType, UNSET) for field in msgspec.structs.fields(kind)]
    return msgspec.defstruct(f"{kind.__name__}Changes", fields, frozen=True, kw_only=True)


def _type_name(resource: Resource) -> str:
    return "".join(word.capitalize() for word in resource.noun.split())
