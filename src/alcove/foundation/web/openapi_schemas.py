"""Schemas of what goes in and out, as msgspec makes them and callers have to keep them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

from alcove.foundation.web.api import Api, Route

Document = dict[str, Any]
REFERENCE = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class Schemas:
    """Each type's schema by the identity of the type, and the components they point to."""

    by_type: Mapping[int, Document]
    components: Document

    def of(self, kind: object) -> Document:
        """Return the schema of a type that was collected."""
        return self.by_type[id(kind)]

    def needs_body(self, kind: object) -> bool:
        """Tell whether a body of this type has a field that must be sent."""
        schema = self.of(kind)
        name = schema.get("$ref", "").rpartition("/")[2]
        return bool(self.components.get(name, schema).get("required"))


def collect_schemas(apis: Sequence[Api]) -> Schemas:
    """Return the schemas of all types that the endpoints take and give."""
    kinds = {id(kind): kind for api in apis for kind in (api.error_body, *_kinds_of(api.routes))}
    made, components = msgspec.json.schema_components(kinds.values(), ref_template=REFERENCE, schema_hook=_anything)
    for kind in _structs(kinds.values()):
        name = kind.__name__
        if name in components:
            _apply_notes(components[name], kind)
    return Schemas(dict(zip(kinds, made, strict=True)), components)


def query_schemas(query: type, schemas: Schemas) -> dict[str, tuple[Document, bool]]:
    """Return for each query parameter its schema and whether it must be given; nothing in an address is null."""
    notes = _notes(query)
    found: dict[str, tuple[Document, bool]] = {}
    for field in _fields(query):
        note = notes.get(field.encode_name, {})
        schema = {**_without_null(schemas.of(field.type)), **note.get("schema", {})}
        is_required = field.required or "needed" in note
        if not is_required and field.default not in (msgspec.NODEFAULT, None):
            schema["default"] = msgspec.to_builtins(field.default)
        found[field.encode_name] = (schema, is_required)
    return found


def alternatives(kind: object) -> tuple[tuple[str, ...], ...]:
    """Return the groups of fields of a body of which one must be sent, as its `one_of` lists them."""
    found: tuple[tuple[str, ...], ...] = getattr(kind, "one_of", ())
    return found


def _kinds_of(routes: Iterable[Route]) -> Iterable[Any]:
    for route in routes:
        answers = (route.answers, *(reply.answers for reply in route.replies))
        yield from (kind for kind in (route.body, route.reads, *answers) if kind is not None and kind is not bytes)
        if route.query is not None:
            yield from (field.type for field in _fields(route.query))


@lru_cache(maxsize=512)
def _fields(kind: type) -> tuple[msgspec.structs.FieldInfo, ...]:
    # Kept, so that the same field has the same type object each time.
    return msgspec.structs.fields(kind)


def _structs(kinds: Iterable[Any]) -> Iterable[type]:
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield kind


def _anything(_kind: type) -> Document:
    return {"description": "Any value."}


def _notes(kind: type) -> dict[str, Document]:
    """Return what `needed` and `only` say of a struct's fields."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return {
        field.encode_name: field.type.extra
        for field in info.fields
        if isinstance(field.type, inspect.Metadata) and field.type.extra
    }


def _apply_notes(schema: Document, kind: type) -> None:
    needed = set()
    for name, note in _notes(kind).items():
        field = schema["properties"][name]
        if "schema" in note and {"type", "anyOf"} & note["schema"].keys():
            field.pop("anyOf", None)
            if field.get("default", ...) is None:
                del field["default"]
        field |= note.get("schema", {})
        if "needed" in note:
            needed.add(name)
            schema["properties"][name].pop("default", None)
    required = [name for name in schema.get("properties", {}) if name in needed or name in schema.get("required", ())]
    schema.pop("required", None)
    if required:
        schema["required"] = required
    groups = alternatives(kind)
    if groups:
        schema["anyOf"] = [{"required": list(group)} for group in groups]


def _without_null(schema: Document) -> Document:
    """Return a schema without null among its choices."""
    kept = dict(schema)
    choices = [choice for choice in kept.pop("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept
