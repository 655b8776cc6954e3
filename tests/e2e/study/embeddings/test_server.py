"""A whole server embeds what learners have, and takes its embedder with it when it ends."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from alcove.foundation.database import Pool, close_pool, open_pool
from integration.study.embeddings.passages import add_owner, add_passages, require_model
from integration.study.embeddings.tiny_model import make_model
from support.processes import is_alive
from support.until import until_async
from support.world import World


@pytest.mark.slow
async def test_the_embedder_lives_and_dies_with_the_server(world: World, tmp_path: Path) -> None:
    """A server embeds passages by itself, its command shows that, and after kill -9 of the server the embedder ends."""
    require_model()
    model = make_model(tmp_path / "model")
    server = await asyncio.to_thread(lambda: world.start("serve", STUDY_EMBEDDINGS_DIR=str(model)).wait_ready())
    pool = await open_pool(world.dsn)
    try:
        await add_passages(pool, await add_owner(pool), ["abc", "def"])
        # The first run of the job is that of the next minute.
        await until_async(lambda: _has_count(pool, 2))
        shown = await asyncio.to_thread(world.run, "study", "embeddings", "--json", STUDY_EMBEDDINGS_DIR=str(model))
        state = json.loads(shown.stdout)
        assert [(entry["embedded"], entry["missing"]) for entry in state["models"]] == [(2, 0)]
        assert is_alive(state["embedder"]["pid"])
    finally:
        await close_pool(pool)
    await asyncio.to_thread(lambda: server.stop(number=signal.SIGKILL))
    await until_async(lambda: not is_alive(state["embedder"]["pid"]))


async def _has_count(pool: Pool, count: int) -> bool:
    return bool(await pool.fetchval("SELECT count(*) FROM study.passage_embeddings") >= count)
