"""Reads an Atom feed that is not well-formed XML: each entry by itself."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from alcove.wires.opds import xml
from alcove.wires.opds.recovery import split_feed, without_descriptions
from alcove.wires.opds.xml import Element

MAX_DAMAGED: Final = 1000
"""Number of unreadable entries after which damaged entries are not corrected any more, but only counted."""


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
    strict = xml.parse_fragment(parts.head, namespaces=parts.namespaces)
    root = strict if strict is not None else xml.parse_fragment(parts.head, namespaces=parts.namespaces, lenient=True)
    if root is None:
        return None
    unreadable = 0
    for part in parts.entries:
        entry = _recover_entry(part, parts.namespaces, is_thorough=unreadable < MAX_DAMAGED)
        if entry is None:
            unreadable += 1
        else:
            root.append(entry)
    if unreadable == len(parts.entries):
        return None
    xml.use_atom_namespace(root)
    return RecoveredFeed(root=root, unreadable=unreadable, is_cut_off=not parts.is_complete)


def _recover_entry(text: str, namespaces: str, *, is_thorough: bool) -> Element | None:
    """Return the element of an entry, without its descriptions if they are damaged; None when it cannot be read.

    Unless `is_thorough`, only a well-formed entry is read.
    """
    shorter = without_descriptions(text)
    attempts = (
        partial(xml.parse_fragment, text),
        *((partial(xml.parse_fragment, shorter),) if shorter != text else ()),
        partial(xml.parse_fragment, shorter, lenient=True),
    )
    fragments = (attempt(namespaces=namespaces) for attempt in attempts[: None if is_thorough else 1])
    entries = (_find_entry(fragment) for fragment in fragments if fragment is not None)
    return next((entry for entry in entries if entry is not None and _is_usable(entry)), None)


def _find_entry(fragment: Element) -> Element | None:
    return next((child for child in fragment if xml.split_tag(child)[1] == "entry"), None)


def _is_usable(entry: Element) -> bool:
    """Return whether a recovered entry still has what makes it one: a title and a link."""
    names = {xml.split_tag(child)[1] for child in entry if xml.text_content(child) or child.get("href")}
    return {"title", "link"} <= names
