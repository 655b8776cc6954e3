"""Hostile documents raise OpdsError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.opds import OpdsError, read, read_description
from unit.opds.documents import NAMESPACES, URL, entry, feed

BILLION_LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
QUADRATIC_BLOWUP = f'<!ENTITY a "{"x" * 50_000}">'


@pytest.mark.parametrize(
    "content",
    [
        f"<!DOCTYPE feed [{BILLION_LAUGHS}]><feed {NAMESPACES}><title>&a9;</title></feed>",
        f'<!DOCTYPE feed [{BILLION_LAUGHS}]><feed {NAMESPACES}><link href="&a9;"/></feed>',
        f'<!DOCTYPE feed [{QUADRATIC_BLOWUP}]><feed {NAMESPACES}><link href="{"&a;" * 50_000}"/></feed>',
        f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed {NAMESPACES}><title>&x;</title></feed>',
        f'<!DOCTYPE feed [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><feed {NAMESPACES}/>',
        f'<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd"><feed {NAMESPACES}/>',
        f"<!DOCTYPE feed><feed {NAMESPACES}/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_rejected(content: str, encoding: str) -> None:
    """A document type is an error: no entity is expanded, no file or URL is opened."""
    with pytest.raises(OpdsError):
        read(f'<?xml version="1.0" encoding="{encoding}"?>{content}'.encode(encoding), url=URL)


def test_large_document_is_rejected() -> None:
    """More than 10 MB, or too many tags, are an error."""
    with pytest.raises(OpdsError, match="larger than 10 MB"):
        read(b"<feed>" + b"x" * 11_000_000, url=URL)
    with pytest.raises(OpdsError, match="parts"):
        read(b"<feed>" + b"<a/>" * 700_000 + b"</feed>", url=URL)


def test_deep_document_is_rejected() -> None:
    """Hundreds of nested elements are an error and do not crash the process."""
    with pytest.raises(OpdsError):
        read(feed("<a>" * 100_000), url=URL)
    with pytest.raises(OpdsError):
        read(feed("<a>" * 300 + "</a>" * 300), url=URL)


def test_xinclude_is_ignored() -> None:
    """An XInclude element includes no file."""
    found = read(
        feed('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        url=URL,
    )
    assert "root:" not in repr(found)


def test_repeated_elements_are_limited() -> None:
    """Of ten thousand authors and links two hundred are read; a text of 1 MB is cut."""
    authors = "<author><name>A</name></author>" * 10_000
    links = '<link rel="http://opds-spec.org/acquisition" href="b"/>' * 10_000
    found = read(feed(entry(authors, links, f"<summary>{'x' * 1_000_000}</summary>")), url=URL)
    (book,) = found.publications  # type: ignore[union-attr]  # a feed, as the line above says
    assert (len(book.authors), len(book.acquisitions)) == (200, 200)
    assert book.summary is not None
    assert len(book.summary.value) == 20_000


@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """Any content is read or raises OpdsError."""
    for reader in (read, read_description):
        try:
            reader(content, url=URL)
        except OpdsError:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4)
    )
)
def test_any_attribute_values(data: object) -> None:
    """Any attribute values of entries are accepted."""
    value = str(data).translate({ord(character): None for character in "<>&\"'"})
    value = "".join(character for character in value if character.isprintable())
    content = feed(
        entry(f'<link rel="{value}" href="{value}" type="{value}" length="{value}"/>', head=f'xml:base="{value}"')
    )
    read(content, url=URL)
