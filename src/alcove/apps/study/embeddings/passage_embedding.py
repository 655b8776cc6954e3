"""Embed the passages that have no vector, and change from one model to another."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from alcove.apps.study.embeddings import messages, store
from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.metrics import count_embedded
from alcove.apps.study.embeddings.model import EmbeddingModel
from alcove.apps.study.embeddings.model_files import read_signature
from alcove.apps.study.embeddings.models_in_use import ModelsInUse, UsableModel
from alcove.apps.study.embeddings.sentences import list_texts
from alcove.apps.study.embeddings.service import embed_texts
from alcove.apps.study.embeddings.store import MissingPassage
from alcove.foundation.database import Connection, Pool, run_transaction

READ: Final = 512
"""Passages that are read at a time; those of similar lengths are embedded together."""
BATCH: Final = 32
"""Passages of one transaction: a second of work, which is lost when the process is killed."""
REMOVED: Final = 1000
"""Vectors of an earlier model that one statement removes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedCount:
    """How many passages were embedded with which model."""

    model: str
    passages: int


class PassageEmbedding:
    """Embeds in steps that are each committed; after a crash the next run goes on."""

    def __init__(self, pool: Pool, *, client: EmbedderClient, models: ModelsInUse) -> None:
        self._pool = pool
        self._client = client
        self._models = models

    async def has_work(self) -> bool:
        """Return whether there is something to do, without the embedder if it has nothing to do."""
        found = self._models.find_files()
        if found is None:
            return False
        name = await store.find_model_name(self._pool, folder=str(found), signature=read_signature(found))
        if name is None:
            return await store.has_passages(self._pool)
        return await store.has_work(self._pool, model=name)

    async def run(self, checkpoint: Callable[[], None], *, on_progress: Callable[[int], None] | None = None) -> int:
        """Embed all passages; return how many. EmbedderUnavailable, and what `checkpoint` raises between two steps.

        New passages get a vector of the model that answers first, then one of the configured model.
        """
        total = 0
        for used in await self._models.find_all():
            signature = read_signature(used.path)
            await store.add_model(self._pool, used.model, folder=used.folder, signature=signature)
            while added := await self._embed_some(used, checkpoint):
                total += added
                if on_progress is not None:
                    on_progress(total)
        current = (await self._models.find_configured()).model.name
        await store.complete_model(self._pool, current)
        while await store.remove_old_vectors(self._pool, current=current, limit=REMOVED):
            checkpoint()
        await store.remove_old_models(self._pool, current=current)
        return total

    async def _embed_some(self, used: UsableModel, checkpoint: Callable[[], None]) -> int:
        """Embed the passages of one read; return how many got a vector."""
        missing = await store.list_missing(
            self._pool, model=used.model.name, limit=READ, characters=messages.MAX_CHARACTERS
        )
        missing.sort(key=lambda passage: len(passage.content))
        added = 0
        for start in range(0, len(missing), BATCH):
            checkpoint()
            added += await self._embed_batch(used, missing[start : start + BATCH])
        return added

    async def _embed_batch(self, used: UsableModel, passages: Sequence[MissingPassage]) -> int:
        texts = [list_texts(passage.content, title=passage.title) for passage in passages]
        embedded = await embed_texts(self._client, [text for own in texts for text in own], used=used)
        converted = iter([to_float16(vector, embedded.model) for vector in embedded.vectors])
        vectors = [b"".join(islice(converted, len(own))) for own in texts]

        async def add(connection: Connection) -> int:
            return await store.add_vectors(connection, passages, vectors=vectors, model=embedded.model)

        added = await run_transaction(self._pool, add)
        count_embedded(added)
        return added


def to_float16(vector: bytes, model: EmbeddingModel) -> bytes:
    """Return a vector of float32 as float16: half the size, and cosines that differ by less than 0.0005."""
    count = model.dimension
    return struct.pack(f"<{count}e", *struct.unpack(f"<{count}f", vector))
