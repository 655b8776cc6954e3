"""Reads any document of a catalogue; the format is detected by the content."""

from alcove.wires.opds.atom_reader import read_atom
from alcove.wires.opds.json_reader import read_json
from alcove.wires.opds.model import Feed, Publication
from alcove.wires.opds.recovery import decode
from alcove.wires.opds.values import OpdsError, check_size, unpack


def read(content: bytes, *, url: str) -> Feed | Publication:
    """Return the feed or publication in a document; relative URLs are resolved against `url`. Raise OpdsError."""
    content = unpack(content)
    check_size(content)
    # Catalogues send wrong media types; the first character is reliable.
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return read_json(content, url=url)
    if content.startswith((b"\xff\xfe{", b"\xfe\xff\0{")):
        return read_json(decode(content).encode(), url=url)
    return read_atom(content, url=url)


def read_feed(content: bytes, *, url: str) -> Feed:
    """Return a feed; a single publication becomes a feed with one publication. Raise OpdsError."""
    document = read(content, url=url)
    if isinstance(document, Publication):
        return Feed(id=document.id, title=document.title, publications=(document,))
    return document


def read_publication(content: bytes, *, url: str) -> Publication:
    """Return the only publication of a document, which may be a feed. Raise OpdsError."""
    document = read(content, url=url)
    publications = [document] if isinstance(document, Publication) else list(document.all_publications())
    if len(publications) != 1:
        raise OpdsError(f"the document should contain one book and contains {len(publications)}")
    return publications[0]
