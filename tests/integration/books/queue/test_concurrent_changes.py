"""Many clients change the queue over HTTP at the same time."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from alcove.apps.books.queue import service as queueing
from alcove.apps.books.queue.store import claims
from alcove.foundation.database import Connection, PgListener, Pool, run_transaction, transaction
from fixtures.books.app_with_sources import book, make_books_app
from support.http_client import http_client
from support.servers import serve_async

BOOKS = [f"b{number}" for number in range(40)]
SECONDS = 6.0


async def change(client: httpx2.AsyncClient, rng: random.Random) -> int:
    """Send one random change and return the status of its response."""
    name = rng.choice(BOOKS)
    kind = rng.choice(("reorder", "reorder", "clear", "priority", "cancel"))
    if kind == "reorder":
        priorities = {name: rng.randrange(-9, 9) for name in rng.sample(BOOKS, len(BOOKS))}
        response = await client.post("/api/queue/reorder", json={"book_priorities": priorities})
    elif kind == "clear":
        response = await client.delete("/api/queue/clear")
    elif kind == "priority":
        response = await client.put(f"/api/queue/{name}/priority", json={"priority": rng.randrange(-9, 9)})
    else:
        response = await client.delete(f"/api/download/{name}/cancel")
    return response.status_code


async def take(pool: Pool, *, job_id: int) -> None:
    """Claim a download, fail it and release it, as a worker does; then queue everything again."""

    async def claim(connection: Connection) -> claims.ClaimedDownload | None:
        await claims.requeue_orphans(connection)
        return await claims.claim_next(connection, job_id=job_id, limit=99, parallel={"shop": 99})

    claimed = await run_transaction(pool, claim)
    if claimed is not None:
        await claims.fail(pool, claimed.lease, message="Gone")
        await claims.release(pool, claimed.lease)
    for name in BOOKS:
        async with transaction(pool) as connection:
            await queueing.enqueue_download(connection, book=book(name))


@pytest.mark.slow
async def test_concurrent_changes_never_fail(pool: Pool, pg_listener: PgListener, tmp_path: Path) -> None:
    """While 16 clients reorder, clear, prioritise and cancel and 2 workers claim, all get 200 or 404."""
    books_app = make_books_app(pool=pool, pg_listener=pg_listener, data_dir=tmp_path, environ={})
    statuses: Counter[int] = Counter()
    ends = asyncio.get_running_loop().time() + SECONDS

    async def run_client(number: int, client: httpx2.AsyncClient) -> None:
        rng = random.Random(number)  # noqa: S311 - seeded
        while asyncio.get_running_loop().time() < ends:
            statuses[await change(client, rng)] += 1

    async def run_worker(number: int) -> None:
        while asyncio.get_running_loop().time() < ends:
            await take(pool, job_id=number)

    async with serve_async(books_app.own_port_app()) as base, http_client(base) as client:
        await asyncio.gather(*(run_client(number, client) for number in range(16)), run_worker(1), run_worker(2))
    assert set(statuses) <= {200, 404}, statuses
    assert statuses[200] > 100
