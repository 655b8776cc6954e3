"""Reads Authentication for OPDS, only to see how a catalogue wants its readers to sign in."""

from typing import Final

from alcove.wires.opds.shapes import objects, parse, several, word

BASIC: Final = "http://opds-spec.org/auth/basic"


def offers_basic(content: bytes) -> bool:
    """Tell whether an authentication document offers a name and a password in the plain way; OpdsError."""
    document = parse(content)
    # The draft of the document had the words `type` at the top.
    kinds = [word(each.get("type")) for each in objects(document.get("authentication"))]
    kinds += [word(each) for each in several(document.get("type"))]
    return BASIC in kinds
