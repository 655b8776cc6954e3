"""Which model answers: the configured one, or an earlier one until all passages have a vector of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.study.embeddings import messages, store
from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.model import EmbeddingModel, ModelUnusable
from alcove.apps.study.embeddings.model_files import find_model
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

REFRESH_SECONDS: Final = 5.0
"""How long a process uses a model that is no longer the one that answers; its vectors stay for a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsableModel:
    """A model and the folder of its weights."""

    model: EmbeddingModel
    folder: str

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)


class ModelsInUse:
    """Finds the models of this process; what it found is used for some seconds."""

    def __init__(self, pool: Pool, client: EmbedderClient, *, configured: Path | None, clock: Clock) -> None:
        self._pool = pool
        self._client = client
        self._configured = configured
        # Of many concurrent queries one starts the embedder, which goes on when they have given up.
        self._answering: Cache[str, UsableModel] = Cache(size=1, ttl=REFRESH_SECONDS, clock=clock, keep_loading=True)

    def find_files(self) -> Path | None:
        """Return the folder of the configured model; None where it is not installed."""
        return find_model(self._configured).model

    async def find_configured(self) -> UsableModel:
        """Return the model that is configured; EmbedderUnavailable, or ModelUnusable when it is not installed."""
        found = find_model(self._configured)
        if found.model is None:
            raise ModelUnusable(found.explain())
        return await self._describe(str(found.model))

    async def find_answering(self) -> UsableModel:
        """Return the model whose vectors are compared; errors as above."""
        return await self._answering.get("", self._choose)

    async def find_all(self) -> list[UsableModel]:
        """Return the models of which passages need vectors: the one that answers, then the configured one."""
        configured, answering = await self.find_configured(), await self._choose()
        return [answering] if answering == configured else [answering, configured]

    async def _choose(self) -> UsableModel:
        configured = await self.find_configured()
        complete = [stored for stored in await store.list_models(self._pool) if stored.is_complete]
        if not complete or any(stored.name == configured.model.name for stored in complete):
            return configured
        for stored in complete:
            try:
                described = await self._describe(stored.folder)
            except ModelUnusable:
                # Its weights are gone: nobody can embed a query for its vectors.
                continue
            if described.model.name == stored.name:
                return described
        return configured

    async def _describe(self, folder: str) -> UsableModel:
        reply = await self._client.request(messages.Describe(folder=folder), messages.Described)
        return UsableModel(model=EmbeddingModel(name=reply.name, dimension=reply.dimension), folder=folder)
