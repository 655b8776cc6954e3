"""Text from queries and forms turned into the values that a struct's fields want."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import msgspec
from msgspec import inspect


class Mark(Enum):
    """Stands for text that is not a value of the wanted type."""

    INVALID = "invalid"


INVALID: Final = Mark.INVALID
Read = Callable[[str], object]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?")
_BOOLEANS = {"1": True, "true": True, "yes": True, "on": True} | dict.fromkeys(("0", "false", "no", "off"), False)
_KINDS: dict[type[inspect.Type], str] = {
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.DecimalType: "a number",
    inspect.BoolType: "true or false",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct and how its value is read from text."""

    name: str
    key: str
    many: bool
    text: bool
    required: bool
    kind: str
    read: Read


def fields_of(kind: type) -> tuple[Field, ...]:
    """Return the fields of a struct in the order they are declared."""
    info = inspect.type_info(kind)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{kind!r} is not a struct")
    hints = {field.name: field.type for field in msgspec.structs.fields(kind)}
    return tuple(_field(field, hint=hints[field.name]) for field in info.fields)


def _field(field: inspect.Field, *, hint: object) -> Field:
    outer = _bare(field.type)
    many = isinstance(outer, inspect.VarTupleType | inspect.ListType | inspect.SetType | inspect.FrozenSetType)
    inner = _bare(outer.item_type) if many else outer  # type: ignore[attr-defined]  # those kinds have one
    read = _reader(inner, hint=None if many else hint)
    return Field(
        name=field.name,
        key=field.encode_name,
        many=many,
        text=_is_text(inner),
        required=field.required,
        kind=_KINDS.get(type(inner), "an allowed value"),
        read=read,
    )


def _bare(kind: inspect.Type) -> inspect.Type:
    if isinstance(kind, inspect.Metadata):
        return _bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        choices = [each for each in kind.types if not isinstance(_bare(each), inspect.NoneType)]
        return _bare(choices[0]) if len(choices) == 1 else kind
    return kind


def _is_text(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.UnionType):
        return any(isinstance(_bare(each), inspect.StrType) for each in kind.types)
    return isinstance(kind, inspect.StrType)


def _reader(kind: inspect.Type, *, hint: object) -> Read:
    """Return the function from text to value; `hint` is checked afterwards where it limits the value."""
    read: Read
    if isinstance(kind, inspect.IntType):
        read = _read_whole
    elif isinstance(kind, inspect.FloatType):
        read = _read_float
    elif isinstance(kind, inspect.DecimalType):
        read = _read_decimal
    elif isinstance(kind, inspect.BoolType):
        read = _read_boolean
    elif _is_text(kind):
        read = str.strip
    else:
        return _other(hint)
    return _limited(read, hint) if hint is not None and _limits(kind) else read


def _read_whole(text: str) -> object:
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) else INVALID


def _read_float(text: str) -> object:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else INVALID


def _read_decimal(text: str) -> object:
    text = text.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else INVALID


def _read_boolean(text: str) -> object:
    return _BOOLEANS.get(text.strip().lower(), INVALID)


def _limits(kind: inspect.Type) -> bool:
    names: Sequence[str] = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "pattern")
    return any(getattr(kind, name, None) is not None for name in names)


def _limited(read: Read, hint: Any) -> Read:
    def check(text: str) -> object:
        value = read(text)
        if value is INVALID:
            return INVALID
        try:
            return msgspec.convert(value, hint)
        except msgspec.ValidationError:
            return INVALID

    return check


def _other(hint: Any) -> Read:
    def convert(text: str) -> object:
        try:
            return msgspec.convert(text.strip(), hint, strict=False)
        except (msgspec.ValidationError, ValueError):
            return INVALID

    return convert
