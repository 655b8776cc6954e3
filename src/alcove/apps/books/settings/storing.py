"""Settings as they are stored: JSON values by name, turned into settings and back."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.settings import Secret, SettingError, allowed_words, bare


class NotAllowed(Exception):
    """A value is none that the setting can have; the text says what is allowed, never what was given."""


def with_stored(
    started: BooksSettings, stored: Mapping[str, Any], *, given: Collection[str]
) -> tuple[BooksSettings, list[str]]:
    """Return the settings with what was stored, and the names of stored values that are none.

    What the process was given when it started (`given`) stays as it is. Values that exclude each other are left out
    together.
    """
    changes, wrong = {}, []
    for name, value in stored.items():
        if name in given or name not in _kinds():
            continue
        try:
            changes[name] = setting_value(name, value)
        except NotAllowed:
            wrong.append(name)
    try:
        return msgspec.structs.replace(started, **changes), wrong
    except (SettingError, ValueError):
        return started, sorted({*wrong, *changes})


def setting_value(name: str, value: Any) -> Any:
    """Return a JSON value as the setting has it; NotAllowed."""
    field = _kinds()[name]
    if value is None or (value == "" and field.default is None):
        return field.default
    try:
        return msgspec.convert(value, field.type, strict=False, dec_hook=_read)
    except (msgspec.ValidationError, ValueError, TypeError, OverflowError):
        raise NotAllowed(name) from None


def allowed(name: str) -> str:
    """Say what values a setting may have."""
    kind = next(each.type for each in _declared() if each.name == name)
    pattern = getattr(bare(kind), "pattern", None) or ""
    return "an http or https address" if pattern.startswith("^(https?") else allowed_words(kind)


def stored_value(value: Any) -> Any:
    """Return a setting's value as JSON; a secret's text included."""
    return msgspec.to_builtins(value, enc_hook=_write)


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(BooksSettings)}


def _declared() -> Sequence[inspect.Field]:
    info = inspect.type_info(BooksSettings)
    return info.fields if isinstance(info, inspect.StructType) else ()


def _read(kind: type, raw: Any) -> Any:
    if not isinstance(raw, str) or kind not in (Secret, Path):
        raise ValueError("not text")
    return Path(raw).expanduser() if kind is Path else Secret(raw)


def _write(value: Any) -> Any:
    return value.reveal() if isinstance(value, Secret) else str(value)
