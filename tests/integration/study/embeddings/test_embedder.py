"""The embedder: a process that all others of the machine share."""

from pathlib import Path

import pytest

from alcove.apps.study.embeddings import build_embedding_search
from alcove.foundation.database import Pool
from integration.study.embeddings.passages import require_model
from support.deps import make_deps


async def test_a_query_is_embedded_as_the_model_was_published(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """A sentence has the vector that the authors of the model publish for it."""
    require_model()
    deps = make_deps(dsn, pool=pool, data_dir=tmp_path)
    async with deps.exit_stack:
        search = build_embedding_search(deps)
        vector = None
        while vector is None:
            vector = await search.embed_query("This is an example sentence")
        assert vector[:5] == pytest.approx([0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480], abs=1e-5)
        assert len(vector) == 384
