"""Requests whose statements take long, beside others."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
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
    dsn = EmbeddedPostgres(home / "data").dsn
    async with AsyncExitStack() as stack:
        connection, observer = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
        stack.push_async_callback(connection.close)
        stack.push_async_callback(observer.close)
        threads = stack.enter_context(ThreadPoolExecutor(30))
        await connection.execute("BEGIN; LOCK TABLE records.discogs_listing IN ACCESS EXCLUSIVE MODE")
        searches = [threads.submit(serve.get, f"/search/results/?min_year={number}") for number in range(30)]
        await until_async(lambda: observer.fetchval(WAITING))
        await asyncio.sleep(2)
        slowest = 0.0
        for path in ["/autocomplete/genre/?term=ja", "/api/account"] * 10:
            began = time.monotonic()
            assert (await asyncio.to_thread(serve.get, path))[0] == 200
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 1
        assert await observer.fetchval(WAITING) == 3
        # Its checks wait for the table, too, but the server is not down because of that.
        assert (await asyncio.to_thread(serve.get, "/health/ready"))[0] == 200
        await connection.execute("ROLLBACK")
        statuses = [(await asyncio.to_thread(search.result, 60))[0] for search in searches]
        assert statuses == [200] * 30
