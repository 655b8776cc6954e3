"""OPDS 1.2 is read as its authors meant it, and as catalogues write it."""

from datetime import UTC, datetime

import pytest

from alcove.wires.opds import (
    Feed,
    Link,
    OpdsError,
    Person,
    Publication,
    Series,
    Subject,
    Text,
    read,
    read_feed,
    read_publication,
)
from unit.opds.documents import FILE, HERE, entry, feed


def only(content: bytes, url: str = HERE) -> Publication:
    """Return the one book of a document."""
    return read_publication(content, url=url)


def test_a_whole_entry_is_read() -> None:
    """Everything that the protocol says of a book is found again."""
    found = only(
        feed(
            entry(
                "<updated>2025-01-02T03:04:05Z</updated><published>2024-05-06</published>",
                "<author><name>Mary Shelley</name><uri>/shelley</uri></author><author><name>Percy S.</name></author>",
                "<contributor><name>A Translator</name></contributor>",
                "<dc:language>en</dc:language><dc:language>fr</dc:language><dc:issued>1818-01-01</dc:issued>",
                "<dc:publisher>Lackington</dc:publisher><dc:identifier>urn:isbn:9780141439471</dc:identifier>",
                '<category term="FB" label="Fiction" scheme="urn:s"/><category term="Gothic"/>',
                '<schema:Series name="Monsters" position="2.5"/>',
                '<summary>Short &lt;words&gt;</summary><content type="html">&lt;p&gt;Long&lt;/p&gt;</content>',
                "<rights>Public domain</rights>",
                '<link rel="http://opds-spec.org/image" href="big.jpg" type="image/jpeg"/>',
                '<link rel="http://opds-spec.org/image/thumbnail" href="small.jpg" type="image/jpeg"/>',
                '<link rel="alternate" type="text/html" href="/book/1"/>',
                '<link rel="http://opds-spec.org/acquisition/open-access" href="b.epub" title="EPUB"'
                ' type="application/epub+zip" length="123456"/>',
            )
        )
    )
    assert found.authors == (Person(name="Mary Shelley", uri="/shelley"), Person(name="Percy S."))
    assert found.contributors == (Person(name="A Translator"),)
    assert (found.languages, found.issued, found.publisher) == (("en", "fr"), "1818-01-01", "Lackington")
    assert found.identifiers == ("urn:isbn:9780141439471",)
    assert found.subjects == (Subject(name="Fiction", code="FB", scheme="urn:s"), Subject(name="Gothic", code="Gothic"))
    assert found.series == (Series(name="Monsters", position=2.5),)
    assert (found.summary, found.content) == (Text(value="Short <words>"), Text(value="<p>Long</p>", html=True))
    assert found.updated == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.published == datetime(2024, 5, 6, tzinfo=UTC)
    assert found.cover is not None
    assert found.cover.href == "https://books.example/catalogue/big.jpg"
    assert (found.page, found.rights) == ("https://books.example/book/1", "Public domain")
    (file,) = found.acquisitions
    assert (file.href, file.length, file.title) == ("https://books.example/catalogue/b.epub", 123456, "EPUB")


@pytest.mark.parametrize(
    ("outer", "middle", "inner", "expected"),
    [
        ("", "", "", "https://books.example/catalogue/b.epub"),
        ('xml:base="/root/"', "", "", "https://books.example/root/b.epub"),
        ('xml:base="/root/"', 'xml:base="shelf/"', "", "https://books.example/root/shelf/b.epub"),
        ('xml:base="/root/"', 'xml:base="shelf/"', 'xml:base="../x/"', "https://books.example/root/x/b.epub"),
        ('xml:base="//other.example/a/"', "", "", "https://other.example/a/b.epub"),
        ('xml:base="file:///etc/"', "", "", "https://books.example/catalogue/b.epub"),
    ],
)
def test_links_are_joined_to_the_nearest_base(outer: str, middle: str, inner: str, expected: str) -> None:
    """`xml:base` counts on the feed, the entry and the link, each joined to the one around it."""
    link = f'<link {inner} rel="http://opds-spec.org/acquisition" href="b.epub"/>'
    assert only(feed(entry(link, head=middle), head=outer)).acquisitions[0].href == expected


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://h/b",
        "http://",
        "http://[::1",
        "http://u:p@h/b",
        "h\\ttp:x",
        "",
    ],
)
def test_links_that_cannot_be_called_are_left_out(href: str) -> None:
    """What is no plain http or https address does not become a link."""
    link = f'<link rel="http://opds-spec.org/acquisition" href="{href}"/>'
    page = f'<link rel="alternate" type="text/html" href="{href}"/>'
    found = only(feed(entry(link, page)))
    assert not [each.href for each in found.acquisitions if not each.href.startswith("https://books.example/")]
    assert not found.page.startswith(("file", "java", "ftp"))


def test_blanks_in_addresses_are_kept_as_such() -> None:
    """A blank inside an address is written as %20, not lost."""
    link = '<link rel="http://opds-spec.org/acquisition" href=" my book.epub "/>'
    assert only(feed(entry(link))).acquisitions[0].href == "https://books.example/catalogue/my%20book.epub"


def test_older_names_are_understood() -> None:
    """Dublin Core elements of the old namespace and the old relations of covers count as the new ones."""
    found = only(
        feed(
            entry(
                '<language xmlns="http://purl.org/dc/elements/1.1/">de</language>',
                '<d:date xmlns:d="http://purl.org/dc/elements/1.1/">1901</d:date>',
                '<link rel="http://opds-spec.org/cover" href="c.jpg"/>',
                '<link rel="http://opds-spec.org/thumbnail" href="t.jpg"/>',
                FILE,
            )
        )
    )
    assert (found.languages, found.issued) == (("de",), "1901")
    assert [(each.href.rpartition("/")[2], each.thumbnail) for each in found.images] == [
        ("c.jpg", False),
        ("t.jpg", True),
    ]


def test_a_picture_may_hold_itself() -> None:
    """A `data:` address is a picture, and nothing but a picture."""
    link = '<link rel="http://opds-spec.org/image" href="data:{}"/>'
    assert only(feed(entry(FILE, link.format("image/png;base64,AAAA")))).images[0].href == "data:image/png;base64,AAAA"
    assert only(feed(entry(FILE, link.format("text/html,x")))).images == ()


def test_menu_and_books_are_told_apart_by_their_links() -> None:
    """An entry that gives a file is a book, one that leads to a feed a step of the menu, whatever `kind` says."""
    content = feed(
        entry('<link type="application/atom+xml;profile=opds-catalog" href="/new"/>'),
        entry('<link rel="subsection" type="application/atom+xml" href="/all" thr:count="7"/>'),
        entry(FILE, '<link rel="related" type="application/atom+xml;profile=opds-catalog" href="/more"/>'),
        entry(
            '<link rel="http://opds-spec.org/acquisition/buy" href="/buy"/>',
            '<link type="application/atom+xml" href="/f"/>',
        ),
    )
    found = read_feed(content, url=HERE)
    assert [each.href for each in found.navigation] == ["https://books.example/new", "https://books.example/all"]
    assert [each.count for each in found.navigation] == [None, 7]
    assert len(found.publications) == 2


def test_a_short_entry_names_the_whole_one() -> None:
    """An entry without a file is a book if it links to the document about itself."""
    link = '<link rel="alternate" type="application/atom+xml;type=entry;profile=opds-catalog" href="/full/1"/>'
    found = only(feed(entry(link)))
    assert (found.whole, found.acquisitions) == ("https://books.example/full/1", ())


def test_a_document_may_be_one_entry() -> None:
    """A whole entry alone is a book, and a feed of one for those who ask for a feed."""
    content = entry(FILE).replace("<entry ", '<entry xmlns="http://www.w3.org/2005/Atom" ').encode()
    found = read(content, url=HERE)
    assert isinstance(found, Publication)
    assert read_feed(content, url=HERE).publications == (found,)


def test_paging_counts_and_facets_are_read() -> None:
    """Links of a feed keep their relations; OpenSearch counts are numbers; facets stand in their groups."""
    facet = '<link rel="http://opds-spec.org/facet" href="/f{}" title="{}" opds:facetGroup="{}" {}/>'
    found = read_feed(
        feed(
            '<link rel="next" href="?page=2"/><link rel="start up" href="/"/>',
            facet.format(1, "English", "Language", 'opds:activeFacet="true" thr:count="12"'),
            facet.format(2, "French", "Language", ""),
            facet.format(3, "New", "Order", ""),
            "<opensearch:totalResults>120</opensearch:totalResults><opensearch:itemsPerPage>x</opensearch:itemsPerPage>",
            "<opensearch:startIndex>1</opensearch:startIndex>",
        ),
        url=HERE,
    )
    assert found.link("next") == Link(href=f"{HERE}?page=2", rels=("next",))
    assert found.link("absent", "up") == Link(href="https://books.example/", rels=("start", "up"))
    assert (found.total, found.per_page, found.start) == (120, None, 1)
    assert [(each.title, [link.title for link in each.links]) for each in found.facets] == [
        ("Language", ["English", "French"]),
        ("Order", ["New"]),
    ]
    assert (found.facets[0].links[0].active, found.facets[0].links[0].count) == (True, 12)


def test_markup_in_content_is_kept_as_html() -> None:
    """XHTML content comes as HTML text, plain content as plain text."""
    inside = '<div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div>'
    found = only(feed(entry(FILE, f'<content type="xhtml">{inside}</content>')))
    assert found.content is not None
    assert found.content.html
    assert "One <b>two</b>" in found.content.value


def test_an_empty_feed_is_a_feed() -> None:
    """No results are no error."""
    assert read_feed(feed(), url=HERE) == Feed(id="urn:x", title="Results")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body>hello</body></html>", "web page"),
        (b'<rss version="2.0"/>', "<rss>"),
        (b"<feed/>", "no catalogue"),
        (b"not a feed", "well-formed"),
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xff\xfe\x00", "well-formed"),
    ],
)
def test_other_documents_are_told_what_they_are(content: bytes, words: str) -> None:
    """What is no catalogue raises an error that says what it is instead."""
    with pytest.raises(OpdsError, match=words):
        read(content, url=HERE)
