"""Write the cards of an account, or of one of its sets, to a file that other programs read."""

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import msgspec

from alcove.apps.study.card_decks.csv_files import COLUMNS, join_tags, write_row
from alcove.apps.study.card_decks.model import DEFAULT_TITLE, DeckFormat, list_references
from alcove.apps.study.card_decks.store import media as store
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool, read_rows

CHUNK: Final = 256 * 1024
_MAX_EXPORTS: Final = 2
"""Exports that one process writes at a time."""
_BYTE_ORDER_MARK: Final = "\ufeff"


class CardRow(msgspec.Struct, frozen=True, kw_only=True):
    """A card as the database hands it over."""

    id: UUID
    guid: str | None
    ordinal: int | None
    deck: str
    front: str
    back: str
    tags: list[str]
    is_suspended: bool

    @property
    def export_guid(self) -> str:
        """The name of the note: the same in every export, and that of the note from which the card came."""
        if self.guid is None:
            return self.id.hex
        return f"{self.guid}:{self.ordinal}" if self.ordinal else self.guid


class DeckExporter:
    """Writes files."""

    def __init__(self, pool: Pool, *, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._running = asyncio.Semaphore(_MAX_EXPORTS)

    async def export(self, user_id: UUID, *, set_id: UUID | None, format: DeckFormat) -> IO[bytes]:  # noqa: A002
        """Return a file with the cards, which goes away when it is closed."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            async with self._running:
                if format is DeckFormat.CSV:
                    await self._write_csv(file, user_id, set_id=set_id)
                else:
                    await self._write_package(file, user_id, set_id=set_id)
            await asyncio.to_thread(file.seek, 0)
        except BaseException:
            file.close()
            raise
        return file

    async def _write_csv(self, file: IO[bytes], user_id: UUID, *, set_id: UUID | None) -> None:
        # Spreadsheets take a text without the mark for one in their own encoding.
        file.write((_BYTE_ORDER_MARK + write_row(COLUMNS)).encode())
        async with aclosing(self._read(user_id, set_id=set_id)) as batches:
            async for cards in batches:
                lines = "".join(write_row([card.front, card.back, join_tags(card.tags), card.deck]) for card in cards)
                await asyncio.to_thread(file.write, lines.encode())

    async def _write_package(self, file: IO[bytes], user_id: UUID, *, set_id: UUID | None) -> None:
        from alcove.apps.study.card_decks.anki import PackageWriter  # noqa: PLC0415 - with the first export
        from alcove.apps.study.card_decks.anki.store.writer import ExportedCard  # noqa: PLC0415

        names: dict[str, None] = {}
        with tempfile.TemporaryDirectory(prefix="alcove-export-") as folder:
            writer = await asyncio.to_thread(PackageWriter, Path(folder), timestamp=self._clock.now().timestamp())
            try:
                async with aclosing(self._read(user_id, set_id=set_id)) as batches:
                    async for cards in batches:
                        names.update(dict.fromkeys(_list_names(cards)))
                        exported = [
                            ExportedCard(
                                guid=card.export_guid, deck=card.deck or DEFAULT_TITLE, front=card.front,
                                back=card.back, tags=card.tags, is_suspended=card.is_suspended,
                            )
                            for card in cards
                        ]  # fmt: skip
                        await asyncio.to_thread(writer.add_cards, exported)
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    await asyncio.to_thread(writer.finish, archive)
                    await self._write_media(archive, list(names), user_id=user_id)
            finally:
                writer.close()

    async def _write_media(self, archive: zipfile.ZipFile, names: Sequence[str], *, user_id: UUID) -> None:
        listed: dict[str, str] = {}
        for name in names:
            found = await store.find_media(self._pool, name, user_id=user_id)
            if found is not None:
                await asyncio.to_thread(archive.writestr, str(len(listed)), found[0])
                listed[str(len(listed))] = name
        archive.writestr("media", msgspec.json.encode(listed))

    async def _read(self, user_id: UUID, *, set_id: UUID | None) -> AsyncGenerator[Sequence[CardRow], None]:
        async with aclosing(read_rows(self._pool, store.EXPORT, user_id, set_id)) as batches:
            async for batch in batches:
                yield [msgspec.json.decode(row, type=CardRow) for row in batch]


async def read_chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Yield a file in pieces, and close it."""
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def _list_names(cards: Sequence[CardRow]) -> Sequence[str]:
    return [name for card in cards for side in (card.front, card.back) for name in list_references(side)]
