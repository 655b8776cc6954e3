"""What the simulated catalogue holds."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "free",
    "plain",
    "short",
    "priced",
    "borrow",
    "buy",
    "sample",
    "drm",
    "chained-drm",
    "landing",
    "untyped",
    "private-link",
    "file-link",
    "script",
    "gone",
]
"""How a book is offered."""

_FIRST: Final = ("Quiet", "Lost", "Golden", "Northern", "Hidden", "Last", "Broken", "Silver", "Distant", "Burning")
_SECOND: Final = ("Harbour", "Garden", "Letters", "Mountain", "Voyage", "Winter", "House", "River", "Shadow", "Orchard")
_NAMES: Final = ("Ada Marsh", "Jonas Weil", "Clara Ruiz", "Émile Durand", "Hanna Berg", "Tomas Novak")
_LANGUAGES: Final = ("en", "en", "en", "fr", "de")
_SUBJECTS: Final = ("Fiction", "History", "Gothic fiction", "Voyages and travels")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimBook:
    """One book of the catalogue."""

    key: str
    title: str
    author: str = "Ada Marsh"
    language: str = "en"
    year: int = 1890
    subject: str = "Fiction"
    series: str = ""
    isbn: str = ""
    kind: Kind = "free"
    formats: tuple[str, ...] = ("epub",)
    padding: int = 0
    """Bytes of noise that make the file larger."""

    @property
    def words(self) -> str:
        """Return what a search looks at, in lower case."""
        return f"{self.title} {self.author} {self.subject} {self.series} {self.isbn}".lower()


def made_up(count: int, *, seed: int) -> list[SimBook]:
    """Return ordinary books."""
    rng = random.Random(seed)  # noqa: S311 - seeded, keeps no secret
    return [
        SimBook(
            key=f"b{number}",
            title=f"The {rng.choice(_FIRST)} {rng.choice(_SECOND)}, Volume {number}",
            author=rng.choice(_NAMES),
            language=rng.choice(_LANGUAGES),
            year=rng.randint(1800, 1925),
            subject=rng.choice(_SUBJECTS),
            series="The Collected Works" if number % 7 == 0 else "",
            kind="plain" if number % 2 else "free",
            formats=("epub", "pdf") if number % 5 == 0 else ("epub",),
        )
        for number in range(1, count + 1)
    ]
