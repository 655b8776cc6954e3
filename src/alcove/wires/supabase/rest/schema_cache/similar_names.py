"""The most similar of several names, for hints about misspelt ones."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final

LEAST_SIMILARITY: Final = 0.75
"""Less similar names are no misspelling, and a hint would only tell a stranger which names exist."""


def find_similar_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is most similar to `name`, None if none is similar enough; case does not matter.

    The similarity is 1 for equal names, and less for each edit in proportion to the length of the longer one.
    """
    target = name.lower()
    counter = EditCounter(target)
    best, best_similarity = None, 0.0
    for candidate in sorted(names):
        longest = max(len(target), len(candidate))
        if abs(len(target) - len(candidate)) > longest * (1 - LEAST_SIMILARITY):
            continue
        similarity = 1 - counter.count_edits(candidate.lower()) / longest if longest else 0.0
        if similarity >= LEAST_SIMILARITY and similarity > best_similarity:
            best, best_similarity = candidate, similarity
    return best


class EditCounter:
    """Counts the insertions, deletions and substitutions between one text and others.

    It is Myers' algorithm: a column of the table of distances is kept as the bits of two integers, which say where the
    distance rises and falls from one row to the next. A request that misspells a name must not take long.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._length = len(text)

    @cached_property
    def _positions(self) -> dict[str, int]:
        """The positions of each character; that of a long text takes long, and few texts are as long as any name."""
        positions: dict[str, int] = {}
        for position, character in enumerate(self._text):
            positions[character] = positions.get(character, 0) | 1 << position
        return positions

    def count_edits(self, other: str) -> int:
        """Return the Levenshtein distance to another text."""
        if not self._length:
            return len(other)
        every, last = (1 << self._length) - 1, 1 << (self._length - 1)
        rises, falls, distance = every, 0, self._length
        for character in other:
            matches = self._positions.get(character, 0)
            diagonal = (((matches & rises) + rises) ^ rises) | matches | falls
            ups = falls | (every & ~(diagonal | rises))
            downs = rises & diagonal
            if ups & last:
                distance += 1
            elif downs & last:
                distance -= 1
            ups = (ups << 1 | 1) & every
            downs = downs << 1 & every
            rises = downs | (every & ~(diagonal | ups))
            falls = ups & diagonal
        return distance
