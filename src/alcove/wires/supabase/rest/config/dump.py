"""The configuration as text: the settings in use, an example file, and the list of all settings."""

from typing import Final

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.config.settings import APP_SETTINGS, SETTINGS

EXAMPLE_SECRET: Final = "reallyreallyreallyreallyverysafe"  # noqa: S105 - the example of PostgREST's documentation

_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "$": "$$"})


def dump_config(config: RestConfig) -> str:
    """Return a configuration file with every setting."""
    lines = [f"{setting.name} = {format_value(getattr(config, setting.field))}" for setting in SETTINGS]
    lines += [f"{APP_SETTINGS}{name} = {format_value(value)}" for name, value in sorted(config.app_settings.items())]
    return "\n".join(sorted(lines)) + "\n"


def example_config() -> str:
    """Return an example file that explains every setting; all but the first ones are comments."""
    first = {
        "db-uri": "postgres://authenticator:mysecretpassword@localhost:5432/postgres",
        "db-schemas": "api",
        "db-anon-role": "web_anon",
        "jwt-secret": EXAMPLE_SECRET,
        "server-port": 3000,
    }
    defaults = RestConfig()
    blocks: list[str] = []
    for setting in sorted(SETTINGS, key=lambda setting: (setting.name not in first, setting.name)):
        value = format_value(first.get(setting.name, getattr(defaults, setting.field)))
        mark = "" if setting.name in first else "# "
        choices = f" One of: {', '.join(setting.choices)}." if setting.choices else ""
        blocks.append(f"## {setting.summary}{choices}\n{mark}{setting.name} = {value}")
    blocks.append(f"## Available in SQL as current_setting('app.settings.name').\n# {APP_SETTINGS}name = \"value\"")
    return "\n\n".join(blocks) + "\n"


def describe_rest_settings() -> list[str]:
    """Return the lines of the page that lists every setting."""
    defaults = RestConfig()
    lines = [
        "The settings of the REST server by PostgREST's names. In the environment a setting has the",
        "prefix `PGRST_`, capitals and underscores: `PGRST_DB_URI`. In the database it has the prefix `pgrst.` and",
        "underscores: `pgrst.db_schemas`. SQL reads `app.settings.NAME` with `current_setting`. The",
        "[guide](../guides/rest-server.md) says how they are used.",
        "",
        "| Name | Default | Reloadable | In the database | Meaning |",
        "|---|---|---|---|---|",
    ]
    for setting in sorted(SETTINGS, key=lambda setting: setting.name):
        names = f"`{setting.name}`" + "".join(f", formerly `{alias}`" for alias in setting.aliases)
        default = format_value(getattr(defaults, setting.field)).strip('"').replace("$$", "$")
        choices = f" One of {', '.join(f'`{choice}`' for choice in setting.choices)}." if setting.choices else ""
        flags = ("yes" if flag else "no" for flag in (setting.reloadable, setting.in_database))
        cells = (names, f"`{default}`" if default else "not set", *flags, setting.summary + choices)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def format_value(value: object) -> str:
    """Return a value as a configuration file has it; None is an empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f'"{text.translate(_ESCAPES)}"'
