"""Ranking of the results of several catalogues in one list."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.books.model.book import Book, Query
from alcove.apps.books.model.matching import matches, short_title, work_key
from alcove.apps.books.model.ranking import SORTS, rank_books, select_formats, sort_books

FORMATS = ("epub", "mobi", "pdf")


def book(id_: str, title: str = "Dracula", author: str = "Bram Stoker", **more: Any) -> Book:
    """Return a book; its source is the part of the id before the hyphen."""
    values: dict[str, Any] = {"source": id_.partition("-")[0], "format": "epub", **more}
    return Book(id=id_, title=title, authors=(author,) if author else (), **values)


def ids(books: list[Book]) -> list[str]:
    """Return the ids of books."""
    return [book.id for book in books]


BOOKS = st.builds(
    Book,
    id=st.uuids().map(str),
    source=st.sampled_from(("a", "b")),
    title=st.sampled_from(("Dracula", "DRACULA!", "Drácula", "Emma", "The Prince", "")),
    authors=st.sampled_from((("Bram Stoker",), ("Stoker, Bram",), ("Jane Austen", "Another"), ())),
    year=st.none() | st.integers(1500, 2020),
    size=st.none() | st.integers(0, 10**9),
    language=st.sampled_from(("en", "de", "en,fr", "", "en-GB")),
    format=st.sampled_from((*FORMATS, "djvu", "")),
    content=st.sampled_from(("book (fiction)", "book (unknown)", "audiobook", "magazine")),
    isbns=st.sampled_from(((), ("9780141439471",), ("9780141439518",))),
    added_at=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
)  # fmt: skip
QUERIES = st.builds(
    Query,
    text=st.sampled_from(("", "dracula", "stoker", "9780141439471", "nothing")),
    languages=st.sampled_from(((), ("en",), ("de", "fr"))),
    content=st.sampled_from(((), ("book (fiction)",), ("audiobook",))),
    sort=st.sampled_from((*SORTS, "", "nonsense")),
)


@given(
    found=st.lists(st.lists(BOOKS, max_size=8), max_size=3),
    query=QUERIES,
    limit=st.integers(0, 30),
    per_format=st.booleans(),
)
def test_ranked_books_match_and_are_unique(
    found: list[list[Book]], query: Query, limit: int, *, per_format: bool
) -> None:
    """The list contains only matching books of the input, without duplicates, up to the limit."""
    ranked = rank_books(found, query, formats=FORMATS, limit=limit, per_format=per_format)
    all_books = [book for books in found for book in books]
    assert len(ranked) <= limit
    assert all(book in all_books and matches(book, query, formats=FORMATS) for book in ranked)
    keys = [(work_key(book), book.language, book.format if per_format else "") for book in ranked]
    assert len(set(keys)) == len(keys)
    matching = [book for book in all_books if matches(book, query, formats=FORMATS)]
    whole = rank_books(found, query, formats=FORMATS, limit=1000, per_format=per_format)
    assert bool(whole) == bool(matching)
    assert ranked == whole[:limit]


@given(st.lists(BOOKS, max_size=20), st.sampled_from(SORTS))
def test_sorting_is_stable_and_total(books: list[Book], word: str) -> None:
    """Sorting keeps all books, puts missing values last in their order, and is idempotent."""
    sorted_books = sort_books(books, word)
    assert sorted(ids(sorted_books)) == sorted(ids(books))
    assert sort_books(sorted_books, word) == sorted_books
    value = {"newest": "year", "oldest": "year", "largest": "size", "smallest": "size"}.get(word, "added_at")
    if word == "relevance":
        assert sorted_books == books
        return
    with_value = [book for book in books if getattr(book, value) is not None]
    assert sorted_books[len(with_value) :] == [book for book in books if getattr(book, value) is None]
    for first, second in pairwise(sorted_books[: len(with_value)]):
        a, b = getattr(first, value), getattr(second, value)
        assert (a >= b) if word in ("newest", "largest", "newest_added") else (a <= b)
        if a == b:
            assert books.index(first) < books.index(second)


def test_sources_alternate_in_the_results() -> None:
    """Results are sorted by rank in their source; at one rank, exact titles come first, then the source's order."""
    first = [book("a-1", "Dracula's Guest"), book("a-2", "Lair"), book("a-3", "Worm")]
    second = [book("b-1", "Dracula"), book("b-2", "Jewel")]
    ranked = rank_books([first, second], Query(text="", titles=()), formats=FORMATS, limit=10)
    assert ids(ranked) == ["a-1", "b-1", "a-2", "b-2", "a-3"]
    ranked = rank_books([first, second], Query(text="dracula"), formats=FORMATS, limit=10)
    assert ids(ranked) == ["b-1", "a-1"]


def test_a_work_is_listed_once_in_its_best_file() -> None:
    """The preferred format is chosen, then the preferred source; the position is that of the first occurrence."""
    first = [book("a-1", format="pdf"), book("a-2", "Emma", format="epub")]
    second = [book("b-1", "DRÁCULA", "Stoker, Bram", format="epub"), book("b-2", "Emma", format="epub")]
    assert ids(rank_books([first, second], Query(), formats=FORMATS, limit=9)) == ["b-1", "a-2"]
    all_books = rank_books([first, second], Query(), formats=FORMATS, limit=9, per_format=True)
    assert ids(all_books) == ["a-1", "b-1", "a-2"]


def test_editions_in_other_languages_are_other_books() -> None:
    """One title in two languages is two books, unless one has no language."""
    german, french = book("a-1", "Faust", "Goethe", language="de"), book("b-1", "Faust", "Goethe", language="fr")
    silent = book("c-1", "Faust", "Goethe")
    assert ids(rank_books([[german], [french]], Query(), formats=FORMATS, limit=9)) == ["a-1", "b-1"]
    assert ids(rank_books([[german], [french], [silent]], Query(), formats=FORMATS, limit=9)) == ["a-1", "b-1"]


def test_a_common_isbn_is_one_work() -> None:
    """Two spellings of a title are one work if the ISBN is the same."""
    one = book("a-1", "Frankenstein", "Mary Shelley", isbns=("9780141439471",))
    other = book("b-1", "Frankenstein; Or, The Modern Prometheus", "M. Shelley", isbns=("9780141439471",))
    assert ids(rank_books([[one], [other]], Query(), formats=FORMATS, limit=9)) == ["a-1"]


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        (Query(text="frankenstein shelley"), True),
        (Query(text="FRÄNKENSTEIN gothic"), True),
        (Query(text="frankenstein austen"), False),
        (Query(text="creatures"), True),
        (Query(text="978-0-14-143947-1"), True),
        (Query(text="0141439475"), True),
        (Query(text="9780141439518"), False),
        (Query(isbns=("9780141439518", "0-14-143947-5")), True),
        (Query(isbns=("9780141439518",)), False),
        (Query(authors=("Shelley, Mary",)), True),
        (Query(authors=("Mary Shelley", "Percy")), False),
        (Query(titles=("modern", "prometheus")), True),
        (Query(titles=("shelley",)), False),
        (Query(languages=("de", "en")), True),
        (Query(languages=("EN-gb",)), True),
        (Query(languages=("de",)), False),
        (Query(content=("book (fiction)", "magazine")), True),
        (Query(content=("book (non-fiction)",)), False),
        (Query(text="frankenstein", languages=("de",)), False),
    ],
)
def test_filters(query: Query, *, passes: bool) -> None:
    """All kinds of filters must match, one value of each is enough; case, accents and word order are ignored."""
    frankenstein = book(
        "a-1", "Frankenstein; Or, The Modern Prometheus", "Mary Wollstonecraft Shelley", language="en",
        content="book (fiction)", isbns=("9780141439471",), series="Creatures", subjects=("Gothic fiction",),
    )  # fmt: skip
    assert matches(frankenstein, query) is passes


def test_unknown_values_match() -> None:
    """A book without language, ISBN or content type matches; one without the requested format does not."""
    plain = book("a-1")
    assert matches(plain, Query(languages=("de",), isbns=("9780141439471",), content=("book (fiction)",)))
    assert not matches(plain, Query(content=("magazine",)))
    assert not matches(plain, Query(content=("audiobook",)))
    assert not matches(plain, Query(), formats=("pdf",))


@pytest.mark.parametrize(
    ("requested", "expected"),
    [((), ("epub", "mobi")), (("mobi", "EPUB"), ("epub", "mobi")), (("pdf", "mobi"), ("mobi", "pdf")),
     (("",), ("epub", "mobi"))],
)  # fmt: skip
def test_selected_formats(requested: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Supported formats keep their order; a format that is requested by name is allowed even if unsupported."""
    assert select_formats(requested, ("epub", "mobi")) == expected


def test_short_titles() -> None:
    """Subtitles and additions of catalogues are removed, unless nothing else would be left."""
    assert short_title("Moby Dick; Or, The Whale") == "Moby Dick"
    assert short_title("Frankenstein: the 1818 text (Penguin)") == "Frankenstein"
    assert short_title(": x") == ": x"
