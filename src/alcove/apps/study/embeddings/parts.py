"""The parts of search by meaning in a process, which share one connection to the embedder."""

from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.models_in_use import ModelsInUse
from alcove.apps.study.embeddings.passage_embedding import PassageEmbedding
from alcove.apps.study.embeddings.service import EmbedderSearch
from alcove.apps.study.embeddings.status import EmbeddingStatus, build_probe, read_status
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import Probe


def build_search(deps: Deps, *, idle_seconds: float | None = None) -> EmbedderSearch:
    """Return the search by meaning; an embedder that it starts ends after some idle seconds, by default 600."""
    client = build_client(deps, idle_seconds=idle_seconds)
    return EmbedderSearch(deps.pool, client=client, models=build_models(deps, client))


def build_passage_embedding(deps: Deps) -> PassageEmbedding:
    """Return what embeds passages."""
    client = build_client(deps)
    return PassageEmbedding(deps.pool, client=client, models=build_models(deps, client))


def build_embeddings_probe(deps: Deps) -> Probe:
    """Return the check that a model is installed and can be used."""
    return build_probe(build_client(deps), configured=deps.load(StudySettings).study_embeddings_dir)


async def read_embedding_status(deps: Deps) -> EmbeddingStatus:
    """Return the state of search by meaning."""
    client = build_client(deps)
    return await read_status(deps.pool, client, configured=deps.load(StudySettings).study_embeddings_dir)


def build_client(deps: Deps, *, idle_seconds: float | None = None) -> EmbedderClient:
    """Return a connection to the embedder, which is opened with the first request and closed with the process."""
    client = EmbedderClient(deps.data_dir, clock=deps.clock, idle_seconds=idle_seconds)
    deps.exit_stack.callback(client.close)
    return client


def build_models(deps: Deps, client: EmbedderClient) -> ModelsInUse:
    """Return what finds the models, in STUDY_EMBEDDINGS_DIR or where `make embeddings` puts one."""
    folder = deps.load(StudySettings).study_embeddings_dir
    return ModelsInUse(deps.pool, client, configured=folder, clock=deps.clock)
