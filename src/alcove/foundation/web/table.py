"""Which endpoint answers which path: a dictionary first, patterns for the rest."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

E = TypeVar("E")

_PARAMETER = re.compile(r"\{([a-z_][a-z0-9_]*)(:path)?\}")
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Found(Generic[E]):
    """The endpoint of a path and method, its parameters, and the methods the path knows."""

    endpoint: E | None
    path: Mapping[str, str]
    allowed: frozenset[str]


@dataclass(slots=True)
class _Place(Generic[E]):
    """One path or pattern and its endpoints by method."""

    template: str
    pattern: re.Pattern[str] | None
    methods: dict[str, E] = field(default_factory=dict)


class Table(Generic[E]):
    """Paths and their endpoints; every path is known with and without a slash at its end."""

    def __init__(self) -> None:
        self._static: dict[str, _Place[E]] = {}
        self._patterns: dict[str, list[_Place[E]]] = defaultdict(list)

    def add(self, template: str, method: str, *, endpoint: E, head: bool = True) -> None:
        """Add an endpoint; the first one added for a path and method stays. With `head` a GET answers HEAD, too."""
        bare = template.rstrip("/")
        place = self._pattern(bare) if "{" in bare else self._plain(bare)
        place.methods.setdefault(method, endpoint)
        if method == "GET" and head:
            place.methods.setdefault("HEAD", endpoint)

    def find(self, path: str, method: str) -> Found[E]:
        """Return the endpoint, or none and the methods that would have found one."""
        place = self._static.get(path)
        if place is not None and method in place.methods:
            return Found(place.methods[method], NOTHING, frozenset())
        allowed = set(place.methods) if place is not None else set()
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        for candidate in (*self._patterns.get(first, ()), *self._patterns.get("{", ())):
            match = candidate.pattern.fullmatch(path) if candidate.pattern else None
            if match is None:
                continue
            if method in candidate.methods:
                return Found(candidate.methods[method], match.groupdict(), frozenset())
            allowed |= candidate.methods.keys()
        return Found(None, NOTHING, frozenset(allowed))

    def _plain(self, bare: str) -> _Place[E]:
        place = self._static.setdefault(bare or "/", _Place(bare or "/", None))
        if bare:
            self._static.setdefault(f"{bare}/", place)
        return place

    def _pattern(self, bare: str) -> _Place[E]:
        first = bare.split("/", 2)[1]
        places = self._patterns["{" if "{" in first else first]
        for place in places:
            if place.template == bare:
                return place
        place = _Place(bare, re.compile(_regex(bare), re.DOTALL))
        places.append(place)
        # Patterns that take everything come last, the more exact of them first.
        places.sort(key=lambda each: (":path}" in each.template, -each.template.count("/")))
        return place


def is_greedy(template: str) -> bool:
    """Tell whether a parameter of the template takes several segments."""
    return ":path}" in template


def prefixes(templates: Iterable[str]) -> set[str]:
    """Return every leading run of fixed segments of the templates, the whole included."""
    found: set[str] = set()
    for template in templates:
        fixed = template.partition("{")[0].rstrip("/")
        while fixed:
            found.add(fixed)
            fixed = fixed.rpartition("/")[0]
    return found


def longest_prefix(path: str, known: Mapping[str, E], *, depth: int = 8) -> E | None:
    """Return what is known under the longest leading run of segments of the path."""
    segments: Sequence[str] = path.split("/")[: depth + 1]
    for count in range(len(segments), 1, -1):
        prefix = "/".join(segments[:count])
        if prefix in known:
            return known[prefix]
    return None


def _regex(bare: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _PARAMETER.finditer(bare):
        parts.append(re.escape(bare[position : match.start()]))
        parts.append(f"(?P<{match[1]}>{'.*?' if match[2] else '[^/]+'})")
        position = match.end()
    parts.append(re.escape(bare[position:]))
    return "".join(parts) + "/?"
