"""Reads an Atom feed that is not well-formed XML: each entry by itself."""

from dataclasses import dataclass
from typing import Final

from alcove.wires.opds import xml
from alcove.wires.opds.recovery import simplify, split_feed
from alcove.wires.opds.xml import Element

MAX_DAMAGED: Final = 5000
"""Number of damaged entries that are corrected; further ones are only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredFeed:
    """What can be read of a feed, and what is missing."""

    root: Element
    unreadable: int
    """Number of entries that cannot be read."""
    is_cut_off: bool


def recover_feed(text: str) -> RecoveredFeed | None:
    """Return what can be read of a corrected feed; None when that is not even one entry."""
    parts = split_feed(text)
    if parts is None:
        return None
    root = xml.parse_fragment(parts.head, namespaces=parts.namespaces)
    if root is None:
        root = xml.parse_fragment(simplify(parts.head), namespaces=parts.namespaces, lenient=True)
    if root is None:
        return None
    damaged = unreadable = 0
    for part in parts.entries:
        entry = _read_entry(part, parts.namespaces)
        if entry is None:
            damaged += 1
            entry = _recover_entry(part, parts.namespaces) if damaged <= MAX_DAMAGED else None
        if entry is None:
            unreadable += 1
        else:
            root.append(entry)
    if unreadable == len(parts.entries):
        return None
    xml.use_atom_namespace(root)
    return RecoveredFeed(root=root, unreadable=unreadable, is_cut_off=not parts.is_complete)


def _recover_entry(text: str, namespaces: str) -> Element | None:
    """Return the element of a damaged entry, without its descriptions; None when it cannot be read."""
    simple = simplify(text)
    entry = _read_entry(simple, namespaces)
    return entry if entry is not None else _read_entry(simple, namespaces, lenient=True)


def _read_entry(text: str, namespaces: str, *, lenient: bool = False) -> Element | None:
    fragment = xml.parse_fragment(text, namespaces=namespaces, lenient=lenient)
    entry = None if fragment is None else _find_entry(fragment)
    return entry if entry is not None and _is_usable(entry) else None


def _find_entry(fragment: Element) -> Element | None:
    return next((child for child in fragment if xml.split_tag(child)[1] == "entry"), None)


def _is_usable(entry: Element) -> bool:
    """Return whether a recovered entry still has what makes it one: a title and a link."""
    names = {xml.split_tag(child)[1] for child in entry if xml.text_content(child) or child.get("href")}
    return {"title", "link"} <= names
