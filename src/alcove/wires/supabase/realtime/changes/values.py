"""Values of columns as Python compares them: the same as PostgreSQL, or not at all."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from alcove.wires.supabase.realtime.changes.model import Column, ValueKind

UNKNOWN: Final = object()
"""A value that is not compared here, such as `infinity`."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BITS: Final = {"int2": 15, "int4": 31, "int8": 63, "oid": 32}
_BOOLEANS: Final = {"true": True, "t": True, "false": False, "f": False}
_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)


def read_json_value(value: bytes | str, kind: ValueKind) -> Any:
    """Return the value of a field of a record, None for NULL, UNKNOWN for one that cannot be compared here."""
    reader = _READERS.get(kind)
    if reader is None:
        # It may be nested too deeply to be read.
        content = value.encode() if isinstance(value, str) else bytes(value)
        return None if content == b"null" else UNKNOWN
    decoded = _DECODER.decode(value)
    if decoded is None:
        return None
    try:
        return reader(decoded)
    except (ValueError, TypeError, InvalidOperation):
        return UNKNOWN


def read_literal(text: str, column: Column) -> Any:
    """Return the value that a literal in a filter stands for, UNKNOWN when only the database can tell."""
    name = column.type_name
    if column.value_kind == "integer" and _INTEGER.fullmatch(text):
        number = int(text)
        limit = 1 << _BITS[name] if name in _BITS else 0
        fits = (0 if name == "oid" else -limit) <= number < limit
        return number if fits else UNKNOWN
    if name == "uuid" and _UUID.fullmatch(text):
        return text.lower()
    if name in ("text", "varchar") and column.value_kind == "text":
        return text
    if name == "bool":
        return _BOOLEANS.get(text, UNKNOWN)
    return UNKNOWN


def _check_type(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return check


def _read_decimal(value: Any) -> Decimal:
    if isinstance(value, str | bool):
        # NaN and Infinity are strings in JSON.
        raise TypeError
    return Decimal(value)


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "integer": _check_type(int),
    "decimal": _read_decimal,
    "text": _check_type(str),
    "uuid": _check_type(str),
    "boolean": _check_type(bool),
    "timestamp": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": _check_type(str),
    "label": _check_type(str),
}
