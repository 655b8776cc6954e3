"""Search by meaning."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from alcove.apps.study.embeddings.model import EmbedderUnavailable, EmbeddingSearch

if TYPE_CHECKING:
    from alcove.apps.study.embeddings.service import EmbedderSearch
    from alcove.apps.study.embeddings.status import EmbeddingStatus as EmbeddingStatus
    from alcove.foundation.deps import Deps
    from alcove.foundation.telemetry import ComponentHealth, Probe

__all__ = [
    "EmbedderUnavailable",
    "EmbeddingSearch",
    "build_embedding_search",
    "defer_embeddings_probe",
    "embed_passages",
    "read_embedding_status",
]


def build_embedding_search(deps: "Deps") -> "EmbedderSearch":
    """Return the search by meaning of this process; it is an EmbeddingSearch."""
    from alcove.apps.study.embeddings.parts import build_search  # noqa: PLC0415 - the embedder needs nothing of it

    return build_search(deps)


def defer_embeddings_probe(deps: "Deps") -> "Probe":
    """Return the check that a model is installed and can be used; its parts are built with the first call."""

    @cache
    def build() -> "Probe":
        from alcove.apps.study.embeddings.parts import build_embeddings_probe  # noqa: PLC0415 - not at the start

        return build_embeddings_probe(deps)

    async def probe_embeddings() -> "ComponentHealth":
        return await build()()

    return probe_embeddings


async def read_embedding_status(deps: "Deps") -> "EmbeddingStatus":
    """Return the state of search by meaning; no embedder is started for it."""
    from alcove.apps.study.embeddings import parts  # noqa: PLC0415 - not at the start

    return await parts.read_embedding_status(deps)


async def embed_passages(deps: "Deps", *, on_progress: Callable[[int], None]) -> int:
    """Embed what has no vector, and return how many passages that were; EmbedderUnavailable."""
    from alcove.apps.study.embeddings import parts  # noqa: PLC0415 - not at the start

    return await parts.build_passage_embedding(deps).run(lambda: None, on_progress=on_progress)
