"""Reading OPDS 2.0: all forms that the values of real catalogues have."""

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
from unit.opds.documents import URL, book, document, from_json


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
def test_forms_of_authors(author: Any, names: list[str]) -> None:
    """A string, an object, a list and a language map are read as authors; other values are ignored."""
    assert [person.name for person in from_json(author=author).authors] == names


def test_fields_of_a_person() -> None:
    """The sort name and the identifier of a person are read."""
    author = {"name": "Mary Shelley", "sortAs": "Shelley, Mary", "identifier": "urn:p"}
    assert from_json(author=author).authors == (Person(name="Mary Shelley", sort_name="Shelley, Mary", uri="urn:p"),)


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
def test_title_as_language_map(title: Any, language: str | None, expected: str) -> None:
    """Of a language map the book's own language is used, else English, else the first one."""
    assert from_json(title=title, language=language).title == expected


@pytest.mark.parametrize("rel", ["download", ["self", "download"], "http://opds-spec.org/acquisition/open-access"])
def test_forms_of_relations(rel: Any) -> None:
    """Short relations and full URIs mean the same, as string or in a list."""
    found = from_json({"rel": rel, "href": "/b.epub", "type": "application/epub+zip", "size": 10})
    assert [(item.relation, item.length, is_free(item)) for item in found.acquisitions] == [("open-access", 10, True)]


@pytest.mark.parametrize("rel", ["borrow", "buy", "preview", "subscribe", "sample", ["acquisition", "buy"]])
def test_most_restrictive_relation_counts(rel: Any) -> None:
    """A purchase, loan or sample is not free, even with a second relation."""
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
def test_forms_of_subjects(subject: Any, expected: list[Subject]) -> None:
    """A string, an object, a list and a language map are read as subjects."""
    assert list(from_json(subject=subject).subjects) == expected


def test_subjects_in_belongs_to() -> None:
    """Subjects in `belongsTo` are read, too."""
    assert from_json(belongsTo={"subjects": [{"name": "Fiction"}]}).subjects == (Subject(name="Fiction"),)


@pytest.mark.parametrize(
    "series",
    [{"name": "Saga", "position": 2}, [{"name": "Saga", "position": 2.0}], [{"name": "Saga", "position": "2"}]],
)
def test_forms_of_series(series: Any) -> None:
    """A series is an object or a list, and its position a number or a string."""
    assert from_json(belongsTo={"series": series}).series == (Series(name="Saga", position=2.0),)


def test_largest_image_is_the_cover() -> None:
    """The cover is the widest image; `data:` URLs are accepted."""
    images = [
        {"href": "/s.jpg", "width": 60},
        {"href": "/l.jpg", "width": 600},
        {"href": "file:///x"},
        {"href": "data:image/png,x"},
    ]
    found = read_publication(document(publications=[{**book(), "images": images}]), url=URL)
    assert found.cover is not None
    assert found.cover.href == "https://books.example/l.jpg"
    assert [image.href for image in found.images][2:] == ["data:image/png,x"]


def test_groups_facets_and_counts() -> None:
    """Publications and navigation links of groups are included; the start is computed from the page number."""
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
        url=URL,
    )
    assert [publication.id for publication in found.all_publications()] == ["1", "2"]
    assert [link.title for link in found.all_navigation()] == ["New", "More"]
    assert (found.total, found.per_page, found.start) == (70, 25, 26)
    facet = found.facets[0].links[0]
    assert (found.facets[0].title, facet.title, facet.count, facet.active) == ("Language", "English", 9, True)


def test_single_publication() -> None:
    """A document with files or images is a single publication."""
    found = read(document(**book(identifier="urn:isbn:9780141439471")), url=URL)
    assert isinstance(found, Publication)
    assert found.identifiers == ("urn:isbn:9780141439471",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "metadata"),
        (b'{"metadata": []}', "metadata"),
        (b'{"metadata": {', "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
        (b"{" * 5, "not JSON"),
        (b'{"a":' + b"[" * 200_000, "nested too deeply"),
        (b'{"a":[' + b"[]," * 700_000 + b"1]}", "parts"),
    ],
)
def test_invalid_documents(content: bytes, words: str) -> None:
    """Malformed, deeply nested and oversized JSON raises an error."""
    with pytest.raises(OpdsError, match=words):
        read(content, url=URL)


@pytest.mark.parametrize("value", [None, 1, "x", [1, None], {"a": 1}, [[]], True])
def test_values_of_wrong_types_are_ignored(value: Any) -> None:
    """A value of a wrong type is ignored, in any place, without effect on other values."""
    names = ("author", "title", "language", "publisher", "published", "modified", "description", "subject", "belongsTo")
    parts = ("links", "navigation", "publications", "groups", "facets")
    read_feed(
        document(**dict.fromkeys(parts, value), metadata=dict.fromkeys(("title", "numberOfItems"), value)), url=URL
    )
    broken = {
        "metadata": dict.fromkeys(names, value),
        "images": value,
        "links": [{"rel": value, "href": value, "properties": value}],
    }
    found = read_feed(document(publications=[broken, book()]), url=URL)
    assert [publication.title for publication in found.publications][-1] == "A Book"


def test_publications_that_are_no_objects_are_counted() -> None:
    """What stands among the publications and is none is counted; the others are read."""
    content = document(publications=[book(), None, 7], groups=[{"metadata": {}, "publications": [book(), "x"]}])
    found = read_feed(content, url=URL)
    assert (len(list(found.all_publications())), found.unreadable) == (2, 3)


def test_files_without_a_relation() -> None:
    """A link with the type of a file and without an acquisition relation is another file; pages are not."""
    (found,) = read_feed(
        document(publications=[book({"href": "/b.epub", "type": "application/epub+zip"})]), url=URL
    ).publications
    assert found.acquisitions == ()
    assert [(file.href, file.relation) for file in found.other_files] == [
        ("https://books.example/b.epub", "unspecified")
    ]
    (page,) = read_feed(document(publications=[book({"href": "/b", "type": "text/html"})]), url=URL).publications
    assert page.other_files == ()
