"""The job that embeds passages: it can be killed, follows what is written, and changes from one model to another."""

import asyncio
import itertools
import json
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from alcove.apps.study.embeddings import build_embedding_search, defer_embeddings_probe, embed_passages
from alcove.apps.study.embeddings.jobs import QUEUE, TASK, build_tasks
from alcove.apps.study.embeddings.model import ModelUnusable, NearPassages
from alcove.apps.study.embeddings.parts import build_passage_embedding, build_search
from alcove.apps.study.embeddings.passage_embedding import BATCH
from alcove.apps.study.embeddings.store import MissingPassage, add_vectors, list_missing
from alcove.foundation.database import Pool, transaction
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Job, JobRun, defer
from integration.study.embeddings.passages import add_owner, add_passages
from integration.study.embeddings.tiny_model import make_model
from support.deps import make_deps
from support.processes import environment, run_alcove
from support.until import until_async
from support.worker_program import worker_process

RUN = JobRun(job_id=1, attempt=1, stop_reason=lambda: None)
COUNT = "SELECT count(*) FROM study.passage_embeddings"
TEXTS = [f"{first}{second} {third}" for first in "abcdef" for second in "mnopq" for third in "uvwxyz"]


class Killed(Exception):
    """The end of a run in the middle."""


def stop_after(steps: int) -> Callable[[], None]:
    """Return a checkpoint that ends the run after some steps."""
    counter = itertools.count(1)

    def checkpoint() -> None:
        if next(counter) > steps:
            raise Killed

    return checkpoint


def with_model(deps: Deps, model: Path) -> Deps:
    """Return the dependencies of a process with another model."""
    return make_deps(
        deps.dsn,
        pool=deps.pool,
        data_dir=deps.data_dir,
        environ={"STUDY_EMBEDDINGS_DIR": str(model)},
        pg_listener=deps.pg_listener,
    )


async def find(deps: Deps, owner: UUID) -> NearPassages:
    """Return what a process that has just started finds."""
    search = build_search(deps)
    near = await until_async(lambda: search.find_near(owner, "am u", limit=1000))
    assert near is not None
    return near


def run_worker(deps: Deps, model: Path) -> AbstractAsyncContextManager[Process]:
    """Run a worker process during the block."""
    return worker_process(
        "integration.study.embeddings.worker_tasks", deps.dsn, deps.dsn, str(deps.data_dir), str(model)
    )


async def test_the_task_embeds_everything_and_then_has_nothing_to_do(deps: Deps, pool: Pool) -> None:
    """A run embeds all passages; the next one does not even start the embedder."""
    await add_passages(pool, await add_owner(pool), TEXTS)
    (task,) = build_tasks(deps)
    await task.run(RUN, {})
    assert await pool.fetchval(COUNT) == len(TEXTS)
    rows = await pool.fetch(
        "SELECT DISTINCT model, dimension, octet_length(vector) AS size FROM study.passage_embeddings"
    )
    assert [(row["model"].partition("-")[0], row["dimension"], row["size"]) for row in rows] == [("tiny", 16, 32)]
    status = await build_search(deps).read_status()
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    (again,) = build_tasks(deps)
    await again.run(RUN, {})
    assert await build_search(deps).read_status() is None


async def test_without_passages_no_embedder_is_started(deps: Deps) -> None:
    """A run on an empty server costs one statement."""
    (task,) = build_tasks(deps)
    await task.run(RUN, {})
    assert await build_search(deps).read_status() is None


async def test_a_stopped_run_is_continued(deps: Deps, pool: Pool) -> None:
    """A run that ends in the middle leaves what it has committed; the next one does the rest only."""
    await add_passages(pool, await add_owner(pool), TEXTS)
    embedding = build_passage_embedding(deps)
    with pytest.raises(Killed):
        await embedding.run(stop_after(2))
    assert await pool.fetchval(COUNT) == 2 * BATCH
    seen: list[int] = []
    assert await embedding.run(lambda: None, on_progress=seen.append) == len(TEXTS) - 2 * BATCH
    assert seen == [len(TEXTS) - 2 * BATCH]
    assert await embedding.run(lambda: None) == 0


async def test_the_title_of_a_material_is_embedded_with_its_passages(deps: Deps, pool: Pool) -> None:
    """The vector of a material's passage is that of title and text, and is made again when the title changes."""
    (passage,) = await add_passages(pool, await add_owner(pool), ["abc"])
    await pool.execute("UPDATE study.passages SET kind = 'material', title = 'xyz' WHERE id = $1", passage)
    (missing,) = await list_missing(pool, model="any", limit=9, characters=100)
    assert missing.content == "xyz\nabc"
    await build_passage_embedding(deps).run(lambda: None)
    assert await pool.fetchval(COUNT) == 1
    await pool.execute("UPDATE study.passages SET page = 1, title = 'xyz'")
    assert await pool.fetchval(COUNT) == 1
    await pool.execute("UPDATE study.passages SET title = 'xya'")
    assert await pool.fetchval(COUNT) == 0


async def test_a_passage_that_changes_meanwhile_gets_no_old_vector(deps: Deps, pool: Pool) -> None:
    """A vector of a text that has changed since it was read is not stored."""
    (passage,) = await add_passages(pool, await add_owner(pool), ["abc"])
    embedding = build_passage_embedding(deps)
    await embedding.run(lambda: None)
    model = (await build_search(deps).embed_texts(["abc"])).model
    await pool.execute("UPDATE study.passages SET content = 'abd'")
    (missing,) = await list_missing(pool, model=model.name, limit=9, characters=100)
    assert (missing.id, missing.content) == (passage, "abd")

    async def add(outdated: MissingPassage) -> int:
        async with transaction(pool) as connection:
            return await add_vectors(connection, [outdated], vectors=[bytes(32)], model=model)

    async with transaction(pool) as connection:
        await connection.execute("UPDATE study.passages SET content = 'abe'")
        adding = asyncio.create_task(add(missing))
        await until_async(lambda: _is_waiting(pool))
    assert await adding == 0
    assert await pool.fetchval(COUNT) == 0


async def _is_waiting(pool: Pool) -> bool:
    waiting: bool = await pool.fetchval(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())"
    )
    return waiting


@pytest.mark.slow
async def test_new_passages_are_embedded_within_seconds(deps: Deps, pool: Pool, model: Path) -> None:
    """A worker embeds what is written while it runs, long before its next minute."""
    owner = await add_owner(pool)
    await add_passages(pool, owner, ["abc"])
    async with run_worker(deps, model):
        async with pool.acquire() as connection:
            await defer(connection, Job(task=TASK, queue=QUEUE))
        await until_async(lambda: _has_count(pool, 1))
        await add_passages(pool, owner, ["def"])
        await until_async(lambda: _has_count(pool, 2))
        await pool.execute("UPDATE study.passages SET content = 'xyz' WHERE content = 'abc'")
        await until_async(lambda: _has_count(pool, 2))


@pytest.mark.slow
async def test_a_killed_worker_loses_nothing(deps: Deps, pool: Pool, model: Path) -> None:
    """After kill -9 of worker and embedder in the middle, another worker embeds the rest, each passage once."""
    owner = await add_owner(pool)
    texts = [f"{text} {number}" for text in TEXTS for number in range(20)]
    await add_passages(pool, owner, texts)
    async with pool.acquire() as connection:
        await defer(connection, Job(task=TASK, queue=QUEUE))
    async with run_worker(deps, model) as worker:
        await until_async(lambda: _has_count(pool, BATCH))
        worker.kill()
        status = await build_search(deps).read_status()
        if status is not None:
            os.kill(status.pid, signal.SIGKILL)
    assert await pool.fetchval(COUNT) < len(texts)
    async with run_worker(deps, model):
        await until_async(lambda: _has_count(pool, len(texts)))
    assert len((await find(deps, owner)).passages) == 1000


async def _has_count(pool: Pool, count: int) -> bool:
    return bool(await pool.fetchval(COUNT) >= count)


async def test_the_old_model_answers_until_the_new_one_is_ready(deps: Deps, pool: Pool, tmp_path: Path) -> None:
    """While all is embedded again, searches use the old vectors and find new passages; then they use the new ones."""
    owner = await add_owner(pool)
    await add_passages(pool, owner, TEXTS)
    await embed_passages(deps, on_progress=lambda _: None)
    changed = with_model(deps, make_model(tmp_path / "new", seed=7, dimension=32))
    async with changed.exit_stack:
        embedding = build_passage_embedding(changed)
        assert len((await find(changed, owner)).embedding) == 16
        await add_passages(pool, owner, ["new text"])
        with pytest.raises(Killed):
            await embedding.run(stop_after(3))
        near = await find(changed, owner)
        assert (len(near.embedding), len(near.passages)) == (16, len(TEXTS) + 1)
        await embedding.run(lambda: None)
        near = await find(changed, owner)
        assert (len(near.embedding), len(near.passages)) == (32, len(TEXTS) + 1)
        # Processes that have not seen the change still find everything.
        assert await pool.fetchval(f"{COUNT} WHERE dimension = 16") == len(TEXTS) + 1
        await pool.execute("UPDATE study.embedding_models SET completed_at = completed_at - interval '2 minutes'")
        assert await embedding.has_work()
        await embedding.run(lambda: None)
        assert not await embedding.has_work()
        assert await pool.fetchval(f"{COUNT} WHERE dimension = 16") == 0
        assert await pool.fetchval("SELECT count(*) FROM study.embedding_models") == 1


async def test_a_new_model_answers_if_the_old_is_gone(deps: Deps, pool: Pool, model: Path, tmp_path: Path) -> None:
    """Where the weights of the old model were removed, the new one answers with what is embedded so far."""
    owner = await add_owner(pool)
    await add_passages(pool, owner, TEXTS)
    await embed_passages(deps, on_progress=lambda _: None)
    changed = with_model(deps, make_model(tmp_path / "new", seed=7, dimension=32))
    (model / "model.safetensors").unlink()
    async with changed.exit_stack:
        with pytest.raises(Killed):
            await build_passage_embedding(changed).run(stop_after(3))
        near = await find(changed, owner)
        assert (len(near.embedding), len(near.passages)) == (32, 3 * BATCH)


async def test_unusable_weights_end_a_run_quietly(deps: Deps, pool: Pool, model: Path) -> None:
    """A run with damaged weights is no failed job; the health check and the command say what is wrong."""
    await add_passages(pool, await add_owner(pool), ["abc"])
    probe = defer_embeddings_probe(deps)
    assert (await probe()).state == "ok"
    (model / "model.safetensors").write_bytes(b"none")
    (task,) = build_tasks(deps)
    await task.run(RUN, {})
    with pytest.raises(ModelUnusable):
        await embed_passages(deps, on_progress=lambda _: None)
    found = await probe()
    assert found.state == "degraded"
    assert str(model) not in found.detail


async def test_health_says_that_nothing_is_installed(dsn: str, pool: Pool, tmp_path: Path) -> None:
    """Where the owner names a folder without a model, the check is degraded and names the setting; no job fails."""
    deps = make_deps(dsn, pool=pool, data_dir=tmp_path, environ={"STUDY_EMBEDDINGS_DIR": str(tmp_path / "none")})
    async with deps.exit_stack:
        found = await defer_embeddings_probe(deps)()
        assert (found.name, found.state) == ("study embeddings", "degraded")
        assert "STUDY_EMBEDDINGS_DIR" in found.detail
        (task,) = build_tasks(deps)
        await add_passages(pool, await add_owner(pool), ["abc"])
        await task.run(RUN, {})
        assert await pool.fetchval(COUNT) == 0


async def test_health_names_the_running_model(deps: Deps) -> None:
    """While the embedder runs, the check names its model and its queues; who only watches does not keep it alive."""
    await build_embedding_search(deps).embed_texts(["abc"])
    found = await defer_embeddings_probe(deps)()
    assert found.state == "ok"
    assert "tiny-" in found.detail
    assert "0 queries" in found.detail


async def test_the_command_embeds_and_shows_the_state(deps: Deps, pool: Pool, model: Path, tmp_path: Path) -> None:
    """`alcove study embeddings --run` embeds everything; without it the command only shows what is missing."""
    await add_passages(pool, await add_owner(pool), TEXTS)
    env = environment(
        tmp_path, ALCOVE_DATA_DIR=str(deps.data_dir), DATABASE_URL=deps.dsn, STUDY_EMBEDDINGS_DIR=str(model)
    )

    def run(*arguments: str) -> Mapping[str, Any]:
        done = run_alcove("study", "embeddings", "--json", *arguments, env=env)
        assert done.returncode == 0, done.stderr
        shown: Mapping[str, Any] = json.loads(done.stdout)
        return shown

    shown = await asyncio.to_thread(run)
    assert (shown["passages"], shown["models"], shown["embedder"]) == (len(TEXTS), [], None)
    shown = await asyncio.to_thread(run, "--run")
    (state,) = shown["models"]
    assert (state["embedded"], state["missing"], state["complete"]) == (len(TEXTS), 0, True)
    (model / "config.json").unlink()
    done = await asyncio.to_thread(run_alcove, "study", "embeddings", "--run", env=env)
    assert done.returncode == 4
    assert "make embeddings" in done.stderr
