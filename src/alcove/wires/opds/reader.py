"""Reads any document of a catalogue, whichever version it speaks and whatever it calls itself."""

from alcove.wires.opds.atom_reader import read_atom
from alcove.wires.opds.json_reader import read_json
from alcove.wires.opds.model import Feed, Publication
from alcove.wires.opds.values import OpdsError, check_size


def read(content: bytes, *, url: str) -> Feed | Publication:
    """Return what a document says; addresses in it are joined to `url`, where it came from. OpdsError."""
    check_size(content)
    # Catalogues send the oddest media types; the first letter does not lie.
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return read_json(content, url=url)
    return read_atom(content, url=url)


def read_feed(content: bytes, *, url: str) -> Feed:
    """Return a feed; a document about one book is a feed of one. OpdsError."""
    found = read(content, url=url)
    return Feed(id=found.id, title=found.title, publications=(found,)) if isinstance(found, Publication) else found


def read_publication(content: bytes, *, url: str) -> Publication:
    """Return the one book of a document; a feed of exactly one book will do. OpdsError."""
    found = read(content, url=url)
    publications = [found] if isinstance(found, Publication) else list(found.all_publications())
    if len(publications) != 1:
        raise OpdsError(f"the document should be about one book and has {len(publications)}")
    return publications[0]
