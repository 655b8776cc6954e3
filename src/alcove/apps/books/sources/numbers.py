"""What sources may ask each other: who knows a book by its ISBN, and who is there besides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from alcove.apps.books.sources.protocols import Source


@runtime_checkable
class NumberBook(Protocol):
    """Knows under which keys sources have the book of an ISBN."""

    async def links(self, isbns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the keys by the source's name; empty when nobody knows the book. Unavailable."""
        ...


@dataclass(slots=True)
class Neighbours:
    """The other sources of the process, which are known once all of them are made."""

    _find: Callable[[str], Source | None] = lambda _name: None

    def use(self, find: Callable[[str], Source | None]) -> None:
        """Say where the others are found."""
        self._find = find

    def find(self, name: str) -> Source | None:
        """Return the source of a name."""
        return self._find(name)
