"""Search by meaning."""

from alcove.apps.study.embeddings.model import EmbeddingSearch
from alcove.foundation.deps import Deps

__all__ = ["build_embedding_search"]


def build_embedding_search(deps: Deps) -> EmbeddingSearch:
    """Return the search by meaning of this process."""
    raise NotImplementedError
