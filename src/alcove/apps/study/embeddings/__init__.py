"""Search by meaning."""

from typing import TYPE_CHECKING

from alcove.apps.study.embeddings.model import EmbeddingSearch

if TYPE_CHECKING:
    from alcove.apps.study.embeddings.service import EmbedderSearch
    from alcove.foundation.deps import Deps

__all__ = ["EmbeddingSearch", "build_embedding_search"]


def build_embedding_search(deps: "Deps") -> "EmbedderSearch":
    """Return the search by meaning of this process; it is an EmbeddingSearch."""
    from alcove.apps.study.embeddings.embedder_client import EmbedderClient  # noqa: PLC0415 - the embedder needs none
    from alcove.apps.study.embeddings.models_in_use import ModelsInUse  # noqa: PLC0415
    from alcove.apps.study.embeddings.service import EmbedderSearch  # noqa: PLC0415
    from alcove.apps.study.settings import StudySettings  # noqa: PLC0415

    client = EmbedderClient(deps.data_dir, clock=deps.clock)
    deps.exit_stack.callback(client.close)
    folder = deps.load(StudySettings).study_embeddings_dir
    models = ModelsInUse(deps.pool, client, configured=folder, clock=deps.clock)
    return EmbedderSearch(deps.pool, client, models)
