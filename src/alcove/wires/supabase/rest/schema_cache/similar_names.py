"""The most similar of several names, for hints about misspelt ones."""

from collections.abc import Iterable
from typing import Final

LEAST_SIMILARITY: Final = 0.75
"""Less similar names are no misspelling, and a hint would only tell a stranger which names exist."""


def find_similar_name(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is most similar to `name`, None if none is similar enough; case does not matter."""
    wanted = name.lower()
    best, best_similarity = None, 0.0
    for candidate in sorted(names):
        similarity = _measure_similarity(wanted, candidate.lower())
        if similarity > best_similarity:
            best, best_similarity = candidate, similarity
    return best


def _measure_similarity(one: str, other: str) -> float:
    """Return 1 for equal names, less for each edit, and 0 below LEAST_SIMILARITY."""
    longest = max(len(one), len(other))
    if longest == 0:
        return 0.0
    bound = int(longest * (1 - LEAST_SIMILARITY))
    distance = _count_edits(one, other, bound=bound)
    return 0.0 if distance > bound else 1 - distance / longest


def _count_edits(one: str, other: str, *, bound: int) -> int:
    """Return the Levenshtein distance of two texts, `bound` + 1 when it is more than `bound`."""
    if abs(len(one) - len(other)) > bound:
        return bound + 1
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        # Only cells near the diagonal can stay within the bound.
        start, end = max(1, row - bound), min(len(other), row + bound)
        current = [bound + 1] * (len(other) + 1)
        current[0] = row
        for column in range(start, end + 1):
            substitution = previous[column - 1] + (left != other[column - 1])
            current[column] = min(substitution, previous[column] + 1, current[column - 1] + 1)
        if min(current[start - 1 : end + 1]) > bound:
            return bound + 1
        previous = current
    return previous[-1]
