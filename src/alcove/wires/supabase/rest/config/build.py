"""Build the configuration from its sources: the database wins over the environment, which wins over the file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from alcove.wires.supabase.rest.config.file import Value
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.config.settings import (
    APP_SETTINGS,
    SETTINGS,
    Kind,
    Setting,
    environment_variable,
)
from alcove.wires.supabase.rest.config.validation import CHOICE_ERRORS, validate

MAX_SECRET_FILE: Final = 1 << 20

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigSources:
    """Where settings come from; `database` has them by their names with underscores, without the prefix."""

    file: Mapping[str, Value] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    database: Mapping[str, str] = field(default_factory=dict)


def build_config(sources: ConfigSources) -> RestConfig:
    """Return the configuration; ConfigError for an invalid setting.

    As in PostgREST, an unknown name is ignored, an empty text means that the setting is not set, and a number or
    boolean that cannot be read leaves the default.
    """
    values = {setting.field: value for setting in SETTINGS if (value := _read(setting, sources)) is not None}
    for name in ("db_uri", "jwt_secret"):
        if name in values:
            values[name] = _read_file(values[name], setting=name)
    config = RestConfig(**values, app_settings=_app_settings(sources))
    validate(config)
    return config


def override_config(config: RestConfig, database: Mapping[str, str]) -> RestConfig:
    """Return a configuration with the settings of a database in place of its own; ConfigError.

    `database` has them by their names with underscores, without the prefix `pgrst.`.
    """
    sources = ConfigSources(database=database)
    values = {setting.field: value for setting in SETTINGS if (value := _read(setting, sources)) is not None}
    return _replace_values(config, values)


def reload_config(current: RestConfig, loaded: RestConfig) -> RestConfig:
    """Return the loaded configuration with the current values of the settings that need a restart."""
    return _replace_values(
        loaded, {setting.field: getattr(current, setting.field) for setting in SETTINGS if not setting.reloadable}
    )


def _replace_values(config: RestConfig, values: Mapping[str, Any]) -> RestConfig:
    new_config = replace(config, **values)
    validate(new_config)
    return new_config


def _read(setting: Setting, sources: ConfigSources) -> Any:
    """Return the typed value of a setting, None when it is not set."""
    for name in setting.names:
        raw = _raw_value(name, sources, in_database=setting.in_database)
        value = None if raw is None else _CONVERTERS[setting.kind](raw)
        if value is not None and setting.choices and value not in setting.choices:
            raise ConfigError(CHOICE_ERRORS[setting.name])
        if value is not None:
            return value
    return None


def _raw_value(name: str, sources: ConfigSources, *, in_database: bool) -> Value | None:
    database_value = sources.database.get(name.replace("-", "_")) if in_database else None
    if database_value is not None:
        return database_value
    variable = sources.environ.get(environment_variable(name))
    return sources.file.get(name) if variable is None else variable


def _text(value: Value) -> str | None:
    """Return a text, None for an empty one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or None


def _integer(value: Value) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return int(value) if isinstance(value, int) or _INTEGER.fullmatch(value.strip()) else None


def _boolean(value: Value) -> bool | None:
    """Return a boolean of true, false, or a number, which is true above zero."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in ("true", "false"):
        return text == "true"
    number = _integer(value)
    return None if number is None else number > 0


def _list(value: Value) -> tuple[str, ...] | None:
    text = _text(value)
    return None if text is None else tuple(part.strip() for part in text.split(","))


_CONVERTERS: Final[Mapping[Kind, Callable[[Value], Any]]] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "list": _list,
}


def _app_settings(sources: ConfigSources) -> Mapping[str, str]:
    """Return `app.settings.*` by the rest of the name; those of the environment are in lower case."""
    prefix = environment_variable(APP_SETTINGS.replace(".", "_"))
    settings = {
        key.removeprefix(APP_SETTINGS): _text(value) or ""
        for key, value in sources.file.items()
        if key.startswith(APP_SETTINGS)
    }
    settings.update(
        (key.removeprefix(prefix).lower(), value) for key, value in sources.environ.items() if key.startswith(prefix)
    )
    return settings


def _read_file(value: str, *, setting: str) -> str:
    """Return the content of `@file`, without the line break at its end; other values as they are."""
    if not value.startswith("@"):
        return value
    path = Path(value[1:])
    name = setting.replace("_", "-")
    try:
        with path.open(encoding="utf-8") as file:
            content = file.read(MAX_SECRET_FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    return content.rstrip("\r\n")
