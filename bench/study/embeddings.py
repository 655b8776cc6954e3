"""Search by meaning: how fast passages are embedded and found, and what the process that does it takes."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID, uuid4

from alcove.apps.study.embeddings.embedder_client import EmbedderClient
from alcove.apps.study.embeddings.model_files import find_model
from alcove.apps.study.embeddings.models_in_use import ModelsInUse
from alcove.apps.study.embeddings.sentences import list_texts
from alcove.apps.study.embeddings.service import EmbedderSearch
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, close_pool, open_pool
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import read_memory

TITLE: Final = "Search by meaning of study: chunks per second, time of a search, memory"
WORDS: Final = 120
"""Those of a chunk."""
ROUNDS: Final = 30
PAUSE_SECONDS: Final = 2.0
CHUNKS_PER_SECOND, SEARCH_MS, IDLE_MIB = 15.0, 80.0, 250.0
COMMON: Final = ("the", "of", "and", "cell", "energy", "light", "water", "history", "war", "law", "music", "theory")
SENTENCE: Final = 20
"""Words of a sentence."""
VECTORS: Final = 6
"""Of a passage: the whole and five sentences."""
RARE: Final = ("photosynthesis", "mitochondria", "bourgeoisie", "thermodynamics", "Weltanschauung", "eigenvalue")

_ACCOUNT: Final = """
INSERT INTO auth.users (id, email, raw_user_meta_data, created_at, updated_at)
VALUES ($1::uuid, $1::uuid || '@example.org', '{}', now(), now())
"""
_PASSAGES: Final = """
INSERT INTO study.passages (user_id, kind, source_id, title, content)
SELECT $1, 'material', gen_random_uuid(), 'Notes', 'Passage ' || number FROM generate_series(1, $2) AS number
"""
_VECTORS: Final = """
INSERT INTO study.passage_embeddings (passage_id, model, user_id, dimension, vector)
SELECT id, $2, user_id, $3, ($4::bytea[])[1 + (row_number() OVER ())::integer % cardinality($4::bytea[])]
FROM study.passages WHERE user_id = $1
"""


def measure() -> Iterator[Figure]:
    """Yield the figures; none where no model is installed."""
    if find_model(None).model is None:
        print("no model is installed: make embeddings")
        return
    (get_environment().folder / "data").mkdir(exist_ok=True)
    yield from asyncio.run(_measure(get_environment()))


async def _measure(env: BenchEnvironment) -> list[Figure]:
    count = 64 if env.quick else 512
    async with _open_search(env.dsn, env.folder / "data") as (pool, search):
        texts, queries = _write_texts(count, words=WORDS), _write_texts(ROUNDS, words=10)
        first = await _time(lambda: search.embed_texts(["start"]))
        figures = [Figure(name="start of the embedder", value=round(first * 1000), unit="ms")]
        # A passage is embedded as a whole, and sentence by sentence.
        parts = [part for text in texts for part in list_texts(text, title="")]
        seconds = await _time(lambda: search.embed_texts(parts))
        figures.append(
            Figure(
                name="chunks embedded",
                value=round(count / seconds, 1),
                unit="1/s",
                at_least=CHUNKS_PER_SECOND,
                note=f"{count} chunks of {WORDS} words, {len(parts):,} texts with their sentences",
            )
        )
        figures.append(_milliseconds("embedding of a query", await _time_calls(search.embed_query, queries)))
        for size in (1_000, 20_000):
            times = await _time_searches(pool, search, queries, size=size)
            budget = SEARCH_MS if size == 1_000 else None
            figures.append(_milliseconds(f"search among {size:,} passages", times[1:], at_most=budget))
            figures.append(_milliseconds(f"the first search among {size:,} passages", times[:1]))
        await asyncio.sleep(PAUSE_SECONDS)
        status = await search.read_status()
        if status is not None:
            memory = read_memory(status.pid)["rss"]
            figures.append(Figure(name="idle embedder", value=round(memory, 1), unit="MiB", at_most=IDLE_MIB))
    return figures


@asynccontextmanager
async def _open_search(dsn: str, data_dir: Path) -> AsyncIterator[tuple[Pool, EmbedderSearch]]:
    pool, clock = await open_pool(dsn), SystemClock()
    client = EmbedderClient(data_dir, clock=clock)
    try:
        models = ModelsInUse(pool, client, configured=None, clock=clock)
        yield pool, EmbedderSearch(pool, client=client, models=models)
    finally:
        client.close()
        await close_pool(pool)


async def _time_searches(pool: Pool, search: EmbedderSearch, queries: list[str], *, size: int) -> list[float]:
    """Return the seconds of searches in a new account with so many passages."""
    owner: UUID = uuid4()
    await pool.execute(_ACCOUNT, owner)
    await pool.execute(_PASSAGES, owner, size)
    embedded = await search.embed_texts(_write_texts(200, words=10, seed=2))
    # Which vectors they are makes no difference to the time.
    vectors = [_shorten(vector) * VECTORS for vector in embedded.vectors]
    await pool.execute(_VECTORS, owner, embedded.model.name, embedded.model.dimension, vectors)
    await pool.execute("ANALYZE study.passage_embeddings")

    async def find(query: str) -> None:
        near = await search.find_near(owner, query, limit=50)
        if near is None or len(near.passages) != 50:
            raise RuntimeError("the search found less than there is")

    return await _time_calls(find, queries)


def _shorten(vector: bytes) -> bytes:
    """Return a vector of float32 as float16."""
    import numpy as np  # noqa: PLC0415 - only here

    return np.frombuffer(vector, dtype="<f4").astype("<f2").tobytes()


async def _time(call: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await call()
    return time.perf_counter() - started


async def _time_calls(call: Callable[[str], Awaitable[object]], queries: list[str]) -> list[float]:
    times = []
    for query in queries:
        started = time.perf_counter()
        await call(query)
        times.append(time.perf_counter() - started)
    return times


def _milliseconds(name: str, times: list[float], *, at_most: float | None = None) -> Figure:
    note = f"median of {len(times)}, longest {max(times) * 1000:.0f} ms"
    return Figure(name=name, value=round(median(times) * 1000, 1), unit="ms", at_most=at_most, note=note)


def _write_texts(count: int, *, words: int, seed: int = 1) -> list[str]:
    """Return texts of words that the model knows, as most are in real texts, and of some that it does not."""
    generator = random.Random(seed)

    def write_word(number: int) -> str:
        word = generator.choice(RARE if generator.random() < 0.1 else COMMON)
        return word + ("." if number % SENTENCE == 0 else "")

    return [" ".join(write_word(number) for number in range(1, words + 1)) for _ in range(count)]
