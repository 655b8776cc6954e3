"""Cards as files of other programs have them, and limits of such files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MAX_CARDS: Final = 50_000
"""Cards of one file."""
MAX_TEXT: Final = 64 * 2**20
"""Characters of all cards of one file."""
MAX_COLLECTION: Final = 256 * 2**20
"""Bytes of the database in a package, uncompressed."""
MAX_ENTRIES: Final = 20_000
"""Files in a package."""
MAX_MEDIA_FILE: Final = 10 * 2**20
"""Bytes of one image or sound."""
MAX_MEDIA: Final = 200 * 2**20
"""Bytes of all media of one account."""
MAX_MEDIA_NAME: Final = 200
MAX_MEMORY: Final = 2**30
"""Bytes that the process which reads a file may have."""
SECONDS: Final = 120.0
"""How long reading a file may take."""
PART: Final = 2**20
"""Bytes of one piece of a received file."""
MAX_STARTS: Final = 3
"""How often an import starts: it may be the file that ends the worker."""
DEFAULT_TITLE: Final = "Imported cards"
_SIDE_LIMIT: Final = 20_000
_TAGS: Final = 50
_TAG: Final = 100
_GUID: Final = 100
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml", "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "wav": "audio/wav", "m4a": "audio/mp4", "flac": "audio/flac", "mp4": "video/mp4",
    "webm": "video/webm",
}  # fmt: skip
_OTHER_TYPE: Final = "application/octet-stream"
_REFERENCE: Final = re.compile(r"!\[[^\]\n]*\]\(([^()\n]+)\)|\[sound:([^\]\n]+)\]")


class DeckFormat(StrEnum):
    """A kind of file that is written."""

    APKG = "apkg"
    COLPKG = "colpkg"
    CSV = "csv"


class DeckError(Exception):
    """The file cannot be imported; the message says why, to the learner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckCard:
    """A card of a file: the note and its number within it are the same in later versions of the file."""

    guid: str
    ordinal: int
    deck: str
    front: str
    back: str
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckMedia:
    """A file that cards name, where it was extracted to."""

    name: str
    path: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """What a file contains; `skipped` counts the cards that were left out, by reason."""

    cards: Sequence[DeckCard]
    media: Sequence[DeckMedia] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)


class CardCollector:
    """Collects the cards of a file within the limits."""

    def __init__(self) -> None:
        self.cards: list[DeckCard] = []
        self.skipped: dict[str, int] = {}
        self._size = 0

    def add(self, card: DeckCard) -> None:
        """Add a card, or count why it is left out; DeckError when there are too many."""
        if not card.front.strip():
            self.skip("without a front")
            return
        if max(len(card.front), len(card.back)) > _SIDE_LIMIT:
            self.skip(f"with more than {_SIDE_LIMIT:,} characters on a side")
            return
        if len(self.cards) >= MAX_CARDS:
            raise DeckError(f"The file has more than {MAX_CARDS:,} cards: import it in several parts.")
        self._size += len(card.front) + len(card.back)
        if self._size > MAX_TEXT:
            raise DeckError("The cards of the file have too much text: import it in several parts.")
        self.cards.append(card)

    def skip(self, reason: str) -> None:
        """Count a card that is left out."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1


def clean_side(text: str) -> str:
    """Return a text that PostgreSQL can store, without blanks at its ends."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()


def clean_tags(tags: Sequence[str]) -> Sequence[str]:
    """Return tags without repetitions, as many and as long as a card may have."""
    cleaned = (clean_side(tag)[:_TAG] for tag in tags)
    return [*dict.fromkeys(tag for tag in cleaned if tag)][:_TAGS]


def clean_guid(guid: str) -> str:
    """Return the name of a note, no longer than it is stored."""
    return clean_side(guid)[:_GUID]


def list_references(text: str) -> Sequence[str]:
    """Return the names of the media in the text of a side."""
    return [match[1] or match[2] for match in _REFERENCE.finditer(text)]


def rename_references(text: str, names: Mapping[str, str]) -> str:
    """Return the text of a side with other names of media."""

    def replace(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return match[0].replace(name, names.get(name, name)) if name in names else match[0]

    return _REFERENCE.sub(replace, text) if names else text


def clean_media_name(name: str) -> str:
    """Return the name of a file without folders, blank when it has none that can be stored."""
    base = clean_side(name).replace("\\", "/").rpartition("/")[2]
    if base in (".", "..") or len(base) > MAX_MEDIA_NAME or any(sign in base for sign in "()[]\n\r\t"):
        return ""
    return base


def find_media_type(name: str) -> str:
    """Return the media type of a file by its name: one that a browser shows without running anything."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), _OTHER_TYPE)
