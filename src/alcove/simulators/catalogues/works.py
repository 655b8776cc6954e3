"""Which books the simulated catalogues know: real works, long out of copyright, and made-up ones beside them."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["free", "copyrighted", "sound", "lent", "dark", "private", "drm", "unclear", "no-files", "commons"]
"""How a work may be had; all but `free` are traps of one catalogue or the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One work, as every catalogue knows it in its own words."""

    number: int
    """Its number at Project Gutenberg."""
    title: str
    author: str
    """Last name first."""
    born: int | None = None
    died: int | None = None
    year: int = 1850
    language: str = "en"
    subjects: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("epub", "mobi", "txt")
    kind: Kind = "free"
    item: str = ""
    """Its identifier at the Internet Archive; '' for one made from its number."""
    work_key: str = ""
    """Its key at Open Library; '' for one made from its number."""
    standard_ebooks: str = ""

    @property
    def identifier(self) -> str:
        """Return the item at the Internet Archive."""
        return self.item or f"simulated{self.number:05d}book"

    @property
    def key(self) -> str:
        """Return the work at Open Library."""
        return self.work_key or f"OL{900000 + self.number}W"

    @property
    def author_key(self) -> str:
        """Return the author at Open Library."""
        return f"OL{sum(map(ord, self.author))}A"

    @property
    def spoken(self) -> str:
        """Return the author's name, first name first."""
        last, _, first = self.author.partition(", ")
        return f"{first.partition(' (')[0]} {last}".strip()

    @property
    def words(self) -> str:
        """Return what a search by words looks at, in lower case."""
        return f"{self.title} {self.author}".lower()


_GOTHIC: Final = ("Gothic fiction", "Science fiction", "Monsters -- Fiction")

KNOWN: Final = (
    Work(
        number=84, title="Frankenstein; Or, The Modern Prometheus", author="Shelley, Mary Wollstonecraft",
        born=1797, died=1851, year=1818, subjects=_GOTHIC, isbns=("9780141439471",), item="frankenstein00shel",
        work_key="OL450063W", standard_ebooks="mary-shelley/frankenstein", formats=("epub", "mobi", "txt", "pdf"),
    ),
    Work(
        number=1342, title="Pride and Prejudice", author="Austen, Jane", born=1775, died=1817, year=1813,
        subjects=("England -- Fiction", "Courtship -- Fiction"), isbns=("9780141439518",),
    ),
    Work(
        number=11, title="Alice's Adventures in Wonderland", author="Carroll, Lewis", born=1832, died=1898, year=1865,
        subjects=("Fantasy fiction", "Children's stories"),
    ),
    Work(number=345, title="Dracula", author="Stoker, Bram", born=1847, died=1912, year=1897, subjects=_GOTHIC),
    Work(
        number=2701, title="Moby Dick; Or, The Whale", author="Melville, Herman", born=1819, died=1891, year=1851,
        subjects=("Whaling -- Fiction", "Sea stories"),
    ),
    Work(
        number=1661, title="The Adventures of Sherlock Holmes", author="Doyle, Arthur Conan", born=1859, died=1930,
        year=1892, subjects=("Detective and mystery stories, English",),
    ),
    Work(
        number=98, title="A Tale of Two Cities", author="Dickens, Charles", born=1812, died=1870, year=1859,
        subjects=("France -- History -- Revolution, 1789-1799 -- Fiction",),
    ),
    Work(
        number=1228, title="On the Origin of Species", author="Darwin, Charles", born=1809, died=1882, year=1859,
        subjects=("Evolution (Biology)", "Natural history"), formats=("epub", "txt"),
    ),
    Work(
        number=35, title="The Time Machine", author="Wells, H. G. (Herbert George)", born=1866, died=1946, year=1895,
        subjects=("Science fiction", "Time travel -- Fiction"),
    ),
    Work(
        number=2229, title="Faust: Der Tragödie erster Teil", author="Goethe, Johann Wolfgang von", born=1749,
        died=1832, year=1808, language="de", subjects=("German drama",),
    ),
    Work(
        number=17489, title="Les misérables Tome I: Fantine", author="Hugo, Victor", born=1802, died=1885, year=1862,
        language="fr", subjects=("Paris (France) -- Fiction",),
    ),
    Work(
        number=2000, title="Don Quijote", author="Cervantes Saavedra, Miguel de", born=1547, died=1616, year=1605,
        language="es", subjects=("Spain -- Fiction",),
    ),
)  # fmt: skip
"""Works that are there whatever the configuration."""

TRAPS: Final = (
    Work(number=90001, title="Trap: still in copyright", author="Marsh, Ada", kind="copyrighted"),
    Work(number=90002, title="Trap: a recording", author="Marsh, Ada", kind="sound"),
    Work(number=90003, title="Trap: only lent", author="Marsh, Ada", kind="lent"),
    Work(number=90004, title="Trap: withdrawn", author="Marsh, Ada", kind="dark"),
    Work(number=90005, title="Trap: files nobody may fetch", author="Marsh, Ada", kind="private"),
    Work(number=90006, title="Trap: locked files", author="Marsh, Ada", kind="drm"),
    Work(number=90007, title="Trap: rights unclear", author="Marsh, Ada", kind="unclear"),
    Work(number=90008, title="Trap: no file at all", author="Marsh, Ada", kind="no-files"),
    Work(number=90009, title="Trap: a licence of its own", author="Marsh, Ada", kind="commons"),
)
"""What must not be offered, at least not by every catalogue."""

_FIRST: Final = ("Quiet", "Lost", "Golden", "Northern", "Hidden", "Last", "Broken", "Silver", "Distant", "Burning")
_SECOND: Final = ("Harbour", "Garden", "Letters", "Mountain", "Voyage", "Winter", "House", "River", "Shadow", "Orchard")
_NAMES: Final = ("Marsh, Ada", "Weil, Jonas", "Ruiz, Clara", "Durand, Émile", "Berg, Hanna", "Novak, Tomas")


def made_up(count: int, *, seed: int) -> list[Work]:
    """Return ordinary works."""
    rng = random.Random(seed)  # noqa: S311 - seeded, keeps no secret
    return [
        Work(
            number=70000 + number,
            title=f"The {rng.choice(_FIRST)} {rng.choice(_SECOND)}, Volume {number}",
            author=rng.choice(_NAMES),
            year=rng.randint(1800, 1925),
            subjects=(rng.choice(("Adventure stories", "Biography", "Poetry")),),
        )
        for number in range(1, count + 1)
    ]
