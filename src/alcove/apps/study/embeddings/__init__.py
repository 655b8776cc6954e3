"""Search by meaning."""

from typing import TYPE_CHECKING

from alcove.apps.study.embeddings.model import EmbeddingSearch

if TYPE_CHECKING:
    from alcove.apps.study.embeddings.service import EmbedderSearch
    from alcove.foundation.deps import Deps

__all__ = ["EmbeddingSearch", "build_embedding_search"]


def build_embedding_search(deps: "Deps") -> "EmbedderSearch":
    """Return the search by meaning of this process; it is an EmbeddingSearch."""
    from alcove.apps.study.embeddings.parts import build_search  # noqa: PLC0415 - the embedder needs nothing of it

    return build_search(deps)
