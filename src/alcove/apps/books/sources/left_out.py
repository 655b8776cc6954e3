"""Counts what a source leaves out of its results, and says why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from alcove.apps.books.model.book import Book

MAX_NAMES: Final = 3
"""Number of hosts or formats that a text names."""


class BookList(list[Book]):
    """Books, and in words what was left out; '' when nothing was."""

    def __init__(self, books: Iterable[Book] = (), *, left_out: str = "", has_faults: bool = False) -> None:
        super().__init__(books)
        self.left_out = left_out
        self.has_faults = has_faults
        """Whether something is left out that can be mended."""


@dataclass(slots=True)
class LeftOut:
    """The entries that a source leaves out, counted by the reason."""

    unreadable: int = 0
    """Entries that cannot be read, or have no title."""
    restricted: int = 0
    """Books that are sold, lent or protected."""
    without_file: int = 0
    private_hosts: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    """Books by the format that is not supported; '' is an unknown one."""
    problems: dict[str, None] = field(default_factory=dict)
    """Other failures, in words."""
    notes: dict[str, None] = field(default_factory=dict)
    """Other reasons that are no failures, in words."""

    def __bool__(self) -> bool:
        return bool(self.count or self.problems or self.notes)

    @property
    def count(self) -> int:
        """Return the number of entries."""
        return self.unreadable + self.restricted + self.without_file + self.private_hosts.total() + self.formats.total()

    @property
    def has_faults(self) -> bool:
        """Return whether something is left out that the owner of the server or of the catalogue can mend."""
        return bool(self.unreadable or self.private_hosts or self.problems)

    def add_problem(self, problem: str) -> None:
        """Add another failure, once."""
        self.problems.setdefault(problem)

    def add_note(self, note: str) -> None:
        """Add another reason that is no failure, once."""
        self.notes.setdefault(note)

    def describe(self) -> str:
        """Return the counts and reasons in one line, '' when nothing was left out."""
        unknown = self.formats[""]
        known = {form: count for form, count in self.formats.items() if form}
        reasons = (
            (
                self.private_hosts.total(),
                f"link to a private host ({_names(self.private_hosts)}) that ALCOVE_ALLOW_PRIVATE_HOSTS does not name",
            ),
            (self.unreadable, "cannot be read"),
            (sum(known.values()), f"only as {_names(known)}, not among the supported formats"),
            (unknown, "of an unknown format"),
            (self.restricted, "sold, lent or protected"),
            (self.without_file, "without a file"),
        )
        parts = [f"{count} {reason}" for count, reason in reasons if count]
        counted = f"{self.count} left out: {'; '.join(parts)}" if parts else ""
        return "; ".join(filter(None, (counted, *self.problems, *self.notes)))


def _names(counts: Iterable[str]) -> str:
    names = sorted(counts)
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + more
