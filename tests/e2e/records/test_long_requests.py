"""Requests whose statements take long, beside others."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.processes import AlcoveProcess
from support.until import until_async

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%discogs_listing%'"


@pytest.mark.slow
async def test_slow_searches_do_not_stop_the_server(start: Callable[..., AlcoveProcess], home: Path) -> None:
    """While thirty searches wait for their statements, other requests are answered at once; then all succeed."""
    serve = start("api").wait_ready()
    connection = await asyncpg.connect(EmbeddedPostgres(home / "data").dsn)
    observer = await asyncpg.connect(EmbeddedPostgres(home / "data").dsn)
    await connection.execute("BEGIN; LOCK TABLE records.discogs_listing IN ACCESS EXCLUSIVE MODE")
    with ThreadPoolExecutor(30) as threads:
        searches = [threads.submit(serve.get, f"/search/results/?min_year={number}") for number in range(30)]
        await until_async(lambda: observer.fetchval(WAITING), within=30)
        await asyncio.sleep(2)
        slowest = 0.0
        for path in ["/health/ready", "/api/account"] * 10:
            began = time.monotonic()
            assert (await asyncio.to_thread(serve.get, path))[0] == 200
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 1
        assert await observer.fetchval(WAITING) == 3
        await connection.execute("ROLLBACK")
        statuses = [(await asyncio.to_thread(search.result, 60))[0] for search in searches]
    assert statuses == [200] * 30
    await connection.close()
    await observer.close()
