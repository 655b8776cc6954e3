"""Read typed values from environment variables, as Go programs write them."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

T = TypeVar("T")
D = TypeVar("D")

PREFIX: Final = "GOTRUE_"

_BOOLEANS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}
_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_MAX_SHOWN: Final = 60


class ConfigError(Exception):
    """The configuration cannot be used; the text names every wrong variable."""


class VariableReader:
    """Reads variables and remembers what is wrong with them, so that one message tells it all.

    Names are without `GOTRUE_`. `aliases` are full names that are read when the variable is not set. An empty variable
    is not set.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def read_text(self, name: str, default: str = "", *, aliases: Sequence[str] = ()) -> str:
        """Return a text without surrounding white space."""
        names = (PREFIX + name, *aliases)
        return next((text for key in names if (text := self._environ.get(key, "").strip())), default)

    def read_required(self, name: str, *, aliases: Sequence[str] = ()) -> str:
        """Return a text; it is a problem when it is not set."""
        text = self.read_text(name, aliases=aliases)
        if not text:
            self.problems.append(f"{(aliases or (PREFIX + name,))[0]} is not set")
        return text

    def read_flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        return self._parse(name, default, parse=_BOOLEANS.__getitem__, expected="true or false")

    def read_integer(self, name: str, default: int, *, aliases: Sequence[str] = ()) -> int:
        """Return an integer that is not negative."""
        return self._parse(name, default, parse=_parse_integer, expected="a whole number", aliases=aliases)

    def read_number(self, name: str, default: float) -> float:
        """Return a number that is not negative."""
        return self._parse(name, default, parse=_parse_number, expected="a number")

    def read_seconds(self, name: str, default: float) -> float:
        """Return a duration such as `1h30m` in seconds; a number without a unit is in seconds."""
        return self._parse(name, default, parse=parse_duration, expected="a duration such as 1h30m")

    def read_time(self, name: str) -> datetime | None:
        """Return a time in RFC 3339, None without one."""
        return self._parse(name, None, parse=_parse_time, expected="a time such as 2030-01-31T12:00:00Z")

    def read_items(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the items of a list that are separated by commas."""
        text = self.read_text(name)
        return tuple(item for part in text.split(",") if (item := part.strip())) or tuple(default)

    def read_pairs(self, name: str) -> Mapping[str, str]:
        """Return the pairs of `key=value,key=value`; also `key:value`, as Go writes maps."""
        return self._parse(name, {}, parse=_parse_pairs, expected="pairs such as key=value,key=value")

    def read_json(self, name: str, *, kind: type[T], default: T) -> T:
        """Return a value in JSON of a kind such as `list`."""

        def parse(text: str) -> T:
            value = json.loads(text)
            if not isinstance(value, kind):
                raise TypeError
            return value

        return self._parse(name, default, parse=parse, expected=f"JSON, {_JSON_KINDS[kind]}", is_secret=True)

    def names(self) -> Sequence[str]:
        """Return the names of the variables that are set, without `GOTRUE_`."""
        return sorted(
            name.removeprefix(PREFIX)
            for name, value in self._environ.items()
            if name.startswith(PREFIX) and value.strip()
        )

    def check(self) -> None:
        """Raise ConfigError when anything was wrong."""
        if self.problems:
            raise ConfigError("; ".join(self.problems))

    def _parse(
        self,
        name: str,
        default: D,
        *,
        parse: Callable[[str], T],
        expected: str,
        aliases: Sequence[str] = (),
        is_secret: bool = False,
    ) -> T | D:
        text = self.read_text(name, aliases=aliases)
        if not text:
            return default
        try:
            return parse(text)
        except (ValueError, KeyError, TypeError, RecursionError):
            problem = "has a value that is not allowed" if is_secret else f"is {text[:_MAX_SHOWN]!r}"
            self.problems.append(f"{PREFIX}{name} {problem}: expected {expected}")
            return default


_JSON_KINDS: Final[Mapping[type, str]] = {list: "a list", dict: "an object"}


def parse_duration(text: str) -> float:
    """Return the seconds of a duration of Go, or of a number of seconds; ValueError for a negative one, too."""
    if _INTEGER.fullmatch(text):
        return float(_parse_integer(text))
    position, seconds = 0, 0.0
    while position < len(text):
        match = _DURATION.match(text, position)
        if match is None or (position and match[0][0] in "+-"):
            raise ValueError(text)
        seconds += float(match[0].removesuffix(match[3])) * _UNITS[match[3]]
        position = match.end()
    if seconds < 0 or not text:
        raise ValueError(text)
    return seconds


def _parse_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or int(text) < 0:
        raise ValueError(text)
    return int(text)


def _parse_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number) or number < 0:
        raise ValueError(text)
    return number


def _parse_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _parse_pairs(text: str) -> Mapping[str, str]:
    pairs = {}
    for part in text.split(","):
        separator = "=" if "=" in part else ":"
        key, found, value = part.strip().partition(separator)
        if not found or not key.strip():
            raise ValueError(text)
        pairs[key.strip()] = value.strip()
    return pairs
