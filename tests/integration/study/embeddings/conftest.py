"""Fixtures of search by meaning: dependencies with a small model."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from alcove.foundation.database import PgListener, Pool
from alcove.foundation.deps import Deps
from integration.study.embeddings.passages import require_model
from integration.study.embeddings.tiny_model import make_model
from support.deps import make_deps
from support.folders import short_folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the folder of a small model; its tokenizer is the installed one."""
    require_model()
    return make_model(tmp_path / "model")


@pytest.fixture
async def deps(dsn: str, pool: Pool, model: Path, pg_listener: PgListener) -> AsyncIterator[Deps]:
    """Yield what a process with the small model has; its embedder ends with it."""
    with short_folder() as folder:
        made = make_deps(
            dsn,
            pool=pool,
            data_dir=folder,
            environ={"STUDY_EMBEDDINGS_DIR": str(model)},
            pg_listener=pg_listener,
        )
        async with made.exit_stack:
            yield made
