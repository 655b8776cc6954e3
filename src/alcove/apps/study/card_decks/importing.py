"""Import a received file: read it in a child process, then add its cards in one transaction."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from alcove.apps.study.card_decks.csv_files import CsvOptions
from alcove.apps.study.card_decks.media import MediaImport
from alcove.apps.study.card_decks.model import DEFAULT_TITLE, MAX_STARTS, Deck, DeckCard, DeckError, rename_references
from alcove.apps.study.card_decks.reading import read_file
from alcove.apps.study.card_decks.store import imports as store
from alcove.apps.study.card_decks.store.imports import ClaimedImport, KnownCard
from alcove.apps.study.cards.model import CHANNEL, MAX_CARDS
from alcove.foundation.database import Connection, Pool, notify, run_transaction

_INTERRUPTED: Final = "Reading the file was interrupted several times: it may be damaged."
_SET_GONE: Final = "The set into which the cards were to go is deleted."
_MAX_TITLE: Final = 500
_HEX_ID: Final = 32


class DeckImporter:
    """Imports files."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, import_id: UUID, checkpoint: Callable[[], None]) -> None:
        """Import a file, or say why not; `checkpoint` ends the run by raising, and another one begins again."""
        claimed = await store.claim_import(self._pool, import_id)
        if claimed is None:
            return
        try:
            await self._import(claimed, checkpoint)
        except DeckError as error:
            await store.end_import(self._pool, import_id, reason=error.message)
        except asyncpg.ForeignKeyViolationError:
            await store.end_import(self._pool, import_id, reason=_SET_GONE)

    async def _import(self, claimed: ClaimedImport, checkpoint: Callable[[], None]) -> None:
        if claimed.starts > MAX_STARTS:
            raise DeckError(_INTERRUPTED)
        with tempfile.TemporaryDirectory(prefix="alcove-deck-") as folder:
            deck = await self._read(claimed, Path(folder), checkpoint=checkpoint)
            await store.set_cards(self._pool, claimed.id, cards=len(deck.cards))
            await run_transaction(self._pool, lambda connection: _store(connection, claimed, deck=deck))

    async def _read(self, claimed: ClaimedImport, folder: Path, *, checkpoint: Callable[[], None]) -> Deck:
        path = folder / "file"
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            with path.open("wb") as file:
                async for content in store.read_parts(connection, claimed.id):
                    await asyncio.to_thread(file.write, content)
        options = CsvOptions(**claimed.options, salt=str(claimed.set_id or ""))
        return await read_file(path, options=options, checkpoint=checkpoint)


async def _store(connection: Connection, claimed: ClaimedImport, *, deck: Deck) -> None:
    """Add what is new of a deck, change what has changed, and end the import."""
    await store.lock_account(connection, claimed.user_id)
    media = MediaImport(connection, user_id=claimed.user_id)
    names = await media.add(deck.media)
    cards = [_rename(card, names) for card in deck.cards]
    sets, new_sets = await _find_sets(connection, claimed, cards=cards)
    added, changed = await _store_cards(connection, claimed, cards=cards, sets=sets)
    skipped = dict(deck.skipped) | ({"media that are too large": media.refused} if media.refused else {})
    result: Mapping[str, Any] = {
        "added": added, "changed": changed, "unchanged": len(cards) - added - changed, "skipped": skipped,
        "media": media.added, "new_sets": new_sets,
        "sets": [{"id": str(set_id), "title": title} for title, set_id in sets.items()],
    }  # fmt: skip
    await store.end_import(connection, claimed.id, result=result)
    await notify(connection, CHANNEL, str(claimed.user_id))


async def _find_sets(
    connection: Connection, claimed: ClaimedImport, *, cards: Sequence[DeckCard]
) -> tuple[Mapping[str, UUID], int]:
    """Return the sets of cards by title: those of the decks, or the only one that the caller has chosen."""
    if claimed.set_id is not None:
        title = await store.find_set_title(connection, claimed.set_id, user_id=claimed.user_id)
        if title is None:
            raise DeckError(_SET_GONE)
        return {title: claimed.set_id}, 0
    titles = [*dict.fromkeys(_title(card) for card in cards)]
    return await store.find_or_add_sets(connection, claimed.user_id, titles=titles)


async def _store_cards(
    connection: Connection, claimed: ClaimedImport, *, cards: Sequence[DeckCard], sets: Mapping[str, UUID]
) -> tuple[int, int]:
    """Return how many cards were added and how many were changed."""
    originals = [_find_original(card) for card in cards]
    ids = [UUID(card.guid) for card in originals if _is_hex_id(card.guid)]
    known = await store.find_cards(connection, claimed.user_id, guids=[card.guid for card in originals], ids=ids)
    new: dict[tuple[str, int], tuple[UUID, UUID | None, DeckCard]] = {}
    changed: dict[UUID, DeckCard] = {}
    only = next(iter(sets.values())) if claimed.set_id is not None else None
    for card in originals:
        key = (card.guid, card.ordinal)
        found = known.get(key)
        if found is None:
            new[key] = (uuid4(), only or sets[_title(card)], card)
        elif not _is_same(found, card):
            changed[found.id] = card
    if await store.count_cards(connection, claimed.user_id) + len(new) > MAX_CARDS:
        raise DeckError(f"You would have more than {MAX_CARDS:,} cards, which is the most: delete some of them first.")
    await store.add_cards(connection, claimed.user_id, cards=[*new.values()])
    await store.change_cards(connection, claimed.user_id, cards=[*changed.items()])
    return len(new), len(changed)


def _find_original(card: DeckCard) -> DeckCard:
    """Return a card under the note from which it came, where this server has exported it as a note of its own."""
    guid, separator, ordinal = card.guid.rpartition(":")
    if card.ordinal == 0 and separator and ordinal.isdecimal() and len(ordinal) <= 4:
        return replace(card, guid=guid, ordinal=int(ordinal))
    return card


def _is_hex_id(guid: str) -> bool:
    return len(guid) == _HEX_ID and all(sign in "0123456789abcdef" for sign in guid)


def _is_same(found: KnownCard, card: DeckCard) -> bool:
    tags = [tag.replace(" ", "_") for tag in found.tags]
    return (found.front, found.back) == (card.front, card.back) and list(card.tags) in (list(found.tags), tags)


def _title(card: DeckCard) -> str:
    return card.deck.strip()[:_MAX_TITLE] or DEFAULT_TITLE


def _rename(card: DeckCard, names: Mapping[str, str]) -> DeckCard:
    if not names:
        return card
    return replace(card, front=rename_references(card.front, names), back=rename_references(card.back, names))
