"""Load settings from the environment, else from alcove.toml, else from their defaults."""

import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import inspect

from alcove.foundation.settings.secret import Secret, SettingError, join_faults
from alcove.foundation.settings.type_descriptions import (
    describe_allowed,
    describe_type,
    is_reloadable,
    is_secret,
    read_description,
    unwrap_type,
)

T = TypeVar("T", bound=msgspec.Struct)

_BOOLEANS = dict.fromkeys(("true", "1", "yes", "y", "on", "t"), True)
_BOOLEANS |= dict.fromkeys(("false", "0", "no", "n", "off", "f", ""), False)
_LARGEST_SECRET = 64 * 1024


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """The documentation of one setting."""

    name: str
    kind: str
    default: str
    allowed: str
    meaning: str
    reloads: bool = False
    """Whether a running server takes a new value."""


def load_settings(kind: type[T], *, environ: Mapping[str, str], files: Sequence[Path] = ()) -> T:
    """Return an instance of `kind`; SettingError about all fields that are wrong.

    The environment overrides the files, and earlier files override later ones.
    """
    file_values = [(path.name, _read(path)) for path in files if path.is_file()]
    values: dict[str, object] = {}
    errors: list[SettingError] = []
    for field in list_fields(kind):
        try:
            found = _find(field, environ=environ, file_values=file_values)
            if found is not None:
                raw, source = found
                values[field.name] = _convert(raw, field=field, hint=_hints(kind)[field.name], source=source)
        except SettingError as error:
            errors.append(error)
            continue
        if found is None and field.required:
            expected = describe_allowed(field.type)
            errors.append(SettingError(f"{field.encode_name.upper()} is not set: expected {expected}"))
    if errors:
        raise join_faults(errors)
    return kind(**values)


def fields_set(kind: type[msgspec.Struct], *, environ: Mapping[str, str], files: Sequence[Path] = ()) -> frozenset[str]:
    """Return the names of the fields that the environment or a file sets."""
    file_values = [(path.name, _read(path)) for path in files if path.is_file()]
    return frozenset(
        field.name for field in list_fields(kind) if _find(field, environ=environ, file_values=file_values) is not None
    )


def check_settings_file(kinds: Sequence[type[msgspec.Struct]], file: Path) -> None:
    """Raise SettingError for unknown names in a file, with the closest known name of each."""
    known = sorted({field.encode_name for kind in kinds for field in list_fields(kind)})
    errors = []
    for name in _read(file):
        if name not in known:
            matches = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"; did you mean '{matches[0]}'?" if matches else ""
            errors.append(SettingError(f"{file.name}: there is no setting '{name}'{hint}"))
    if errors:
        raise join_faults(errors)


def list_reloadable(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of the fields whose new values a running server takes."""
    return frozenset(field.name for field in list_fields(kind) if is_reloadable(field.type))


def describe_settings(kind: type[msgspec.Struct]) -> list[SettingDoc]:
    """Return the documentation of each setting, in the order of declaration."""
    return [
        SettingDoc(
            name=field.encode_name.upper(),
            kind=describe_type(field.type),
            default=_describe_default(field),
            allowed=describe_allowed(field.type),
            meaning=read_description(field.type),
            reloads=is_reloadable(field.type),
        )
        for field in list_fields(kind)
    ]


@cache
def list_fields(kind: type[msgspec.Struct]) -> Iterable[inspect.Field]:
    """Return the fields of a struct; cached, because a process loads the same settings several times."""
    info = inspect.type_info(kind)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{kind.__name__} is not a struct")
    return info.fields


@cache
def _hints(kind: type[msgspec.Struct]) -> Mapping[str, object]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _read(path: Path) -> dict[str, object]:
    """Return the settings of a file; those inside tables are moved to the top level."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(f"{path.name} cannot be read: {error}") from error
    values: dict[str, object] = {}
    for name, value in document.items():
        for key, inner in value.items() if isinstance(value, dict) else ((name, value),):
            if key in values:
                raise SettingError(f"{path.name}: '{key}' is set twice")
            values[key] = inner
    return values


def _find(
    field: inspect.Field, *, environ: Mapping[str, str], file_values: Sequence[tuple[str, Mapping[str, object]]]
) -> tuple[object, str] | None:
    name = field.encode_name
    variable = environ.get(name.upper())
    text = (variable or "").strip()
    # An empty boolean is false; any other empty variable is not set.
    if text or (variable is not None and isinstance(unwrap_type(field.type), inspect.BoolType)):
        if text and is_secret(field.type) and _file_variable(name, environ):
            raise SettingError(f"{name.upper()} and {name.upper()}_FILE are both set: expected one of them")
        return text, ""
    if is_secret(field.type) and (path := _file_variable(name, environ)):
        return _read_secret(path, name=f"{name.upper()}_FILE"), ""
    return next(((values[name], f" in {file_name}") for file_name, values in file_values if name in values), None)


def _file_variable(name: str, environ: Mapping[str, str]) -> str:
    return environ.get(f"{name.upper()}_FILE", "").strip()


def _read_secret(path: str, *, name: str) -> str:
    """Return the content of a file without surrounding white space."""
    try:
        with _expand_path(path).open("rb") as file:
            content = file.read(_LARGEST_SECRET + 1)
        text = content.decode().strip()
    except UnicodeDecodeError:
        raise SettingError(f"{name} names a file that cannot be read: {path}: it is not text") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingError(f"{name} names a file that cannot be read: {path}: {reason}") from None
    if not text or len(content) > _LARGEST_SECRET:
        raise SettingError(f"{name} names a file that is {'too large' if text else 'empty'}: {path}")
    return text


def _convert(raw: object, *, field: inspect.Field, hint: object, source: str) -> object:
    try:
        prepared = _parse_text(raw, unwrap_type(field.type))
        return msgspec.convert(prepared, hint, strict=False, dec_hook=decode_custom_type)
    except (msgspec.ValidationError, ValueError, OverflowError):
        name = f"{field.encode_name.upper()}{source}"
        problem = "has a value that is not allowed" if is_secret(field.type) else f"is {_shorten(raw)}"
        raise SettingError(f"{name} {problem}: expected {describe_allowed(field.type)}") from None


def _parse_text(raw: object, kind: inspect.Type) -> object:
    """Parse the text of an environment variable into the form that msgspec converts."""
    if isinstance(kind, inspect.FloatType | inspect.DecimalType) and not _is_finite(raw):
        raise ValueError("not finite")
    if not isinstance(raw, str):
        return raw
    if isinstance(kind, inspect.VarTupleType):
        return [item for part in raw.split(",") if (item := part.strip())]
    if isinstance(kind, inspect.BoolType):
        return _BOOLEANS.get(raw.lower(), raw)
    if isinstance(kind, inspect.LiteralType):
        return next((value for value in kind.values if str(value).lower() == raw.lower()), raw)
    return raw


def _is_finite(raw: object) -> bool:
    return isinstance(raw, str | int | float) and math.isfinite(float(raw))


def decode_custom_type(kind: type, raw: object) -> object:
    """Return the Secret or the Path in a text; ValueError for anything else, and for the home of an unknown user."""
    if not isinstance(raw, str) or kind not in (Secret, Path):
        raise ValueError("not text")
    return _expand_path(raw) if kind is Path else Secret(raw)


def _expand_path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("a path cannot have a NUL character in it")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("there is no such user") from error


def _shorten(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _describe_default(field: inspect.Field) -> str:
    if field.required:
        return "required"
    default = field.default
    if default is msgspec.NODEFAULT:
        default = field.default_factory() if callable(field.default_factory) else None
    if default is None or default in ("", ()) or isinstance(default, Secret):
        return "not set"
    if isinstance(default, tuple):
        return ", ".join(str(item) for item in default)
    return str(default).lower() if isinstance(default, bool) else str(default)
