"""Patterns of LIKE, in a time that grows with the text only: clients choose both the pattern and the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

_ANY_CHARACTER: Final = None

Segment: TypeAlias = Sequence[str | None]
"""Characters between two `%`; None stands for any one character."""


@dataclass(frozen=True, slots=True)
class LikePattern:
    """A pattern with `%` and `_`. What a `%` skips is found from left to right, each part at its first place."""

    first: Segment
    middle: tuple[str, ...]
    last: Segment | None
    """None for a pattern without `%`."""

    def matches(self, text: str) -> bool:
        """Return whether the pattern describes the whole text."""
        if self.last is None:
            return len(text) == len(self.first) and _stands_at(self.first, text, start=0)
        position, end = len(self.first), len(text) - len(self.last)
        if position > end or not _stands_at(self.first, text, start=0) or not _stands_at(self.last, text, start=end):
            return False
        for part in self.middle:
            place = text.find(part, position, end)
            if place < 0:
                return False
            position = place + len(part)
        return True


def parse_like(pattern: str) -> LikePattern | None:
    """Return a pattern, None for one that the database has to decide about or refuses."""
    segments: list[list[str | None]] = [[]]
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            segments.append([])
        elif character == "\\":
            escaped = next(characters, None)
            if escaped is None:
                return None
            segments[-1].append(escaped)
        else:
            segments[-1].append(_ANY_CHARACTER if character == "_" else character)
    first, *rest = segments
    if not rest:
        return LikePattern(first, (), None)
    middle = ["".join(character for character in part if character) for part in rest[:-1]]
    if any(_ANY_CHARACTER in part for part in rest[:-1]):
        return None
    return LikePattern(first, tuple(filter(None, middle)), rest[-1])


def _stands_at(segment: Segment, text: str, *, start: int) -> bool:
    return all(
        character is _ANY_CHARACTER or character == text[start + place] for place, character in enumerate(segment)
    )
