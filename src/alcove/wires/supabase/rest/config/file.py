"""The syntax of configuration files: `key = value` lines with comments, and variables in texts."""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from alcove.wires.supabase.rest.config.model import ConfigError

Value: TypeAlias = str | int | float | bool

MAX_FILE: Final = 1 << 20

_SPACE: Final = re.compile(r"(?:\s|#[^\n]*)*")
_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_EQUALS: Final = re.compile(r"[ \t]*=(?:\s|#[^\n]*)*")
_BARE: Final = re.compile(r"[^\s#]+")
_LINE_END: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_PLAIN: Final = re.compile(r'[^"\\]+')
_ESCAPE: Final = re.compile(r'\\(?:(["\\ntrb/f])|u([0-9A-Fa-f]{4}))')
_INTERPOLATION: Final = re.compile(r"\$(?:(\$)|\(([A-Za-z_][A-Za-z0-9_.-]*)\))")

_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BOOLEANS: Final = {"true": True, "on": True, "false": False, "off": False}


def parse_config_file(text: str, *, environ: Mapping[str, str]) -> dict[str, Value]:
    """Return the values of a configuration file by key; of a repeated key the last. ConfigError.

    `$(NAME)` in a text is an environment variable, and `$$` a dollar sign, as is `$` before anything else.
    """
    if len(text) > MAX_FILE:
        raise ConfigError(f"the configuration file has more than {MAX_FILE} characters")
    values: dict[str, Value] = {}
    position = _skip_space(text, 0)
    while position < len(text):
        key = _match(_KEY, text, start=position, expected="a setting's name")
        position = _match(_EQUALS, text, start=key.end(), expected='"="').end()
        values[key.group()], position = _parse_value(text, position, environ=environ)
        position = _match(_LINE_END, text, start=position, expected="the end of the line").end()
        position = _skip_space(text, position)
    return values


def _parse_value(text: str, start: int, *, environ: Mapping[str, str]) -> tuple[Value, int]:
    if text.startswith('"', start):
        value, end = _parse_text(text, start + 1)
        return _interpolate(value, environ, where=_place(text, start)), end
    bare = _match(_BARE, text, start=start, expected="a value")
    word = bare.group()
    if word in _BOOLEANS:
        return _BOOLEANS[word], bare.end()
    for convert in (int, float):
        try:
            return convert(word), bare.end()
        except ValueError:
            continue
    raise ConfigError(f"{_place(text, start)}: expected a text in quotes, a number, true or false")


def _parse_text(text: str, start: int) -> tuple[str, int]:
    """Return the text in quotes, with its escapes replaced, and the position after it."""
    parts: list[str] = []
    position = start
    while position < len(text):
        if text[position] == '"':
            return "".join(parts), position + 1
        if plain := _PLAIN.match(text, position):
            parts.append(plain.group())
            position = plain.end()
            continue
        escape = _match(_ESCAPE, text, start=position, expected="an escape such as \\n")
        letter, code = escape.groups()
        parts.append(chr(int(code, 16)) if code else _ESCAPED.get(letter, letter))
        position = escape.end()
    raise ConfigError(f"{_place(text, start)}: the text has no end")


def _interpolate(value: str, environ: Mapping[str, str], *, where: str) -> str:
    def replace(match: re.Match[str]) -> str:
        dollar, name = match.groups()
        if dollar:
            return "$"
        if name not in environ:
            raise ConfigError(f"{where}: the environment variable {name} is not set")
        return environ[name]

    return _INTERPOLATION.sub(replace, value)


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _match(pattern: re.Pattern[str], text: str, *, start: int, expected: str) -> re.Match[str]:
    match = pattern.match(text, start)
    if match is None:
        raise ConfigError(f"{_place(text, start)}: expected {expected}")
    return match


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"
