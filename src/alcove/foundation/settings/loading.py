"""Settings from the environment, then from alcove.toml, then from their defaults."""

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

from alcove.foundation.settings.secret import Secret, SettingError
from alcove.foundation.settings.words import allowed_words, bare, is_secret, kind_words, meaning

T = TypeVar("T", bound=msgspec.Struct)

_BOOLEANS = dict.fromkeys(("true", "1", "yes", "y", "on", "t"), True)
_BOOLEANS |= dict.fromkeys(("false", "0", "no", "n", "off", "f", ""), False)
_LARGEST_SECRET = 64 * 1024


@dataclass(frozen=True, slots=True)
class SettingDoc:
    """One line of the settings reference."""

    name: str
    kind: str
    default: str
    allowed: str
    meaning: str


def load(kind: type[T], *, environ: Mapping[str, str], files: Sequence[Path] = ()) -> T:
    """Return `kind` filled from the environment, else the files (earlier ones win), else defaults."""
    stored = [(path.name, _read(path)) for path in files if path.is_file()]
    values: dict[str, object] = {}
    for field in _fields(kind):
        found = _find(field, environ=environ, stored=stored)
        if found is not None:
            raw, place = found
            values[field.name] = _convert(raw, field=field, hint=_hints(kind)[field.name], place=place)
        elif field.required:
            expected = allowed_words(field.type)
            raise SettingError(f"{field.encode_name.upper()} is not set: expected {expected}")
    return kind(**values)


def given(kind: type[msgspec.Struct], *, environ: Mapping[str, str], files: Sequence[Path] = ()) -> frozenset[str]:
    """Return the names of the fields that the environment or a file sets."""
    stored = [(path.name, _read(path)) for path in files if path.is_file()]
    return frozenset(field.name for field in _fields(kind) if _find(field, environ=environ, stored=stored) is not None)


def check_file(kinds: Sequence[type[msgspec.Struct]], file: Path) -> None:
    """Refuse a file with a name that no setting has, naming the nearest one that exists."""
    known = sorted({field.encode_name for kind in kinds for field in _fields(kind)})
    for name in _read(file):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            advice = f"; did you mean '{near[0]}'?" if near else ""
            raise SettingError(f"{file.name}: there is no setting '{name}'{advice}")


def describe(kind: type[msgspec.Struct]) -> list[SettingDoc]:
    """Return one documentation line per setting, in the order they are declared."""
    return [
        SettingDoc(
            name=field.encode_name.upper(),
            kind=kind_words(field.type),
            default=_default_words(field),
            allowed=allowed_words(field.type),
            meaning=meaning(field.type),
        )
        for field in _fields(kind)
    ]


@cache
def _fields(kind: type[msgspec.Struct]) -> Iterable[inspect.Field]:
    """Return the fields of a struct; looked at once, for a process reads the same settings several times."""
    info = inspect.type_info(kind)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{kind.__name__} is not a struct")
    return info.fields


@cache
def _hints(kind: type[msgspec.Struct]) -> Mapping[str, object]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _read(path: Path) -> dict[str, object]:
    """Return the file's settings, those inside tables lifted to the top."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingError(f"{path.name} cannot be read: {error}") from error
    values: dict[str, object] = {}
    for name, value in document.items():
        for key, inner in value.items() if isinstance(value, dict) else ((name, value),):
            if key in values:
                raise SettingError(f"{path.name}: '{key}' is set twice")
            values[key] = inner
    return values


def _find(
    field: inspect.Field, *, environ: Mapping[str, str], stored: Sequence[tuple[str, Mapping[str, object]]]
) -> tuple[object, str] | None:
    name = field.encode_name
    given = environ.get(name.upper())
    text = (given or "").strip()
    # An empty switch is off; everything else that is empty is not set.
    if text or (given is not None and isinstance(bare(field.type), inspect.BoolType)):
        if text and is_secret(field.type) and _file_variable(name, environ):
            raise SettingError(f"{name.upper()} and {name.upper()}_FILE are both set: expected one of them")
        return text, ""
    if is_secret(field.type) and (path := _file_variable(name, environ)):
        return _secret_in(Path(path), name=f"{name.upper()}_FILE"), ""
    return next(((values[name], f" in {place}") for place, values in stored if name in values), None)


def _file_variable(name: str, environ: Mapping[str, str]) -> str:
    return environ.get(f"{name.upper()}_FILE", "").strip()


def _secret_in(path: Path, *, name: str) -> str:
    """Return the secret that a file holds, without blanks and line ends around it."""
    try:
        with path.expanduser().open("rb") as file:
            content = file.read(_LARGEST_SECRET + 1)
        text = content.decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingError(f"{name} names a file that cannot be read: {path}: {reason}") from None
    if not text or len(content) > _LARGEST_SECRET:
        raise SettingError(f"{name} names a file that is {'too large' if text else 'empty'}: {path}")
    return text


def _convert(raw: object, *, field: inspect.Field, hint: object, place: str) -> object:
    try:
        prepared = _prepare(raw, bare(field.type))
        return msgspec.convert(prepared, hint, strict=False, dec_hook=_custom)
    except (msgspec.ValidationError, ValueError):
        name = f"{field.encode_name.upper()}{place}"
        shown = "has a value that is not allowed" if is_secret(field.type) else f"is {_short(raw)}"
        raise SettingError(f"{name} {shown}: expected {allowed_words(field.type)}") from None


def _prepare(raw: object, kind: inspect.Type) -> object:
    """Bring text from the environment into the form msgspec converts."""
    if isinstance(kind, inspect.FloatType | inspect.DecimalType) and not _finite(raw):
        raise ValueError("not finite")
    if not isinstance(raw, str):
        return raw
    if isinstance(kind, inspect.VarTupleType):
        return [part for each in raw.split(",") if (part := each.strip())]
    if isinstance(kind, inspect.BoolType):
        return _BOOLEANS.get(raw.lower(), raw)
    if isinstance(kind, inspect.LiteralType):
        return next((value for value in kind.values if str(value).lower() == raw.lower()), raw)
    return raw


def _finite(raw: object) -> bool:
    return isinstance(raw, str | int | float) and math.isfinite(float(raw))


def _custom(kind: type, raw: object) -> object:
    if not isinstance(raw, str) or kind not in (Secret, Path):
        raise ValueError("not text")
    return Path(raw).expanduser() if kind is Path else Secret(raw)


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _default_words(field: inspect.Field) -> str:
    if field.required:
        return "required"
    default = field.default
    if default is msgspec.NODEFAULT:
        default = field.default_factory() if callable(field.default_factory) else None
    if default is None or default in ("", ()) or isinstance(default, Secret):
        return "not set"
    if isinstance(default, tuple):
        return ", ".join(str(each) for each in default)
    return str(default).lower() if isinstance(default, bool) else str(default)
