"""Hostile documents cost no more than a clear error, and that at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.wires.opds import OpdsError, read, read_description
from unit.opds.documents import HERE, SPACES, entry, feed

LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
QUADRATIC = f'<!ENTITY a "{"x" * 50_000}">'


@pytest.mark.parametrize(
    "content",
    [
        f"<!DOCTYPE feed [{LAUGHS}]><feed {SPACES}><title>&a9;</title></feed>",
        f'<!DOCTYPE feed [{LAUGHS}]><feed {SPACES}><link href="&a9;"/></feed>',
        f'<!DOCTYPE feed [{QUADRATIC}]><feed {SPACES}><link href="{"&a;" * 50_000}"/></feed>',
        f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed {SPACES}><title>&x;</title></feed>',
        f'<!DOCTYPE feed [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]><feed {SPACES}/>',
        f'<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd"><feed {SPACES}/>',
        f"<!DOCTYPE feed><feed {SPACES}/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_their_bombs_are_refused(content: str, encoding: str) -> None:
    """Nothing is expanded, no file or address is opened: a document type alone is an error."""
    with pytest.raises(OpdsError):
        read(f'<?xml version="1.0" encoding="{encoding}"?>{content}'.encode(encoding), url=HERE)


def test_a_large_document_is_refused_before_it_is_read() -> None:
    """More than 10 MB, and more tags than anybody needs, are errors."""
    with pytest.raises(OpdsError, match="larger than 10 MB"):
        read(b"<feed>" + b"x" * 11_000_000, url=HERE)
    with pytest.raises(OpdsError, match="parts"):
        read(b"<feed>" + b"<a/>" * 700_000 + b"</feed>", url=HERE)


def test_a_deep_document_is_refused() -> None:
    """Hundreds of elements inside each other are an error, not the end of the process."""
    with pytest.raises(OpdsError):
        read(feed("<a>" * 100_000), url=HERE)
    with pytest.raises(OpdsError):
        read(feed("<a>" * 300 + "</a>" * 300), url=HERE)


def test_inclusions_are_not_followed() -> None:
    """XInclude is an element like any other."""
    found = read(
        feed('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'),
        url=HERE,
    )
    assert "root:" not in repr(found)


def test_what_repeats_is_cut() -> None:
    """A book with ten thousand authors and links has two hundred; a text of a megabyte is cut."""
    many = "<author><name>A</name></author>" * 10_000
    links = '<link rel="http://opds-spec.org/acquisition" href="b"/>' * 10_000
    found = read(feed(entry(many, links, f"<summary>{'x' * 1_000_000}</summary>")), url=HERE)
    (book,) = found.publications  # type: ignore[union-attr]  # a feed, as the line above says
    assert (len(book.authors), len(book.acquisitions)) == (200, 200)
    assert book.summary is not None
    assert len(book.summary.value) == 20_000


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Whatever comes, it is a document or an OpdsError."""
    for reading in (read, read_description):
        try:
            reading(content, url=HERE)
        except OpdsError:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4)
    )
)
def test_any_attribute_is_read_or_left_out(junk: object) -> None:
    """Attributes of entries may hold anything."""
    value = str(junk).translate({ord(sign): None for sign in "<>&\"'"})
    value = "".join(letter for letter in value if letter.isprintable())
    content = feed(
        entry(f'<link rel="{value}" href="{value}" type="{value}" length="{value}"/>', head=f'xml:base="{value}"')
    )
    read(content, url=HERE)
