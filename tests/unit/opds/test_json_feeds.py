"""OPDS 2.0 is read in every shape that its parts may take."""

from typing import Any

import pytest

from alcove.wires.opds import (
    OpdsError,
    Person,
    Publication,
    Series,
    Subject,
    is_free,
    read,
    read_feed,
    read_publication,
)
from unit.opds.documents import HERE, book, document, from_json


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("A Writer", ["A Writer"]),
        ({"name": "A Writer", "sortAs": "Writer, A"}, ["A Writer"]),
        (["One", {"name": "Two"}], ["One", "Two"]),
        ({"name": {"fr": "Une", "en": "One"}}, ["One"]),
        ({"en": "One", "fr": "Une"}, ["One"]),
        ([{"name": ""}, None, 7, []], ["7"]),
        (None, []),
    ],
)
def test_authors_come_in_every_shape(author: Any, names: list[str]) -> None:
    """Text, object, list and language map all name authors; what is none is left out."""
    assert [each.name for each in from_json(author=author).authors] == names


def test_what_is_known_of_a_person_is_kept() -> None:
    """The name to sort by and the identifier are kept with the name."""
    told = {"name": "Mary Shelley", "sortAs": "Shelley, Mary", "identifier": "urn:p"}
    assert from_json(author=told).authors == (Person(name="Mary Shelley", sort_name="Shelley, Mary", uri="urn:p"),)


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Plain", None, "Plain"),
        ({"fr": "Le Livre", "en": "The Book"}, "fr", "Le Livre"),
        ({"fr": "Le Livre", "en": "The Book"}, None, "The Book"),
        ({"fr": "Le Livre", "de": "Das Buch"}, "es", "Le Livre"),
        ({}, None, ""),
        (["no"], None, ""),
    ],
)
def test_a_title_in_several_languages_is_one_title(title: Any, language: str | None, expected: str) -> None:
    """Of a language map the book's own language is taken, then English, then the first."""
    assert from_json(title=title, language=language).title == expected


@pytest.mark.parametrize("rel", ["download", ["self", "download"], "http://opds-spec.org/acquisition/open-access"])
def test_a_relation_is_a_word_or_a_list(rel: Any) -> None:
    """The short words and the addresses mean the same, alone or in a list."""
    found = from_json({"rel": rel, "href": "/b.epub", "type": "application/epub+zip", "size": 10})
    assert [(way.relation, way.length, is_free(way)) for way in found.acquisitions] == [("open-access", 10, True)]


@pytest.mark.parametrize("rel", ["borrow", "buy", "preview", "subscribe", "sample", ["acquisition", "buy"]])
def test_the_strictest_relation_holds(rel: Any) -> None:
    """What must be bought, borrowed or is a part only is not free, whatever else it is called."""
    assert not is_free(from_json({"rel": rel, "href": "/b.epub", "type": "application/epub+zip"}).acquisitions[0])


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Gothic", [Subject(name="Gothic", code="Gothic")]),
        ({"name": "Gothic", "code": "FKC", "scheme": "urn:s"}, [Subject(name="Gothic", code="FKC", scheme="urn:s")]),
        ({"code": "FKC"}, [Subject(name="FKC", code="FKC")]),
        (["One", {"name": {"en": "Two"}}], [Subject(name="One", code="One"), Subject(name="Two")]),
        ([{}, None], []),
    ],
)
def test_subjects_come_in_every_shape(subject: Any, expected: list[Subject]) -> None:
    """Text, object, list and language map all name subjects."""
    assert list(from_json(subject=subject).subjects) == expected


def test_subjects_are_found_where_one_catalogue_puts_them() -> None:
    """Subjects among the things a book belongs to count, too."""
    assert from_json(belongsTo={"subjects": [{"name": "Fiction"}]}).subjects == (Subject(name="Fiction"),)


@pytest.mark.parametrize(
    "series",
    [{"name": "Saga", "position": 2}, [{"name": "Saga", "position": 2.0}], [{"name": "Saga", "position": "2"}]],
)
def test_a_series_is_an_object_or_a_list(series: Any) -> None:
    """A series has a name and a place in it."""
    assert from_json(belongsTo={"series": series}).series == (Series(name="Saga", position=2.0),)


def test_the_biggest_picture_is_the_cover() -> None:
    """Pictures are chosen by their width; a picture may hold itself."""
    images = [
        {"href": "/s.jpg", "width": 60},
        {"href": "/l.jpg", "width": 600},
        {"href": "file:///x"},
        {"href": "data:image/png,x"},
    ]
    found = read_publication(document(publications=[{**book(), "images": images}]), url=HERE)
    assert found.cover is not None
    assert found.cover.href == "https://books.example/l.jpg"
    assert [each.href for each in found.images][2:] == ["data:image/png,x"]


def test_groups_facets_and_counts_are_read() -> None:
    """Books and menus of groups are found with those of the feed; the page says where it starts."""
    found = read_feed(
        document(
            metadata={"title": "Shelf", "numberOfItems": 70, "itemsPerPage": 25, "currentPage": 2},
            publications=[book(identifier="1")],
            navigation=[{"href": "/n", "title": "New"}],
            groups=[
                {
                    "metadata": {"title": "G"},
                    "publications": [book(identifier="2")],
                    "links": [{"rel": "self", "href": "/g"}],
                },
                {"metadata": {"title": "H"}, "navigation": [{"href": "/h", "title": "More"}]},
            ],
            facets=[
                {
                    "metadata": {"title": "Language"},
                    "links": [{"href": "/en", "rel": "self", "title": "English", "properties": {"numberOfItems": 9}}],
                }
            ],
        ),
        url=HERE,
    )
    assert [each.id for each in found.all_publications()] == ["1", "2"]
    assert [each.title for each in found.menu()] == ["New", "More"]
    assert (found.total, found.per_page, found.start) == (70, 25, 26)
    facet = found.facets[0].links[0]
    assert (found.facets[0].title, facet.title, facet.count, facet.active) == ("Language", "English", 9, True)


def test_a_publication_may_be_a_document() -> None:
    """A single publication is known by its files or pictures."""
    found = read(document(**book(identifier="urn:isbn:9780141439471")), url=HERE)
    assert isinstance(found, Publication)
    assert found.identifiers == ("urn:isbn:9780141439471",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "metadata"),
        (b'{"metadata": []}', "metadata"),
        (b'{"metadata": {', "no JSON"),
        (b'{"a": "\xff"}', "no JSON"),
        (b"{" * 5, "no JSON"),
        (b'{"a":' + b"[" * 200_000, "nested too deeply"),
        (b'{"a":[' + b"[]," * 700_000 + b"1]}", "parts"),
    ],
)
def test_what_is_no_catalogue_is_an_error(content: bytes, words: str) -> None:
    """Broken, deep and endless JSON raises a clear error."""
    with pytest.raises(OpdsError, match=words):
        read(content, url=HERE)


@pytest.mark.parametrize("junk", [None, 1, "x", [1, None], {"a": 1}, [[]], True])
def test_parts_of_a_wrong_kind_are_blank(junk: Any) -> None:
    """A value of a wrong kind in any place spoils nothing but itself."""
    names = ("author", "title", "language", "publisher", "published", "modified", "description", "subject", "belongsTo")
    parts = ("links", "navigation", "publications", "groups", "facets")
    read_feed(
        document(**dict.fromkeys(parts, junk), metadata=dict.fromkeys(("title", "numberOfItems"), junk)), url=HERE
    )
    broken = {
        "metadata": dict.fromkeys(names, junk),
        "images": junk,
        "links": [{"rel": junk, "href": junk, "properties": junk}],
    }
    found = read_feed(document(publications=[broken, book()]), url=HERE)
    assert [each.title for each in found.publications][-1] == "A Book"
