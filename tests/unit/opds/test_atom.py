"""Reading OPDS 1.2: standard documents and the variants of real catalogues."""

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
from unit.opds.documents import FILE_LINK, URL, entry, feed


def read_one(content: bytes, url: str = URL) -> Publication:
    """Return the only publication of a document."""
    return read_publication(content, url=url)


def test_all_fields_of_an_entry() -> None:
    """All fields of an entry are read."""
    found = read_one(
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
    assert (found.page_url, found.rights) == ("https://books.example/book/1", "Public domain")
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
def test_xml_base(outer: str, middle: str, inner: str, expected: str) -> None:
    """`xml:base` of the feed, the entry and the link are resolved against the enclosing one."""
    link = f'<link {inner} rel="http://opds-spec.org/acquisition" href="b.epub"/>'
    assert read_one(feed(entry(link, head=middle), head=outer)).acquisitions[0].href == expected


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
def test_invalid_urls_are_ignored(href: str) -> None:
    """A URL that is not a valid http or https URL yields no link."""
    link = f'<link rel="http://opds-spec.org/acquisition" href="{href}"/>'
    page = f'<link rel="alternate" type="text/html" href="{href}"/>'
    found = read_one(feed(entry(link, page)))
    assert not [item.href for item in found.acquisitions if not item.href.startswith("https://books.example/")]
    assert not found.page_url.startswith(("file", "java", "ftp"))


def test_spaces_in_urls_are_encoded() -> None:
    """A space inside a URL becomes %20."""
    link = '<link rel="http://opds-spec.org/acquisition" href=" my book.epub "/>'
    assert read_one(feed(entry(link))).acquisitions[0].href == "https://books.example/catalogue/my%20book.epub"


def test_old_namespaces_and_relations() -> None:
    """Elements of the old Dublin Core namespace and old cover relations are read like the new ones."""
    found = read_one(
        feed(
            entry(
                '<language xmlns="http://purl.org/dc/elements/1.1/">de</language>',
                '<d:date xmlns:d="http://purl.org/dc/elements/1.1/">1901</d:date>',
                '<link rel="http://opds-spec.org/cover" href="c.jpg"/>',
                '<link rel="http://opds-spec.org/thumbnail" href="t.jpg"/>',
                FILE_LINK,
            )
        )
    )
    assert (found.languages, found.issued) == (("de",), "1901")
    assert [(image.href.rpartition("/")[2], image.thumbnail) for image in found.images] == [
        ("c.jpg", False),
        ("t.jpg", True),
    ]


def test_data_urls_of_images() -> None:
    """A `data:` URL is accepted for images only."""
    link = '<link rel="http://opds-spec.org/image" href="data:{}"/>'
    assert (
        read_one(feed(entry(FILE_LINK, link.format("image/png;base64,AAAA")))).images[0].href
        == "data:image/png;base64,AAAA"
    )
    assert read_one(feed(entry(FILE_LINK, link.format("text/html,x")))).images == ()


def test_navigation_entries_and_publications() -> None:
    """An entry with a file is a publication, one with a link to a feed a navigation link, whatever `kind` is."""
    content = feed(
        entry('<link type="application/atom+xml;profile=opds-catalog" href="/new"/>'),
        entry('<link rel="subsection" type="application/atom+xml" href="/all" thr:count="7"/>'),
        entry(FILE_LINK, '<link rel="related" type="application/atom+xml;profile=opds-catalog" href="/more"/>'),
        entry(
            '<link rel="http://opds-spec.org/acquisition/buy" href="/buy"/>',
            '<link type="application/atom+xml" href="/f"/>',
        ),
    )
    found = read_feed(content, url=URL)
    assert [link.href for link in found.navigation] == ["https://books.example/new", "https://books.example/all"]
    assert [link.count for link in found.navigation] == [None, 7]
    assert len(found.publications) == 2


def test_partial_entry() -> None:
    """An entry without a file is a publication if it links to its complete entry."""
    link = '<link rel="alternate" type="application/atom+xml;type=entry;profile=opds-catalog" href="/full/1"/>'
    found = read_one(feed(entry(link)))
    assert (found.entry_url, found.acquisitions) == ("https://books.example/full/1", ())


def test_single_entry() -> None:
    """A document with a single entry is a publication, and can be read as a feed."""
    content = entry(FILE_LINK).replace("<entry ", '<entry xmlns="http://www.w3.org/2005/Atom" ').encode()
    found = read(content, url=URL)
    assert isinstance(found, Publication)
    assert read_feed(content, url=URL).publications == (found,)


def test_paging_counts_and_facets() -> None:
    """Links keep their relations, OpenSearch counts are numbers, and facets are grouped."""
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
        url=URL,
    )
    assert found.link("next") == Link(href=f"{URL}?page=2", rels=("next",))
    assert found.link("absent", "up") == Link(href="https://books.example/", rels=("start", "up"))
    assert (found.total, found.per_page, found.start) == (120, None, 1)
    assert [(facet.title, [link.title for link in facet.links]) for facet in found.facets] == [
        ("Language", ["English", "French"]),
        ("Order", ["New"]),
    ]
    assert (found.facets[0].links[0].active, found.facets[0].links[0].count) == (True, 12)


def test_xhtml_content() -> None:
    """XHTML content is returned as HTML."""
    markup = '<div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div>'
    found = read_one(feed(entry(FILE_LINK, f'<content type="xhtml">{markup}</content>')))
    assert found.content is not None
    assert found.content.html
    assert "One <b>two</b>" in found.content.value


def test_empty_feed() -> None:
    """A feed without entries is valid."""
    assert read_feed(feed(), url=URL) == Feed(id="urn:x", title="Results")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body>hello</body></html>", "web page"),
        (b'<rss version="2.0"/>', "<rss>"),
        (b"<feed/>", "not a catalogue"),
        (b"not a feed", "well-formed"),
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\xff\xfe\x00", "well-formed"),
    ],
)
def test_other_documents(content: bytes, words: str) -> None:
    """A document that is not a catalogue raises an error that says what it is."""
    with pytest.raises(OpdsError, match=words):
        read(content, url=URL)
