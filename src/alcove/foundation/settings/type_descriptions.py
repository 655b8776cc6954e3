"""Descriptions of setting types for error messages, reference pages and forms."""

from pathlib import Path
from typing import Final

from msgspec import inspect

from alcove.foundation.settings.secret import Secret

RELOADABLE: Final = {"reloadable": True}
"""The `extra` of a setting's `Meta` whose new value a running server takes on SIGHUP."""
ANY_ORIGIN: Final = {"any_origin": True}
"""The `extra` of a list of origins that may stand for all, because cookies do not count there."""


def unwrap_type(kind: inspect.Type) -> inspect.Type:
    """Return the type without annotations and without `None`."""
    if isinstance(kind, inspect.Metadata):
        return unwrap_type(kind.type)
    if isinstance(kind, inspect.UnionType):
        return unwrap_type(
            next(member for member in kind.types if not isinstance(unwrap_type(member), inspect.NoneType))
        )
    return kind


def read_description(kind: inspect.Type) -> str:
    """Return the description in `msgspec.Meta(description=...)`, or an empty string."""
    if isinstance(kind, inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", "")) or read_description(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next((text for member in kind.types if (text := read_description(member))), "")
    return ""


def is_reloadable(kind: inspect.Type) -> bool:
    """Return whether a running server takes new values of this setting."""
    return _has_mark(kind, "reloadable")


def allows_any_origin(kind: inspect.Type) -> bool:
    """Return whether this list of origins may stand for all, also in production."""
    return _has_mark(kind, "any_origin")


def _has_mark(kind: inspect.Type, mark: str) -> bool:
    return isinstance(kind, inspect.Metadata) and (kind.extra or {}).get(mark) is True


def is_secret(kind: inspect.Type) -> bool:
    """Return whether values of this type are secret."""
    kind = unwrap_type(kind)
    return isinstance(kind, inspect.CustomType) and kind.cls is Secret


def describe_type(kind: inspect.Type) -> str:
    """Return the name of a type: 'whole number', 'text', 'list of text', ..."""
    kind = unwrap_type(kind)
    if isinstance(kind, inspect.VarTupleType):
        return f"list of {describe_type(kind.item_type)}"
    if isinstance(kind, inspect.CustomType):
        return {Secret: "secret", Path: "path"}.get(kind.cls, "value")
    names: dict[type[inspect.Type], str] = {
        inspect.IntType: "whole number",
        inspect.FloatType: "number",
        inspect.DecimalType: "number",
        inspect.BoolType: "yes or no",
        inspect.LiteralType: "choice",
    }
    return names.get(type(kind), "text")


def describe_allowed(kind: inspect.Type) -> str:
    """Return the allowed values: 'a whole number from 1 to 60', 'one of auto, human, json', ..."""
    inner = unwrap_type(kind)
    if isinstance(inner, inspect.VarTupleType):
        return f"a comma-separated list, each {describe_allowed(inner.item_type)}"
    if isinstance(inner, inspect.LiteralType):
        return "one of " + ", ".join(str(value) for value in inner.values)
    if isinstance(inner, inspect.BoolType):
        return "true or false (also 1 or 0, yes or no, on or off)"
    if isinstance(inner, inspect.CustomType):
        return "a path" if inner.cls is Path else "text"
    if isinstance(inner, inspect.StrType):
        return _describe_text(inner, read_description(kind))
    number = "a whole number" if isinstance(inner, inspect.IntType) else "a number"
    return number + _describe_range(inner)


def _describe_text(kind: inspect.StrType, description: str) -> str:
    if kind.pattern is not None:
        return description or f"text matching {kind.pattern}"
    if kind.max_length is not None:
        return f"text of at most {kind.max_length} characters"
    return "text that is not empty" if kind.min_length else "text"


def _describe_range(kind: inspect.Type) -> str:
    low, high = getattr(kind, "ge", None), getattr(kind, "le", None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    above, below = getattr(kind, "gt", None), getattr(kind, "lt", None)
    parts = [
        f"{word} {value}"
        for word, value in (("at least", low), ("at most", high), ("above", above), ("below", below))
        if value is not None
    ]
    return " " + " and ".join(parts) if parts else ""
