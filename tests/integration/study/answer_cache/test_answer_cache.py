"""Answers are given again to the same account for the same question only."""

from datetime import timedelta
from uuid import UUID

from alcove.apps.study.answer_cache.model import CachedAnswer
from alcove.apps.study.answer_cache.service import StoredCache
from alcove.apps.study.answer_cache.store import MAX_PER_ACCOUNT, forget_expired
from alcove.foundation.database import Pool
from integration.study.callers import add_account
from support.clock import FakeClock

ANSWER = CachedAnswer(
    content="Because of Rayleigh scattering. ☀", payload={"metadata": {"answered": True}, "usage": None}
)


def make_cache(pool: Pool, clock: FakeClock) -> StoredCache:
    """Return a cache that keeps answers for a minute."""
    return StoredCache(pool, lifetime=timedelta(seconds=60), clock=clock)


async def add_learner(pool: Pool) -> UUID:
    """Add an account."""
    async with pool.acquire() as connection:
        return await add_account(connection)


async def test_an_answer_is_found_by_its_account_and_its_key_alone(pool: Pool) -> None:
    """Another account never gets it, even with the same key; nor does another question."""
    cache, first, second = make_cache(pool, FakeClock()), await add_learner(pool), await add_learner(pool)
    await cache.store(first, "why", answer=ANSWER)
    assert await cache.find(first, "why") == ANSWER
    assert await cache.find(second, "why") is None
    assert await cache.find(first, "why ") is None


async def test_other_processes_find_it_and_it_expires(pool: Pool) -> None:
    """A cache of another process reads the same rows; after its lifetime an answer is gone."""
    clock = FakeClock()
    account = await add_learner(pool)
    await make_cache(pool, clock).store(account, "why", answer=ANSWER)
    clock.advance(59)
    assert await make_cache(pool, clock).find(account, "why") == ANSWER
    clock.advance(1)
    assert await make_cache(pool, clock).find(account, "why") is None
    assert await forget_expired(pool, now=clock.now()) == 1


async def test_a_newer_answer_replaces_the_older_one(pool: Pool) -> None:
    """Two callers that ask at the same time store one row."""
    cache, account = make_cache(pool, FakeClock()), await add_learner(pool)
    newer = CachedAnswer(content="newer", payload={})
    await cache.store(account, "why", answer=ANSWER)
    await cache.store(account, "why", answer=newer)
    assert await cache.find(account, "why") == newer


async def test_an_account_keeps_a_bounded_number(pool: Pool) -> None:
    """The oldest answers go first."""
    clock = FakeClock()
    cache, account = make_cache(pool, clock), await add_learner(pool)
    await pool.execute(
        "INSERT INTO study.cached_answers SELECT $1, sha256(n::text::bytea), 'x', '{}',"
        " $2::timestamptz + n * interval '1 ms', $2::timestamptz + interval '1 hour'"
        " FROM generate_series(1, $3::int) AS n",
        account, clock.now(), MAX_PER_ACCOUNT,
    )  # fmt: skip
    clock.advance(2)
    await cache.store(account, "newest", answer=ANSWER)
    assert await pool.fetchval("SELECT count(*) FROM study.cached_answers") == MAX_PER_ACCOUNT
    assert await cache.find(account, "1") is None
    assert await cache.find(account, str(MAX_PER_ACCOUNT)) is not None
    assert await cache.find(account, "newest") == ANSWER


async def test_a_deleted_account_keeps_nothing(pool: Pool) -> None:
    """Its rows go with it, and an answer that comes later is not stored."""
    cache, account = make_cache(pool, FakeClock()), await add_learner(pool)
    await cache.store(account, "why", answer=ANSWER)
    await pool.execute("DELETE FROM auth.users WHERE id = $1", account)
    await cache.store(account, "why", answer=ANSWER)
    assert await pool.fetchval("SELECT count(*) FROM study.cached_answers") == 0


async def test_an_answer_that_is_too_long_is_not_kept(pool: Pool) -> None:
    """The table stays small."""
    cache, account = make_cache(pool, FakeClock()), await add_learner(pool)
    await cache.store(account, "long", answer=CachedAnswer(content="x" * 200_001, payload={}))
    assert await cache.find(account, "long") is None
