"""Reading feeds that are not well-formed XML: entry by entry, within bounds, and without expanding anything."""

import contextlib
import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.opds import Feed, OpdsError, SearchTerms, read, read_description, read_feed
from unit.opds.documents import FILE_LINK, NAMESPACES, URL, entry, feed


def titles(found: Feed) -> list[str]:
    """Return the titles of the books of a feed."""
    return [book.title for book in found.publications]


def make_entry(title: str, *children: str) -> str:
    """Return an entry with a file."""
    return f"<entry><id>urn:{len(title)}</id><title>{title}</title>{FILE_LINK}{''.join(children)}</entry>"


def read_text(*children: str) -> Feed:
    """Return the feed with these children."""
    return read_feed(feed(*children), url=URL)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pride & Prejudice", "Pride & Prejudice"),
        ("Caf&eacute;&nbsp;Noir", "Café Noir"),
        ("A &unknown; B", "A &unknown; B"),
        ("R&D&amp;more & &#233;t&eacute;", "R&D&more & été"),
        ("One\x0b \x00Two\x1f", "One Two"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("&#0;&#xFFFE;&#1114112;Zero", "Zero"),
        ("AT&T; &", "AT&T; &"),
    ],
)
def test_usual_mistakes_are_corrected(title: str, expected: str) -> None:
    """Bare ampersands, entities of HTML and forbidden characters cost neither the entry nor its neighbours."""
    found = read_text(make_entry("First"), make_entry(title), make_entry("Last"))
    assert titles(found) == ["First", expected, "Last"]
    assert found.unreadable == 0
    assert len(found.publications[1].acquisitions) == 1


def test_mistakes_in_links_and_head() -> None:
    """A bare ampersand in a URL or in the head of the feed is corrected; the next page is still found."""
    link = '<link rel="http://opds-spec.org/acquisition" href="get?a=1&b=2&copy=3" type="application/epub+zip"/>'
    found = read_text('<link rel="next" href="?q=a&page=2"/>', f"<entry><title>A</title>{link}</entry>")
    assert found.publications[0].acquisitions[0].href == "https://books.example/catalogue/get?a=1&b=2&copy=3"
    next_link = found.link("next")
    assert next_link is not None
    assert next_link.href == "https://books.example/catalogue/feed.xml?q=a&page=2"


def test_damaged_description_costs_only_the_description() -> None:
    """HTML that is not XML inside a description is left out; title, authors and file are read."""
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One<br>two <b>three</p></div></content>'
    )
    found = read_text(make_entry("First", content, "<author><name>A. Writer</name></author>"), make_entry("Second"))
    assert titles(found) == ["First", "Second"]
    assert found.publications[0].authors[0].name == "A. Writer"
    assert found.unreadable == 0


@pytest.mark.parametrize(
    "broken",
    [
        "<entry><title>Middle <i>one</title>{}</entry>",
        "<entry><title>Middle</title><dc:description>One <p>two</dc:description>{}</entry>",
        "<entry><title>Middle</title><author><name>A <b>Writer</name></author>{}</entry>",
        "<entry><title>Middle</title><link rel=http://opds-spec.org/acquisition href=b.epub></entry>",
        "<entry><title>Middle</title>{}</entri>",
        "<entry><title>Middle</title>{}<foo:bar>x</foo:bar></entry>",
        '<entry><title>Middle</title><link rel="x" rel="y" href="z"/>{}</entry>',
    ],
)
def test_damaged_entries(broken: str) -> None:
    """Markup in titles and descriptions, unquoted attributes and wrong end tags cost no entry and no page."""
    found = read_text(
        make_entry("First"), broken.replace("{}", FILE_LINK), make_entry("Last"), "<link rel=next href='/2'>"
    )
    assert [title.partition(" ")[0] for title in titles(found)] == ["First", "Middle", "Last"]
    assert [file.href for book in found.publications for file in book.acquisitions] == [
        "https://books.example/catalogue/b.epub"
    ] * 3
    assert found.unreadable == 0
    next_link = found.link("next")
    assert next_link is not None
    assert next_link.href == "https://books.example/2"


def test_text_around_the_document() -> None:
    """Warnings of a program before the feed, and text after it, are ignored."""
    notice = "<br />\n<b>Notice</b>: Undefined index in feed.php on line 3<br />\n"
    whole = f'{notice}<?xml version="1.0"?>{feed(make_entry("First"), make_entry("A & B")).decode()}<b>bye'
    assert titles(read_feed(whole.encode(), url=URL)) == ["First", "A & B"]


def test_unreadable_entries_are_counted() -> None:
    """An entry that cannot be read is counted, and those before and after it are read."""
    found = read_text(make_entry("First"), "<entry><title>Bro<ken</title><link", "</entry>", make_entry("Last"))
    assert titles(found) == ["First", "Last"]
    assert found.unreadable == 1
    assert not found.is_cut_off


def test_cut_off_feed() -> None:
    """Of a feed that breaks off, the entries before the break are read, and it says that it is incomplete."""
    whole = feed(make_entry("First"), make_entry("Second"), make_entry("Third"))
    found = read_feed(whole[: whole.index(b"Third") + 2], url=URL)
    assert titles(found) == ["First", "Second"]
    assert (found.unreadable, found.is_cut_off) == (1, True)


def test_prefixes_that_are_not_declared() -> None:
    """Elements with the usual prefixes are read although the feed does not declare them."""
    content = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>R</title>
    {make_entry("First", "<dc:language>fr</dc:language><dcterms:publisher>P</dcterms:publisher>")}</feed>"""
    (book,) = read_feed(content.encode(), url=URL).publications
    assert (book.languages, book.publisher) == (("fr",), "P")


@pytest.mark.parametrize(
    "root",
    [
        "<feed>",
        '<feed xmlns="">',
        '<feed xmlns="https://www.w3.org/2005/Atom">',
        '<feed xmlns="http://purl.org/atom/ns#">',
    ],
)
def test_other_namespaces(root: str) -> None:
    """A feed in no namespace, or in one that is nearly Atom's, is read."""
    content = f"{root}<title>R</title>{make_entry('First')}</feed>"
    assert titles(read_feed(content.encode(), url=URL)) == ["First"]


@pytest.mark.parametrize("damage", ["", "&"])
def test_prefixed_elements(damage: str) -> None:
    """A feed whose elements all have a prefix is read, also when it is not well-formed."""
    inner = make_entry(f"First {damage}").replace("</", "</a:").replace("<", "<a:").replace("<a:/a:", "</a:")
    content = f'<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="/shelf/"><a:title>R</a:title>{inner}</a:feed>'
    (book,) = read_feed(content.encode(), url=URL).publications
    assert book.title == f"First {damage}".strip()
    assert book.acquisitions[0].href == "https://books.example/shelf/b.epub"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16"), ("utf-16-be", "utf-16"),
     ("latin-1", "utf-8"), ("cp1252", ""), ("latin-1", "iso-8859-1"), ("utf-8", "utf-16"), ("utf-8", "nonsense"),
     ("latin-1", "us-ascii"), ("utf-8", "ISO-8859-1"), ("utf-8", "windows-1252"),
     ("utf-8", "punycode"), ("utf-8", "utf-7")],
)  # fmt: skip
@pytest.mark.parametrize("damage", ["", " & "])
def test_encodings(encoding: str, declared: str, damage: str) -> None:
    """The bytes decide where the declared encoding is wrong, also in a feed that is not well-formed."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = declaration + feed(make_entry(f"Émile{damage}Zoë")).decode() + "\n"
    assert titles(read_feed(text.encode(encoding), url=URL)) == [" ".join(f"Émile{damage}Zoë".split())]


def test_compressed_document() -> None:
    """A feed that is stored compressed is read; one that unpacks to too much, or is broken, is refused."""
    assert titles(read_feed(gzip.compress(feed(make_entry("First"))), url=URL)) == ["First"]
    with pytest.raises(OpdsError, match="larger than 10 MB"):
        read(gzip.compress(b" " * 60_000_000, 1), url=URL)
    with pytest.raises(OpdsError, match="broken"):
        read(b"\x1f\x8b\x08" + b"\xff" * 40, url=URL)


def test_comments_and_cdata() -> None:
    """An entry in a comment is none, and CDATA is text, also in a feed that is not well-formed."""
    hidden = f"<!-- {make_entry('Hidden')} -->"
    found = read_text(hidden, make_entry("<![CDATA[Tom & <Jerry> &amp; Co]]>"), make_entry("A & B"))
    assert titles(found) == ["Tom & <Jerry> &amp; Co", "A & B"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE feed [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!doctype feed SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE feed [<!ENTITY a "<feed>">]>',
        '<!-- x --><!DOCTYPE feed [<!ENTITY b "y">]>',
    ],
)
def test_document_types_are_not_corrected(doctype: str) -> None:
    """A feed that is not well-formed is refused if it has a document type, and no entity of it is expanded."""
    content = f"{doctype}<feed {NAMESPACES}><title>A & &b;</title>{make_entry('&a;&b;&x; &')}</feed>"
    with pytest.raises(OpdsError):
        read(content.encode(), url=URL)


def test_document_type_inside_of_an_entry() -> None:
    """A document type further inside is no document type: its entry is unreadable, and nothing is expanded."""
    inner = '<!DOCTYPE x [<!ENTITY a "lolol">]>'
    found = read_text(make_entry("A &a; &"), f"<entry>{inner}<title>B &a;</title>{FILE_LINK}</entry>")
    assert "lolol" not in repr(found)
    assert titles(found)[0] == "A &a; &"


@pytest.mark.parametrize(
    "content",
    [
        "<entry><title>x" * 300_000,
        "<entry " * 500_000,
        '<feed "' * 500_000,
        "<!--" * 1_000_000,
        "<![CDATA[" * 500_000,
        "&" * 5_000_000,
        "&#x" * 1_000_000,
        "<br" * 1_000_000,
        "<content>" * 300_000,
        "<" * 500_000,
        f"<feed {NAMESPACES}>" + "<entry><title>x</title><link href='a'/><a></entry>" * 20_000,
        f"<feed {NAMESPACES}>" + "<entry><content><summary></entry>" * 100_000,
        f"<feed {NAMESPACES}>&" + "<entry>" * 500_000,
        f"<feed {NAMESPACES}>&<entry>" + "<a>" * 500_000,
        "<feed " + "a='b' " * 1_000_000,
    ],
    ids=range(15),
)
def test_hostile_documents_take_little_time(content: str) -> None:
    """Documents of up to 9 MB that are made to cost time are read or refused within seconds, not in quadratic time."""
    started = time.process_time()
    with contextlib.suppress(OpdsError):
        read(content.encode(), url=URL)
    assert time.process_time() - started < 20


DAMAGE = (
    *("<entry>", "</entry>", "<title>", "</title>", "<content>", "</content>", "<feed>", "</feed>", FILE_LINK),
    *("&", "&lt;", "<", "]]>", "<![CDATA[", "<!--", "-->", "<!DOCTYPE", '"', "x", "\0"),
)


@given(st.lists(st.sampled_from(DAMAGE)))
def test_any_damage(parts: list[str]) -> None:
    """A feed with any damage is read or refused with OpdsError."""
    try:
        read(feed(make_entry("First"), *parts), url=URL)
    except OpdsError:
        return


def test_description_with_a_bare_ampersand() -> None:
    """An OpenSearch description with a bare ampersand in its template is read."""
    content = (
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        '<Url type="text/html" template="/h?q={searchTerms}"/>'
        '<Url type="application/atom+xml" template="feed.php?page=9&query={searchTerms?}&db="/></OpenSearchDescription>'
    )
    (template,) = read_description(content.encode(), url=URL)
    assert template.fill(SearchTerms(text="a b")) == "https://books.example/catalogue/feed.php?page=9&query=a%20b&db="


def test_entries_without_damage_are_read_as_before() -> None:
    """A well-formed feed is not counted as damaged."""
    found = read_text(entry(FILE_LINK))
    assert (found.unreadable, found.is_cut_off) == (0, False)
