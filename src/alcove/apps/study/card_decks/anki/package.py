"""A package of Anki is an archive: a database, a list of media, and the media under numbers."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from alcove.apps.study.card_decks.anki.protobuf import read_message, read_number, read_text
from alcove.apps.study.card_decks.anki.store import read_collection
from alcove.apps.study.card_decks.model import (
    MAX_COLLECTION,
    MAX_ENTRIES,
    MAX_MEDIA,
    MAX_MEDIA_FILE,
    CardCollector,
    Deck,
    DeckError,
    DeckMedia,
    clean_media_name,
    list_references,
)

_NEW: Final = "collection.anki21b"
_OLD: Final = ("collection.anki21", "collection.anki2")
_MAX_LIST: Final = 16 * 2**20
_CHUNK: Final = 256 * 1024
_LEGACY_NAME: Final = 255
_DAMAGED: Final = "The file is damaged: it is not an archive of Anki."


def read_package(path: Path, folder: Path) -> Deck:
    """Return the cards of a package, and extract the media that they name into a folder; DeckError.

    Nothing is taken on trust: sizes are counted while parts are uncompressed, and names never become paths.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                raise DeckError(f"The deck has more than {MAX_ENTRIES:,} files.")
            names = set(archive.namelist())
            is_new = _NEW in names
            member = _NEW if is_new else next((name for name in _OLD if name in names), None)
            if member is None:
                raise DeckError("The file has no cards: it is not a deck of Anki.")
            database = folder / "collection"
            with database.open("wb") as target:
                _copy(archive, member, target=target, limit=MAX_COLLECTION, is_compressed=is_new)
            collector = CardCollector()
            read_collection(database, collector)
            media = _extract_media(archive, collector, folder=folder, is_new=is_new)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError) as error:
        raise DeckError(_DAMAGED) from error
    return Deck(cards=collector.cards, media=media, skipped=collector.skipped)


def _extract_media(
    archive: zipfile.ZipFile, collector: CardCollector, *, folder: Path, is_new: bool
) -> list[DeckMedia]:
    wanted = {name for card in collector.cards for side in (card.front, card.back) for name in list_references(side)}
    if not wanted:
        return []
    media: list[DeckMedia] = []
    left = MAX_MEDIA
    for member, name in _list_media(archive, is_new=is_new).items():
        clean = clean_media_name(name)
        if clean not in wanted or not clean:
            continue
        wanted.discard(clean)
        path = folder / f"media-{len(media)}"
        try:
            with path.open("wb") as target:
                size, digest = _copy(
                    archive, member, target=target, limit=min(MAX_MEDIA_FILE, left), is_compressed=is_new
                )
        except (DeckError, KeyError):
            collector.skip("media that are missing, damaged or too large")
            continue
        left -= size
        media.append(DeckMedia(name=clean, path=str(path), size=size, sha256=digest))
    return media


def _list_media(archive: zipfile.ZipFile, *, is_new: bool) -> Mapping[str, str]:
    """Return the names of media by their names in the archive."""
    if "media" not in archive.namelist():
        return {}
    data = b"".join(_read(archive, "media", limit=_MAX_LIST, is_compressed=is_new))
    if not is_new:
        try:
            found = json.loads(data or b"{}")
            return {str(key): str(value) for key, value in found.items()}
        except (ValueError, AttributeError, RecursionError) as error:
            raise DeckError("The deck is damaged: its list of media cannot be read.") from error
    entries = [value for number, value in read_message(data) if number == 1 and isinstance(value, bytes)]
    return {
        str(read_number(entry, _LEGACY_NAME) or position): read_text(entry, 1)
        for position, entry in enumerate(entries[:MAX_ENTRIES])
    }


def _copy(
    archive: zipfile.ZipFile, member: str, *, target: IO[bytes], limit: int, is_compressed: bool
) -> tuple[int, bytes]:
    """Write a member to a file; return its size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    for chunk in _read(archive, member, limit=limit, is_compressed=is_compressed):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.digest()


def _read(archive: zipfile.ZipFile, member: str, *, limit: int, is_compressed: bool) -> Iterator[bytes]:
    """Yield a member, uncompressed; DeckError when it is larger than `limit` bytes."""
    import zstandard  # noqa: PLC0415 - in the child process only

    size = 0
    with archive.open(member) as source:
        reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(source) if is_compressed else source
        try:
            while chunk := reader.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise DeckError(f"A part of the deck is larger than {limit // 2**20} MiB.")
                yield chunk
        except (zstandard.ZstdError, OSError, zlib.error) as error:
            raise DeckError(_DAMAGED) from error
