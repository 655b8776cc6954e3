"""Images and sounds of cards: their types, and how those of a deck join those of an account."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from alcove.apps.study.card_decks.model import MAX_MEDIA, DeckMedia, find_media_type
from alcove.apps.study.card_decks.store import media as store
from alcove.foundation.database import Connection


class MediaImport:
    """Adds the media of a deck in the caller's transaction."""

    def __init__(self, connection: Connection, *, user_id: UUID) -> None:
        self._connection = connection
        self._user_id = user_id
        self.added = 0
        self.refused = 0

    async def add(self, media: Sequence[DeckMedia]) -> Mapping[str, str]:
        """Add files; return the new names of those whose name another file of the account has."""
        if not media:
            return {}
        renamed = {file.name: _rename(file) for file in media}
        names = [*renamed, *renamed.values()]
        hashes = dict(await store.find_hashes(self._connection, self._user_id, names=names))
        left = MAX_MEDIA - await store.measure_media(self._connection, self._user_id)
        changes: dict[str, str] = {}
        for file in media:
            name = file.name
            if hashes.get(name, file.sha256) != file.sha256:
                name = changes[file.name] = renamed[file.name]
            if name in hashes:
                continue
            if file.size > left:
                self.refused += 1
                continue
            left -= file.size
            await self._add(file, name=name)
        return changes

    async def _add(self, file: DeckMedia, *, name: str) -> None:
        content = await asyncio.to_thread(Path(file.path).read_bytes)
        await store.add_media(
            self._connection, name, user_id=self._user_id, content=content, media_type=find_media_type(name),
            sha256=file.sha256,
        )  # fmt: skip
        self.added += 1


def _rename(file: DeckMedia) -> str:
    stem, dot, ending = file.name.rpartition(".")
    mark = file.sha256.hex()[:8]
    return f"{stem}-{mark}{dot}{ending}" if dot else f"{file.name}-{mark}"
