"""Writing feeds and publications: they can be read back, and match the golden files."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.wires.opds import (
    ACQUISITION_TYPE,
    JSON_FEED_TYPE,
    Acquisition,
    Facet,
    Feed,
    Group,
    Image,
    IndirectAcquisition,
    Link,
    Person,
    Price,
    Publication,
    SearchTerms,
    Series,
    Subject,
    Text,
    read_description,
    read_feed,
    read_publication,
    write_description,
    write_entry,
    write_feed,
    write_json_feed,
    write_json_publication,
)
from support import golden
from unit.opds.documents import URL

GOLDEN = Path(__file__).parent / "golden"
UPDATED = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)

BOOK = Publication(
    id="urn:uuid:1",
    title="Frankenstein & <sons>",
    subtitle="Or, The Modern Prometheus",
    authors=(Person(name="Mary Shelley", uri="https://books.example/shelley"),),
    contributors=(Person(name="A Translator"),),
    languages=("en", "fr"),
    publisher="Lackington",
    issued="1818",
    updated=UPDATED,
    identifiers=("urn:isbn:9780141439471",),
    subjects=(Subject(name="Fiction", code="FB", scheme="urn:s"),),
    summary=Text(value="A tale.", html=False),
    rights="Public domain",
    series=(Series(name="Monsters", position=1.5),),
    acquisitions=(
        Acquisition(
            href="https://books.example/b.epub", relation="open-access", type="application/epub+zip", length=123_456
        ),
        Acquisition(
            href="https://books.example/buy",
            relation="buy",
            type="text/html",
            prices=(Price(amount="4.99", currency="EUR"),),
            indirect=(
                IndirectAcquisition(
                    type="application/vnd.adobe.adept+xml", children=(IndirectAcquisition(type="application/pdf"),)
                ),
            ),
            availability="available",
        ),
    ),
    images=(Image(href="https://books.example/c.jpg", type="image/jpeg"),),
    links=(Link(href="https://books.example/book/1", rels=("alternate",), type="text/html"),),
)
FEED = Feed(
    id="urn:feed",
    title="Shelf",
    subtitle="All of it",
    updated=UPDATED,
    links=(
        Link(href="https://books.example/feed", rels=("self",), type=ACQUISITION_TYPE),
        Link(href="https://books.example/feed?page=2", rels=("next",), type=ACQUISITION_TYPE),
    ),
    navigation=(
        Link(href="https://books.example/new", rels=("subsection",), type=ACQUISITION_TYPE, title="New", count=3),
    ),
    publications=(BOOK,),
    facets=(
        Facet(
            title="Language",
            links=(
                Link(
                    href="https://books.example/?l=en",
                    rels=("http://opds-spec.org/facet",),
                    title="English",
                    count=3,
                    active=True,
                ),
            ),
        ),
    ),
    total=120,
    per_page=50,
    start=51,
)


def test_atom_round_trip() -> None:
    """A feed and an entry are unchanged after writing and reading them as Atom."""
    assert read_feed(write_feed(FEED), url=URL) == FEED
    assert read_publication(write_entry(BOOK), url=URL) == BOOK


def test_json_round_trip() -> None:
    """The same for JSON, except for facet relations and dates, which differ."""
    found = read_feed(write_json_feed(FEED), url=URL)
    (book,) = found.publications
    assert (found.title, found.total, found.per_page, found.start) == ("Shelf", 120, 50, 51)
    assert found.links == FEED.links
    assert found.navigation == FEED.navigation
    assert book.acquisitions == BOOK.acquisitions
    assert (book.title, book.authors, book.series, book.subjects) == (
        BOOK.title,
        BOOK.authors,
        BOOK.series,
        BOOK.subjects,
    )
    assert read_publication(write_json_publication(BOOK), url=URL) == book


def test_groups_are_flattened_for_atom() -> None:
    """Atom has no groups: their publications and navigation links are written into the feed."""
    grouped = Feed(id="g", title="G", groups=(Group(title="New", publications=(BOOK,), navigation=FEED.navigation),))
    found = read_feed(write_feed(grouped), url=URL)
    assert (found.publications, found.navigation) == ((BOOK,), FEED.navigation)
    assert read_feed(write_json_feed(grouped), url=URL).groups[0].title == "New"


def test_empty_feed() -> None:
    """A search without results is a feed with a title and an empty list of publications."""
    empty = Feed(id="urn:e", title="Nothing", total=0)
    assert read_feed(write_feed(empty), url=URL).total == 0
    assert json.loads(write_json_feed(empty)) == {
        "metadata": {"identifier": "urn:e", "title": "Nothing", "numberOfItems": 0},
        "links": [],
        "publications": [],
    }


def test_a_description_is_read_back() -> None:
    """The OpenSearch description holds one template per media type."""
    content = write_description(
        name="Alcove",
        description="Finished books",
        templates={
            ACQUISITION_TYPE: "https://books.example/s?q={searchTerms}&a={atom:author?}",
            JSON_FEED_TYPE: "https://books.example/s2?q={searchTerms}",
        },
    )
    found = read_description(content, url=URL)
    assert [template.type for template in found] == [ACQUISITION_TYPE, JSON_FEED_TYPE]
    assert found[0].fill(SearchTerms(text="x", author="y")) == "https://books.example/s?q=x&a=y"


def test_golden_files() -> None:
    """The written documents match the golden files exactly."""
    golden.check(GOLDEN / "feed.xml.json", write_feed(FEED).decode().replace("><", ">\n<").splitlines())
    golden.check(GOLDEN / "feed.json", json.loads(write_json_feed(FEED)))


ANY_TEXT = st.text(max_size=20)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(title=ANY_TEXT, author=ANY_TEXT, text=ANY_TEXT, subject=ANY_TEXT)
def test_any_text_can_be_written(title: str, author: str, text: str, subject: str) -> None:
    """For any text the document is well-formed; printable ASCII titles are unchanged except for whitespace."""
    book = Publication(
        id="1",
        title=title,
        authors=(Person(name=author),),
        summary=Text(value=text, html=True),
        subjects=(Subject(name=subject, code=subject),),
    )
    found: Any = read_feed(write_feed(Feed(id="f", title=title, publications=(book,))), url=URL)
    printable = "".join(character for character in title if character.isprintable() or character == " ")
    if printable == title and title.isascii():
        assert found.publications[0].title == " ".join(title.split())
    assert read_feed(write_json_feed(Feed(title=title, publications=(book,))), url=URL).publications[0].id == "1"
