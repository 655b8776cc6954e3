"""Settings of several structs by name; conversion between JSON values and settings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

from alcove.foundation.settings import (
    Secret,
    SettingError,
    decode_custom_type,
    describe_allowed,
    read_description,
    unwrap_type,
)

T = TypeVar("T", bound=msgspec.Struct)


class InvalidValue(Exception):
    """A value is not allowed; the message never contains the value."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Settings structs at one moment, by class."""

    structs: Mapping[type[msgspec.Struct], msgspec.Struct]

    def __getitem__(self, kind: type[T]) -> T:
        """Return the struct of a class."""
        return cast("T", self.structs[kind])

    def value(self, name: str) -> Any:
        """Return the value of a setting."""
        return next(getattr(struct, name) for kind, struct in self.structs.items() if name in kind.__struct_fields__)

    def replace(self, changes: Mapping[str, Any]) -> "Snapshot":
        """Return the settings with changes; SettingError for conflicting values."""
        try:
            return Snapshot({kind: _replace(struct, changes) for kind, struct in self.structs.items()})
        except ValueError as error:
            raise SettingError(str(error)) from error

    def merge(self, others: Sequence[msgspec.Struct]) -> "Snapshot":
        """Return a snapshot with further structs."""
        return Snapshot({**self.structs, **{type(struct): struct for struct in others}})

    def with_stored(self, stored: Mapping[str, Any], *, set_at_start: Collection[str]) -> "tuple[Snapshot, list[str]]":
        """Return the settings with stored values, and the names of invalid stored values.

        Settings that were set at startup (`set_at_start`) stay. Conflicting values of one struct are ignored together.
        """
        structs: dict[type[msgspec.Struct], msgspec.Struct] = {}
        invalid: set[str] = set()
        for kind, struct in self.structs.items():
            names = [name for name in stored if name in kind.__struct_fields__ and name not in set_at_start]
            structs[kind], invalid_names = _with_stored(struct, {name: stored[name] for name in names})
            invalid |= invalid_names
        return Snapshot(structs), sorted(invalid)

    def kind(self, name: str) -> inspect.Type:
        """Return the type of a setting, without its annotations and without `None`."""
        return unwrap_type(self._field_info(name).type)

    def default(self, name: str) -> Any:
        """Return the default of a setting."""
        return self._field_info(name).default

    def meaning(self, name: str) -> str:
        """Return the description of a setting."""
        return read_description(self._field_info(name).type)

    def is_text_of(self, name: str, *kinds: type) -> bool:
        """Return whether the type of a setting is one of `kinds` (Secret, Path)."""
        kind = self.kind(name)
        return isinstance(kind, inspect.CustomType) and kind.cls in kinds

    def convert(self, name: str, value: Any) -> Any:
        """Convert a JSON value to the type of the setting; InvalidValue."""
        field = next(_fields(kind)[name] for kind in self.structs if name in kind.__struct_fields__)
        return _convert(field, value)

    def describe_allowed(self, name: str) -> str:
        """Return a description of the allowed values."""
        kind = self._field_info(name).type
        pattern = getattr(unwrap_type(kind), "pattern", None) or ""
        return "an http or https address" if pattern.startswith("^(https?") else describe_allowed(kind)

    def _field_info(self, name: str) -> inspect.Field:
        return next(_field_infos(kind)[name] for kind in self.structs if name in kind.__struct_fields__)


def to_json(value: Any) -> Any:
    """Return a setting's value as JSON, including the text of a secret."""
    return msgspec.to_builtins(value, enc_hook=_encode)


def _replace(struct: msgspec.Struct, changes: Mapping[str, Any]) -> msgspec.Struct:
    changed = {name: value for name, value in changes.items() if name in struct.__struct_fields__}
    return msgspec.structs.replace(struct, **changed) if changed else struct


def _with_stored(struct: msgspec.Struct, stored: Mapping[str, Any]) -> tuple[msgspec.Struct, set[str]]:
    changes: dict[str, Any] = {}
    invalid: set[str] = set()
    for name, value in stored.items():
        try:
            changes[name] = _convert(_fields(type(struct))[name], value)
        except InvalidValue:
            invalid.add(name)
    try:
        return _replace(struct, changes), invalid
    except (SettingError, ValueError):
        return struct, invalid | set(changes)


def _convert(field: msgspec.structs.FieldInfo, value: Any) -> Any:
    if value is None or (value == "" and field.default is None):
        return field.default
    try:
        return msgspec.convert(value, field.type, strict=False, dec_hook=decode_custom_type)
    except (msgspec.ValidationError, ValueError, TypeError, OverflowError):
        raise InvalidValue(field.name) from None


@lru_cache(maxsize=64)
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


@lru_cache(maxsize=64)
def _field_infos(kind: type[msgspec.Struct]) -> Mapping[str, inspect.Field]:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return {field.name: field for field in info.fields}


def _encode(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else str(value)
