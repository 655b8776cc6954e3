"""Settings of several structs by name: what each may be, and JSON values turned into settings and back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

from alcove.foundation.settings import Secret, SettingError, describe_allowed, read_description, unwrap_type

T = TypeVar("T", bound=msgspec.Struct)


class NotAllowed(Exception):
    """A value is none that the setting can have; the text says what is allowed, never what was given."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Settings structs as they are at one moment, by their classes."""

    structs: Mapping[type[msgspec.Struct], msgspec.Struct]

    def __getitem__(self, kind: type[T]) -> T:
        """Return one struct."""
        return cast("T", self.structs[kind])

    def value(self, name: str) -> Any:
        """Return the value of a setting."""
        return next(getattr(struct, name) for kind, struct in self.structs.items() if name in kind.__struct_fields__)

    def replace(self, changes: Mapping[str, Any]) -> "Snapshot":
        """Return the settings with these changed; SettingError when they exclude each other."""
        try:
            return Snapshot({kind: _replaced(struct, changes) for kind, struct in self.structs.items()})
        except ValueError as error:
            raise SettingError(str(error)) from error

    def joined(self, others: Sequence[msgspec.Struct]) -> "Snapshot":
        """Return these structs and others."""
        return Snapshot({**self.structs, **{type(struct): struct for struct in others}})

    def with_stored(self, stored: Mapping[str, Any], *, given: Collection[str]) -> "tuple[Snapshot, list[str]]":
        """Return the settings with what was stored, and the names of stored values that are none.

        What the process was given when it started (`given`) stays as it is. Values of one struct that exclude each
        other are left out together.
        """
        structs: dict[type[msgspec.Struct], msgspec.Struct] = {}
        wrong: set[str] = set()
        for kind, struct in self.structs.items():
            names = [name for name in stored if name in kind.__struct_fields__ and name not in given]
            structs[kind], refused = _with_stored(struct, {name: stored[name] for name in names})
            wrong |= refused
        return Snapshot(structs), sorted(wrong)

    def kind(self, name: str) -> inspect.Type:
        """Return the type of a setting, without its annotations and without `None`."""
        return unwrap_type(self._declared(name).type)

    def default(self, name: str) -> Any:
        """Return the default of a setting."""
        return self._declared(name).default

    def meaning(self, name: str) -> str:
        """Return what a setting means."""
        return read_description(self._declared(name).type)

    def is_text_of(self, name: str, *kinds: type) -> bool:
        """Tell whether a setting is a Secret or a Path, as `kinds` says."""
        kind = self.kind(name)
        return isinstance(kind, inspect.CustomType) and kind.cls in kinds

    def convert(self, name: str, value: Any) -> Any:
        """Return a JSON value as the setting has it; NotAllowed."""
        field = next(_fields(kind)[name] for kind in self.structs if name in kind.__struct_fields__)
        return _converted(field, value)

    def allowed(self, name: str) -> str:
        """Say what values a setting may have."""
        kind = self._declared(name).type
        pattern = getattr(unwrap_type(kind), "pattern", None) or ""
        return "an http or https address" if pattern.startswith("^(https?") else describe_allowed(kind)

    def _declared(self, name: str) -> inspect.Field:
        return next(_declarations(kind)[name] for kind in self.structs if name in kind.__struct_fields__)


def stored_value(value: Any) -> Any:
    """Return a setting's value as JSON; a secret's text included."""
    return msgspec.to_builtins(value, enc_hook=_write)


def _replaced(struct: msgspec.Struct, changes: Mapping[str, Any]) -> msgspec.Struct:
    own = {name: value for name, value in changes.items() if name in struct.__struct_fields__}
    return msgspec.structs.replace(struct, **own) if own else struct


def _with_stored(struct: msgspec.Struct, stored: Mapping[str, Any]) -> tuple[msgspec.Struct, set[str]]:
    changes: dict[str, Any] = {}
    wrong: set[str] = set()
    for name, value in stored.items():
        try:
            changes[name] = _converted(_fields(type(struct))[name], value)
        except NotAllowed:
            wrong.add(name)
    try:
        return _replaced(struct, changes), wrong
    except (SettingError, ValueError):
        return struct, wrong | set(changes)


def _converted(field: msgspec.structs.FieldInfo, value: Any) -> Any:
    if value is None or (value == "" and field.default is None):
        return field.default
    try:
        return msgspec.convert(value, field.type, strict=False, dec_hook=_read)
    except (msgspec.ValidationError, ValueError, TypeError, OverflowError):
        raise NotAllowed(field.name) from None


@lru_cache(maxsize=64)
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(kind)}


@lru_cache(maxsize=64)
def _declarations(kind: type[msgspec.Struct]) -> Mapping[str, inspect.Field]:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return {field.name: field for field in info.fields}


def _read(kind: type, raw: Any) -> Any:
    if not isinstance(raw, str) or kind not in (Secret, Path):
        raise ValueError("not text")
    return Path(raw).expanduser() if kind is Path else Secret(raw)


def _write(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else str(value)
