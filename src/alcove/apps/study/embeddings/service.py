"""Search by meaning: the query becomes a vector, which is compared with all vectors of the account."""

import asyncio
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from alcove.apps.study.embeddings import messages, store
from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.metrics import observe_search
from alcove.apps.study.embeddings.model import EmbedderUnavailable, EmbeddingModel, NearPassage, NearPassages
from alcove.apps.study.embeddings.models_in_use import ModelsInUse, UsableModel
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import get_logger

QUERY_SECONDS: Final = 1.0
"""How long a query waits for the embedder: after that the search goes on without it."""
COMPARE_SECONDS: Final = 5.0
"""How long it waits for the comparison. What the embedder got of the vectors until then is there for the next query."""
MAX_LIMIT: Final = 1000
SLICE: Final = 50_000
"""Vectors that are held and compared as one set."""
READ_BATCH: Final = 1000
ATTEMPTS: Final = 3
_KEY_BYTES: Final = 8

log = get_logger("alcove.study")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedTexts:
    """Vectors (float32, little endian) of texts, and the model that made them."""

    model: EmbeddingModel
    vectors: Sequence[bytes]


class EmbedderSearch:
    """An EmbeddingSearch on the vectors in PostgreSQL, with the embedder of this machine."""

    def __init__(self, pool: Pool, *, client: EmbedderClient, models: ModelsInUse) -> None:
        self._pool = pool
        self._client = client
        self._models = models

    async def find_near(self, user_id: UUID, query: str, *, limit: int) -> NearPassages | None:
        """Return the nearest passages by an exact scan; None without the weights, or without an answer in time."""
        started = time.perf_counter()
        try:
            near = await self._find_near(user_id, query, limit=max(1, min(limit, MAX_LIMIT)))
        except (EmbedderUnavailable, TimeoutError) as error:
            log.debug("search_without_embeddings", reason=str(error))
            outcome: Literal["timeout", "unavailable"] = "timeout" if isinstance(error, TimeoutError) else "unavailable"
            observe_search(time.perf_counter() - started, outcome=outcome)
            return None
        observe_search(time.perf_counter() - started, outcome="ok")
        return near

    async def _find_near(self, user_id: UUID, query: str, *, limit: int) -> NearPassages:
        async with asyncio.timeout(QUERY_SECONDS):
            used = await self._models.find_answering()
            vector, revisions = await asyncio.gather(
                self._embed_query(used, query),
                store.read_revisions(self._pool, user_id, model=used.model.name),
            )
        async with asyncio.timeout(COMPARE_SECONDS):
            passages = await self._rank(user_id, used.model, vector=vector, revisions=revisions, limit=limit)
        return NearPassages(embedding=_unpack(vector), passages=passages)

    async def embed_query(self, query: str) -> Sequence[float] | None:
        """Return the normalised vector of a text, None as above."""
        try:
            async with asyncio.timeout(QUERY_SECONDS):
                used = await self._models.find_answering()
                return _unpack(await self._embed_query(used, query))
        except (EmbedderUnavailable, TimeoutError) as error:
            log.debug("search_without_embeddings", reason=str(error))
            return None

    async def embed_texts(self, texts: Sequence[str]) -> EmbeddedTexts:
        """Return the vectors of any number of texts, after those of queries; EmbedderUnavailable."""
        used = await self._models.find_configured()
        return await embed_texts(self._client, texts, used=used)

    async def read_status(self) -> messages.Status | None:
        """Return the state of the embedder; None when none runs."""
        return await self._client.read_status()

    async def _embed_query(self, used: UsableModel, query: str) -> bytes:
        request = messages.Embed(folder=used.folder, texts=[clean_text(query)])
        return (await self._client.request(request, messages.Embedded)).vectors

    async def _rank(
        self, user_id: UUID, model: EmbeddingModel, *, vector: bytes, revisions: bytes, limit: int
    ) -> list[NearPassage]:
        size = SLICE * _KEY_BYTES
        found: list[tuple[float, int]] = []
        for number, start in enumerate(range(0, len(revisions), size)):
            request = messages.Rank(
                name=f"{user_id}/{model.name}/{number}",
                vector=vector,
                keys=revisions[start : start + size],
                limit=limit,
            )
            ranked = await self._rank_slice(user_id, model, request=request)
            found += zip(ranked.cosines, ranked.keys, strict=True)
        found.sort(key=lambda pair: (-pair[0], pair[1]))
        return await self._name_passages(user_id, model, found=found[:limit])

    async def _rank_slice(self, user_id: UUID, model: EmbeddingModel, *, request: messages.Rank) -> messages.Ranked:
        """Return the nearest of one slice; the embedder gets the vectors that it lacks."""
        for _ in range(ATTEMPTS):
            async with asyncio.timeout(QUERY_SECONDS):
                reply = await self._client.exchange(request)
            if isinstance(reply, messages.Ranked):
                return reply
            if not isinstance(reply, messages.Lacking):
                break
            missing = _unpack_keys(reply.keys)
            for start in range(0, len(missing), READ_BATCH):
                keys = missing[start : start + READ_BATCH]
                stored = await store.read_vectors(self._pool, user_id, model=model.name, revisions=keys)
                if not stored.keys:
                    continue
                holding = messages.Hold(
                    name=request.name,
                    dimension=model.dimension,
                    keys=stored.keys,
                    counts=stored.counts,
                    vectors=stored.vectors,
                )
                await self._client.request(holding, messages.Held)
        raise EmbedderUnavailable(f"the vectors could not be compared: {type(reply).__name__}")

    async def _name_passages(
        self, user_id: UUID, model: EmbeddingModel, *, found: Sequence[tuple[float, int]]
    ) -> list[NearPassage]:
        revisions = [revision for _, revision in found]
        ids = await store.read_passage_ids(self._pool, user_id, model=model.name, revisions=revisions)
        passages = [
            NearPassage(passage_id=ids[revision], cosine=cosine) for cosine, revision in found if revision in ids
        ]
        return sorted(passages, key=lambda passage: (-passage.cosine, passage.passage_id))


async def embed_texts(client: EmbedderClient, texts: Sequence[str], *, used: UsableModel) -> EmbeddedTexts:
    """Return the vectors of texts in bulk; EmbedderUnavailable."""
    vectors: list[bytes] = []
    size = used.model.dimension * 4
    for first in range(0, len(texts), messages.MAX_TEXTS):
        some = [clean_text(text) for text in texts[first : first + messages.MAX_TEXTS]]
        request = messages.Embed(folder=used.folder, texts=some, is_bulk=True)
        content = (await client.request(request, messages.Embedded)).vectors
        vectors += [content[start : start + size] for start in range(0, len(content), size)]
    return EmbeddedTexts(model=used.model, vectors=vectors)


def clean_text(text: str) -> str:
    """Return the start of a text, as far as a model may read it, without what is no Unicode character."""
    return text[: messages.MAX_CHARACTERS].encode("utf-8", "replace").decode()


def _unpack(vector: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(vector) // 4}f", vector)


def _unpack_keys(keys: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(keys) // _KEY_BYTES}q", keys)
