"""Search by meaning: exact, of one account only, and current."""

import asyncio
import os
import signal
import struct
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY

from alcove.apps.study.embeddings import build_embedding_search
from alcove.apps.study.embeddings.model import NearPassage, NearPassages
from alcove.apps.study.embeddings.parts import build_passage_embedding
from alcove.apps.study.embeddings.service import EmbedderSearch
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from integration.study.embeddings.passages import add_owner, add_passages
from support.until import until_async

SEARCHES = "alcove_embedding_search_seconds_count"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXTS = [f"{first}{second} {third}" for first in "abcdef" for second in "mnopq" for third in "uvwxyz"]


async def embed_all(deps: Deps) -> int:
    """Embed all passages, as the job does."""
    return await build_passage_embedding(deps).run(lambda: None)


async def find(search: EmbedderSearch, owner: UUID, query: str, *, limit: int) -> NearPassages:
    """Return what is near; the embedder may take its time."""
    near = await until_async(lambda: search.find_near(owner, query, limit=limit))
    assert near is not None
    return near


async def test_the_nearest_are_those_of_a_full_scan(deps: Deps, pool: Pool) -> None:
    """The passages and cosines are those of a comparison with every vector, for any limit."""
    owner = await add_owner(pool)
    ids = await add_passages(pool, owner, TEXTS)
    assert await embed_all(deps) == len(TEXTS)
    search = build_embedding_search(deps)
    embedded = await search.embed_texts([*TEXTS, "dn y"])
    vectors = [struct.unpack(f"<{embedded.model.dimension}f", vector) for vector in embedded.vectors]
    products = [sum(map(float.__mul__, vector, vectors[-1])) for vector in vectors]
    exact = dict(zip(ids, products, strict=False))
    for limit in (1, 7, len(TEXTS), 1000):
        near = await find(search, owner, "dn y", limit=limit)
        assert near.embedding == pytest.approx(vectors[-1], abs=1e-5)
        found = {passage.passage_id: passage.cosine for passage in near.passages}
        assert len(found) == min(limit, len(TEXTS))
        assert found == pytest.approx({passage: exact[passage] for passage in found}, abs=2e-3)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert min(found.values()) == pytest.approx(sorted(exact.values(), reverse=True)[len(found) - 1], abs=2e-3)


async def test_only_passages_of_the_account_are_found(deps: Deps, pool: Pool) -> None:
    """An account finds all of its own passages and none of another's, even if those are nearer."""
    first, second = await add_owner(pool), await add_owner(pool)
    own = await add_passages(pool, first, ["zz zz", "yy y"])
    others = await add_passages(pool, second, ["abc"] * 50)
    await embed_all(deps)
    search = build_embedding_search(deps)
    assert {passage.passage_id for passage in (await find(search, first, "abc", limit=20)).passages} == set(own)
    found = (await find(search, second, "abc", limit=50)).passages
    assert {passage.passage_id for passage in found} == set(others)
    assert (await find(search, uuid4(), "abc", limit=20)).passages == []


async def test_equal_passages_are_in_a_fixed_order(deps: Deps, pool: Pool) -> None:
    """Passages with the same text have the same cosine, and come in the order of their ids each time."""
    owner = await add_owner(pool)
    ids = await add_passages(pool, owner, ["same text"] * 40)
    await embed_all(deps)
    search = build_embedding_search(deps)
    near = await find(search, owner, "same text", limit=100)
    assert [passage.passage_id for passage in near.passages] == sorted(ids)
    assert [passage.cosine for passage in near.passages] == pytest.approx([near.passages[0].cosine] * 40, abs=0)
    assert near.passages[0].cosine == pytest.approx(1, abs=1e-3)
    few = [(await find(search, owner, "same text", limit=10)).passages for _ in range(3)]
    assert few[0] == few[1] == few[2]


async def test_changes_are_seen_at_once(deps: Deps, pool: Pool) -> None:
    """What was embedded, changed or deleted a moment ago is searched as it is now, in each process."""
    owner = await add_owner(pool)
    first, second = await add_passages(pool, owner, ["abc", "xyz"])
    await embed_all(deps)
    searches = [build_embedding_search(deps) for _ in range(2)]

    async def list_found(search: EmbedderSearch) -> list[UUID]:
        return list_ids((await find(search, owner, "abc", limit=9)).passages)

    for search in searches:
        assert await list_found(search) == [first, second]
    await pool.execute("UPDATE study.passages SET content = 'qqq' WHERE id = $1", first)
    await pool.execute("UPDATE study.passages SET content = 'abc' WHERE id = $1", second)
    assert await list_found(searches[0]) == []
    await embed_all(deps)
    for search in searches:
        assert await list_found(search) == [second, first]
    (third,) = await add_passages(pool, owner, ["abd"])
    await pool.execute("DELETE FROM study.passages WHERE id = $1", second)
    await embed_all(deps)
    for search in searches:
        assert set(await list_found(search)) == {first, third}


async def test_other_changes_of_a_passage_keep_its_vector(deps: Deps, pool: Pool) -> None:
    """A new title of a set or a new position needs no new vector; a passage that is given to another account does."""
    owner, other = await add_owner(pool), await add_owner(pool)
    await add_passages(pool, owner, ["abc"])
    await embed_all(deps)
    await pool.execute("UPDATE study.passages SET title = 'New', position = 5, content = content")
    assert await pool.fetchval("SELECT count(*) FROM study.passage_embeddings") == 1
    await pool.execute("UPDATE study.passages SET user_id = $1", other)
    assert await pool.fetchval("SELECT count(*) FROM study.passage_embeddings") == 0


async def test_vectors_go_with_the_account(deps: Deps, pool: Pool) -> None:
    """The deletion of an account removes its vectors and no others."""
    first, second = await add_owner(pool), await add_owner(pool)
    for owner in (first, second):
        await add_passages(pool, owner, ["abc", "def"])
    await embed_all(deps)
    await pool.execute("DELETE FROM public.profiles WHERE id = $1", first)
    assert [tuple(row) for row in await pool.fetch("SELECT DISTINCT user_id FROM study.passage_embeddings")] == [
        (second,)
    ]


async def test_programs_cannot_read_vectors(pool: Pool) -> None:
    """The roles of programs have no rights on the tables."""
    for table in ("study.passage_embeddings", "study.embedding_models"):
        for role in ("anon", "authenticated", "service_role"):
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                assert not await pool.fetchval("SELECT has_table_privilege($1, $2, $3)", role, table, right)


@pytest.mark.parametrize("query", ["", "\x00", "a\ud800", "x" * 1_000_000, "🙂" * 1000])
async def test_any_query_is_answered(deps: Deps, pool: Pool, query: str) -> None:
    """Queries that are empty, huge, or no proper text find all passages."""
    owner = await add_owner(pool)
    await add_passages(pool, owner, ["abc", "xyz"])
    await embed_all(deps)
    near = await find(build_embedding_search(deps), owner, query, limit=5)
    assert len(near.passages) == 2


async def test_many_searches_at_once_find_the_same(deps: Deps, pool: Pool) -> None:
    """Concurrent searches of two accounts, before anything is held in memory, find what single ones find."""
    owners = [await add_owner(pool) for _ in range(2)]
    for owner, texts in zip(owners, (TEXTS, LETTERS), strict=True):
        await add_passages(pool, owner, texts)
    await embed_all(deps)
    search = build_embedding_search(deps)
    expected = [(await find(search, owner, "ma", limit=5)).passages for owner in owners]
    fresh = build_embedding_search(deps)
    results = await asyncio.gather(*(find(fresh, owners[number % 2], "ma", limit=5) for number in range(40)))
    for number, near in enumerate(results):
        assert list_ids(near.passages) == list_ids(expected[number % 2])


async def test_a_search_goes_on_after_a_kill(deps: Deps, pool: Pool) -> None:
    """An embedder that was killed has forgotten all vectors; the next search brings them back."""
    owner = await add_owner(pool)
    await add_passages(pool, owner, TEXTS)
    await embed_all(deps)
    search = build_embedding_search(deps)
    before = await find(search, owner, "ma", limit=9)
    status = await search.read_status()
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    assert list_ids((await find(search, owner, "ma", limit=9)).passages) == list_ids(before.passages)


async def test_searches_and_passages_are_counted(deps: Deps, pool: Pool) -> None:
    """The metrics count passages that got a vector, and searches by how they ended."""

    def read(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0

    owner = await add_owner(pool)
    passages, found = (read("alcove_embedded_passages_total"), read(SEARCHES, outcome="ok"))
    await add_passages(pool, owner, ["abc", "def"])
    await embed_all(deps)
    await find(build_embedding_search(deps), owner, "abc", limit=5)
    assert read("alcove_embedded_passages_total") == passages + 2
    assert read(SEARCHES, outcome="ok") == found + 1


def list_ids(passages: Sequence[NearPassage]) -> list[UUID]:
    """Return the ids of passages."""
    return [passage.passage_id for passage in passages]
