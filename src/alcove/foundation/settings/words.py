"""What a setting's type allows, said in plain words."""

from pathlib import Path

from msgspec import inspect

from alcove.foundation.settings.secret import Secret


def bare(kind: inspect.Type) -> inspect.Type:
    """Return the type without its annotations and without `None`."""
    if isinstance(kind, inspect.Metadata):
        return bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        return bare(next(each for each in kind.types if not isinstance(bare(each), inspect.NoneType)))
    return kind


def meaning(kind: inspect.Type) -> str:
    """Return the description given with `msgspec.Meta(description=...)`, or nothing."""
    if isinstance(kind, inspect.Metadata):
        return str((kind.extra_json_schema or {}).get("description", "")) or meaning(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next((text for each in kind.types if (text := meaning(each))), "")
    return ""


def is_secret(kind: inspect.Type) -> bool:
    """Tell whether values of this type must stay unseen."""
    kind = bare(kind)
    return isinstance(kind, inspect.CustomType) and kind.cls is Secret


def kind_words(kind: inspect.Type) -> str:
    """Name the type: 'whole number', 'text', 'list of text', ..."""
    kind = bare(kind)
    if isinstance(kind, inspect.VarTupleType):
        return f"list of {kind_words(kind.item_type)}"
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


def allowed_words(kind: inspect.Type) -> str:
    """Say what is allowed: 'a whole number from 1 to 60', 'one of auto, human, json', ..."""
    inner = bare(kind)
    if isinstance(inner, inspect.VarTupleType):
        return f"a comma-separated list, each {allowed_words(inner.item_type)}"
    if isinstance(inner, inspect.LiteralType):
        return "one of " + ", ".join(str(value) for value in inner.values)
    if isinstance(inner, inspect.BoolType):
        return "true or false (also 1 or 0, yes or no, on or off)"
    if isinstance(inner, inspect.CustomType):
        return "a path" if inner.cls is Path else "text"
    if isinstance(inner, inspect.StrType):
        return _text_words(inner, meaning(kind))
    number = "a whole number" if isinstance(inner, inspect.IntType) else "a number"
    return number + _range_words(inner)


def _text_words(kind: inspect.StrType, description: str) -> str:
    if kind.pattern is not None:
        return description or f"text matching {kind.pattern}"
    if kind.max_length is not None:
        return f"text of at most {kind.max_length} characters"
    return "text that is not empty" if kind.min_length else "text"


def _range_words(kind: inspect.Type) -> str:
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
