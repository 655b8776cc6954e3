"""An index of a library's books by ISBN and by folded title and author."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alcove.apps.books.model.book import Book
from alcove.apps.books.model.cleaning import fold_text
from alcove.apps.books.model.isbn import isbn13
from alcove.apps.books.model.matching import short_title


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryBook:
    """A book of the library: its number there, title, authors and ISBNs."""

    id: int
    title: str
    authors: Sequence[str] = ()
    isbns: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryIndex:
    """The numbers of the library's books by what identifies them; hashes, because libraries can be large."""

    numbers: Mapping[int, int] = field(default_factory=dict)
    problem: str = ""
    """Why the library cannot be read; '' when it can."""

    def find(self, book: Book) -> int | None:
        """Return the number of the same book in the library, None when it has none.

        Books are the same with a common ISBN, or with an author in common and the same title. An addition to the title
        of one of the two does not count: "Moby Dick; Or, The Whale" is "Moby Dick".
        """
        keys: list[tuple[str, ...]] = [("isbn", isbn) for isbn in book.isbns]
        for author in book.authors:
            keys += [
                ("title", *_work(book.title, author)),
                ("title", *_work(short_title(book.title), author)),
                ("short", *_work(book.title, author)),
            ]
        return next((self.numbers[hash(key)] for key in keys if hash(key) in self.numbers), None)


def build_index(books: Iterable[LibraryBook]) -> LibraryIndex:
    """Return the index of a library's books."""
    numbers: dict[int, int] = {}
    for book in books:
        for isbn in filter(None, map(isbn13, book.isbns)):
            numbers.setdefault(hash(("isbn", isbn)), book.id)
        for author in book.authors:
            numbers.setdefault(hash(("title", *_work(book.title, author))), book.id)
            numbers.setdefault(hash(("short", *_work(short_title(book.title), author))), book.id)
    return LibraryIndex(numbers=numbers)


def _work(title: str, author: str) -> tuple[str, str]:
    """Return folded title and author; the order of an author's names does not matter."""
    return fold_text(title), " ".join(sorted(fold_text(author).split()))
