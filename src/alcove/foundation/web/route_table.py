"""Routing: a dictionary for fixed paths, patterns for paths with parameters."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from msgspec import Struct

E = TypeVar("E")

_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)(:path)?\}")
NO_PARAMETERS: Mapping[str, str] = {}
_NONE: frozenset[str] = frozenset()


class RouteMatch(Struct, Generic[E], frozen=True):
    """The endpoint of a path and method, its path parameters, and the methods that the path allows."""

    endpoint: E | None
    path: Mapping[str, str]
    allowed: frozenset[str]


@dataclass(slots=True)
class _RouteEntry(Generic[E]):
    """One path or pattern, with its endpoints by method."""

    template: str
    pattern: re.Pattern[str] | None
    methods: dict[str, E] = field(default_factory=dict)


class RouteTable(Generic[E]):
    """Paths and their endpoints; every path matches with and without a trailing slash."""

    def __init__(self) -> None:
        self._static: dict[str, _RouteEntry[E]] = {}
        self._patterns: dict[str, list[_RouteEntry[E]]] = defaultdict(list)
        self._candidates: dict[tuple[str, str], tuple[_RouteEntry[E], ...]] = {}
        """The patterns by the first two segments of a path, since an app may have hundreds below one prefix."""

    def add(self, template: str, method: str, *, endpoint: E, head: bool = True) -> None:
        """Add an endpoint; the first one for a path and method wins. With `head` a GET endpoint also serves HEAD."""
        path = template.rstrip("/")
        entry = self._add_pattern(path) if "{" in path else self._add_static(path)
        entry.methods.setdefault(method, endpoint)
        if method == "GET" and head:
            entry.methods.setdefault("HEAD", endpoint)

    def find(self, path: str, method: str) -> RouteMatch[E]:
        """Return the matching endpoint; without a match, the methods that the path allows."""
        entry = self._static.get(path)
        if entry is not None and method in entry.methods:
            return RouteMatch(entry.methods[method], NO_PARAMETERS, _NONE)
        allowed = set(entry.methods) if entry is not None else set()
        for candidate in self._find_candidates(path):
            match = candidate.pattern.fullmatch(path) if candidate.pattern else None
            if match is None:
                continue
            if method in candidate.methods:
                return RouteMatch(candidate.methods[method], match.groupdict(), _NONE)
            allowed |= candidate.methods.keys()
        return RouteMatch(None, NO_PARAMETERS, frozenset(allowed))

    def _find_candidates(self, path: str) -> Sequence[_RouteEntry[E]]:
        """Return the patterns that may match a path, in the order in which they are tried."""
        _, first, second, *_ = (*path.split("/", 3), "", "") if path.startswith("/") else ("", "", "")
        found = self._candidates.get((first, second))
        if found is None:
            # Paths are what clients send: only segments that a pattern has are kept.
            found = self._candidates.get((first, ""))
        return self._patterns.get("{", ()) if found is None else found

    def _index(self, first: str) -> None:
        """Group the patterns of a first segment by the second, those with a parameter there in each group."""
        entries = self._patterns[first]
        seconds = [_second_segment(entry.template) for entry in entries]
        for second in {*seconds, ""}:
            chosen = [entry for entry, own in zip(entries, seconds, strict=True) if own in ("", second)]
            self._candidates[first, second] = (*chosen, *self._patterns["{"])

    def _add_static(self, path: str) -> _RouteEntry[E]:
        entry = self._static.setdefault(path or "/", _RouteEntry(path or "/", None))
        if path:
            self._static.setdefault(f"{path}/", entry)
        return entry

    def _add_pattern(self, path: str) -> _RouteEntry[E]:
        first = path.split("/", 2)[1]
        entries = self._patterns["{" if "{" in first else first]
        for entry in entries:
            if entry.template == path:
                return entry
        entry = _RouteEntry(path, re.compile(_to_regex(path), re.DOTALL))
        entries.append(entry)
        # Patterns that match several segments come last, the more specific of them first.
        entries.sort(key=lambda entry: (is_greedy(entry.template), -entry.template.count("/")))
        for name in list(self._patterns) if "{" in first else [first]:
            self._index(name)
        return entry


def _second_segment(template: str) -> str:
    """Return the second segment of a template, empty where a parameter is in it."""
    _, _, second, *_ = (*template.split("/", 3), "")
    return "" if "{" in second else second


def is_greedy(template: str) -> bool:
    """Return whether a parameter of the template matches several segments."""
    return ":path}" in template


def all_prefixes(templates: Iterable[str]) -> set[str]:
    """Return all prefixes of the fixed segments of the templates, the full path included."""
    prefixes: set[str] = set()
    for template in templates:
        fixed = template.partition("{")[0].rstrip("/")
        while fixed:
            prefixes.add(fixed)
            fixed = fixed.rpartition("/")[0]
    return prefixes


def find_longest_prefix(path: str, values_by_prefix: Mapping[str, E], *, depth: int = 8) -> E | None:
    """Return the value of the longest key in `values_by_prefix` that is a prefix of the path, segment by segment."""
    segments: Sequence[str] = path.split("/")[: depth + 1]
    for count in range(len(segments), 1, -1):
        prefix = "/".join(segments[:count])
        if prefix in values_by_prefix:
            return values_by_prefix[prefix]
    return None


def _to_regex(path: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _PARAMETER.finditer(path):
        parts.append(re.escape(path[position : match.start()]))
        parts.append(f"(?P<{match[1]}>{'.*?' if match[2] else '[^/]+'})")
        position = match.end()
    parts.append(re.escape(path[position:]))
    return "".join(parts) + "/?"
