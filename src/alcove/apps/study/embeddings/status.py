"""The state of search by meaning: whether it works, with which model, and what is missing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.study.embeddings import messages, store
from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.model_files import find_model
from alcove.apps.study.embeddings.store import StoredModel
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import ComponentHealth, Probe

COMPONENT: Final = "study embeddings"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStatus:
    """A model that passages were embedded with, and how many have a vector of it."""

    model: StoredModel
    embedded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingStatus:
    """The state; `problem` says why nothing can be embedded, `embedder` is None while none runs."""

    folder: Path
    problem: str
    passages: int
    models: tuple[ModelStatus, ...]
    embedder: messages.Status | None

    def to_json(self) -> Mapping[str, object]:
        """Return the state for scripts."""
        process = self.embedder
        return {
            "folder": str(self.folder),
            "problem": self.problem or None,
            "passages": self.passages,
            "models": [
                {
                    "name": status.model.name,
                    "dimension": status.model.dimension,
                    "folder": status.model.folder,
                    "complete": status.model.is_complete,
                    "embedded": status.embedded,
                    "missing": self.passages - status.embedded,
                }
                for status in self.models
            ],
            "embedder": process and {
                "pid": process.pid,
                "uptime": round(process.uptime, 1),
                "clients": process.clients,
                "waiting_queries": process.waiting_queries,
                "waiting_texts": process.waiting_texts,
                "embedded": process.embedded,
                "held_bytes": process.held_bytes,
                "models": list(process.models),
                "problem": process.problem or None,
            },
        }  # fmt: skip


async def read_status(pool: Pool, client: EmbedderClient, *, configured: Path | None) -> EmbeddingStatus:
    """Return the state; no embedder is started for it."""
    files = await asyncio.to_thread(find_model, configured)
    passages, models = 0, []
    for model in await store.list_models(pool):
        passages, embedded = await store.count_passages(pool, model=model.name)
        models.append(ModelStatus(model=model, embedded=embedded))
    if not models:
        passages, _ = await store.count_passages(pool, model="")
    return EmbeddingStatus(
        folder=files.model or files.configured,
        problem="" if files.model else files.explain(),
        passages=passages,
        models=tuple(models),
        embedder=await client.read_status(),
    )


def build_probe(client: EmbedderClient, *, configured: Path | None) -> Probe:
    """Return the check that a model is installed; without one the search goes by words alone, which is no fault."""

    async def probe_embeddings() -> ComponentHealth:
        files = await asyncio.to_thread(find_model, configured)
        # Everybody who can call the health route sees these texts: they name no paths.
        if files.model is None and configured is not None:
            return ComponentHealth(COMPONENT, "degraded", "search by words alone: STUDY_EMBEDDINGS_DIR has no model")
        if files.model is None:
            return ComponentHealth(COMPONENT, "ok", "search by words alone: no model is installed (`make embeddings`)")
        status = await client.read_status()
        if status is None:
            return ComponentHealth(COMPONENT, "ok", "the embedder starts when it is needed")
        if status.problem:
            detail = "search by words alone: the model cannot be used, see `alcove study embeddings`"
            return ComponentHealth(COMPONENT, "degraded", detail)
        waiting = f"{status.waiting_queries} queries and {status.waiting_texts} texts wait"
        return ComponentHealth(COMPONENT, "ok", f"{', '.join(status.models) or 'the embedder'} runs; {waiting}")

    return probe_embeddings
