"""An import of cards that loses its database, and then its worker."""

import os
import signal
from pathlib import Path

import asyncpg
import pytest

from integration.study.cards.site import CardClient, CardSite
from integration.study.cards.test_decks import TEXTS, write_deck
from integration.study.conftest import sign_up
from integration.study.served import serve_study
from support.http_client import blocking_http_client
from support.until import until_async
from support.worker_program import worker_process

WORKER = "integration.study.cards.worker_tasks"
BLOCKED = "SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


@pytest.mark.slow
async def test_an_import_that_is_interrupted_adds_its_cards_once(dsn: str, tmp_path: Path) -> None:
    """Without its connection, and after kill -9 in mid-transaction, nothing is half there; the next run adds all."""
    with serve_study(dsn, tmp_path) as server, blocking_http_client(server.address, timeout=60) as http:
        client = CardClient(site=CardSite(server=server, http=http), account=await sign_up(server))
        import_id = client.upload(write_deck(tmp_path)).json()["id"]
        path = f"flashcard-sets/imports/{import_id}"
        connection = await asyncpg.connect(dsn)
        await connection.execute("BEGIN")
        await connection.execute("SELECT FROM public.profiles WHERE id = $1 FOR NO KEY UPDATE", client.account)

        async def find_blocked() -> list[int]:
            return [row["pid"] for row in await connection.fetch(BLOCKED)]

        async with worker_process(WORKER, dsn, dsn, str(tmp_path)) as process:
            (lost,) = await until_async(find_blocked)
            await connection.execute("SELECT pg_terminate_backend($1)", lost)

            async def is_tried_again() -> bool:
                return any(pid != lost for pid in await find_blocked())

            await until_async(is_tried_again)
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()
        assert client.ok("GET", path)["state"] == "working"
        assert client.texts() == []
        assert client.ok("GET", "flashcard-sets")["total"] == client.ok("GET", "flashcards/media")["total"] == 0
        await connection.close()
        async with worker_process(WORKER, dsn, dsn, str(tmp_path)):
            await until_async(lambda: client.ok("GET", path)["state"] == "done")
        assert client.texts() == TEXTS
        assert client.ok("GET", path)["result"]["added"] == 3
        assert client.ok("GET", "flashcard-sets")["total"] == client.ok("GET", "flashcards/media")["total"] == 1
