"""Where the role stands in the claims of a token: a JSON Path of RFC 9535, or PostgREST's older path."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from alcove.wires.supabase.tokens.errors import InvalidRolePath

RolePath: TypeAlias = Callable[[dict[str, Any]], object]
"""Returns the value at the path, None when there is none."""

_SIMPLE: Final = re.compile(r"\$((?:\.[A-Za-z_][A-Za-z0-9_]*)+)")
_STEP: Final = re.compile(
    r"""\.(?P<name>[\w$@]+) | \."(?P<quoted>[^"]*)" | \[(?P<index>\d+)\]
    | \[\?\(@\s*(?P<operator>\^==|==\^|\*==|==|!=)\s*"(?P<operand>[^"]*)"\)\]
    | \[(?P<start>-?\d*):(?P<end>-?\d*)\]""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the older path: from a value to the next one, None when there is none."""

    apply: Callable[[Any], Any]
    is_slice: bool = False


def is_legacy_path(path: str) -> bool:
    """Return whether a path has the older syntax, which is deprecated."""
    return not path.startswith("$")


def parse_role_path(path: str) -> RolePath:
    """Return the function that finds the role; InvalidRolePath."""
    simple = _SIMPLE.fullmatch(path)
    if simple is not None:
        return _follow_names(simple[1][1:].split("."))
    return _parse_legacy(path) if is_legacy_path(path) else _compile_json_path(path)


def _follow_names(names: Sequence[str]) -> RolePath:
    def find(claims: dict[str, Any]) -> object:
        value: Any = claims
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    return find


def _compile_json_path(path: str) -> RolePath:
    import jsonpath_rfc9535  # noqa: PLC0415 - most paths are simple

    try:
        query = jsonpath_rfc9535.compile(path)
    except jsonpath_rfc9535.JSONPathError as error:
        raise InvalidRolePath(f"{path} is no JSON Path: {error}") from error

    def find(claims: dict[str, Any]) -> object:
        try:
            node = query.find_one(claims)
        except jsonpath_rfc9535.JSONPathError:
            # The claims are nested more deeply than the library follows them.
            return None
        return node.value if node is not None else None

    return find


def _parse_legacy(path: str) -> RolePath:
    steps: list[_Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None or (steps and steps[-1].is_slice):
            raise InvalidRolePath(f"{path} is no path to a role")
        steps.append(_read_step(match.groupdict()))
        position = match.end()
    if not steps:
        raise InvalidRolePath("the path to the role is empty")

    def find(claims: dict[str, Any]) -> object:
        value: Any = claims
        for step in steps:
            value = step.apply(value)
        return value

    return find


def _read_step(groups: Mapping[str, str | None]) -> _Step:
    name = groups["name"] if groups["name"] is not None else groups["quoted"]
    if name is not None:
        return _Step(lambda value: value.get(name) if isinstance(value, dict) else None)
    if groups["index"] is not None:
        index = int(groups["index"])
        return _Step(lambda value: value[index] if isinstance(value, list) and index < len(value) else None)
    operator, operand = groups["operator"], groups["operand"] or ""
    if operator is not None:
        matches = _OPERATORS[operator]
        return _Step(lambda value: _first(value, lambda text: matches(text, operand)))
    start, end = (int(groups[key] or "0") if groups[key] else None for key in ("start", "end"))
    return _Step(lambda value: value[start:end] or None if isinstance(value, str) else None, is_slice=True)


def _first(values: object, matches: Callable[[str], bool]) -> str | None:
    texts = values if isinstance(values, list) else []
    return next((text for text in texts if isinstance(text, str) and matches(text)), None)


_OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "==": lambda text, operand: text == operand,
    "!=": lambda text, operand: text != operand,
    "^==": lambda text, operand: text.startswith(operand),
    "==^": lambda text, operand: text.endswith(operand),
    "*==": lambda text, operand: operand in text,
}
