"""Requests that are waiting when the server is told to stop."""

import asyncio
import json
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import httpx2
import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.processes import AlcoveProcess
from support.until import until

Start = Callable[..., AlcoveProcess]


@pytest.mark.slow
async def test_a_request_that_outlasts_the_shutdown_is_told(start: Start, home: Path) -> None:
    """A request that still waits some seconds after SIGTERM gets 503 in JSON, and the server ends."""
    serve = start("serve").wait_ready()
    answers: list[tuple[int, bytes]] = []
    asking = threading.Thread(target=lambda: answers.append(serve.get("/search/results/")))
    connection = await asyncpg.connect(EmbeddedPostgres(home / "data").dsn)
    await connection.execute("BEGIN; LOCK TABLE records.discogs_listing IN ACCESS EXCLUSIVE MODE")
    asking.start()
    await connection.execute("SELECT pg_sleep(0.4)")
    serve.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(serve.process.wait, 60) == 0
    asking.join(60)
    assert answers[0][0] == 503, answers
    assert json.loads(answers[0][1])["code"] == "shutting_down"
    connection.terminate()


def test_a_caller_who_waits_for_a_scrape_is_answered_at_shutdown(start: Start) -> None:
    """SIGTERM during `POST /data/{seller}` responds at once with the state of the run, not after its budget."""
    api = start("api", DISCOGS_USER_TOKEN="a-token", SCRAPE_RESPONSE_BUDGET_S="60").wait_ready()
    answers: list[httpx2.Response] = []
    url = f"http://127.0.0.1:{api.port}/data/anna/"
    asking = threading.Thread(target=lambda: answers.append(httpx2.post(url, timeout=90)))
    asking.start()
    until(lambda: api.get("/api/scraper/jobs/anna/")[0] == 200)
    began = time.monotonic()
    assert api.stop() == 0
    asking.join(90)
    assert time.monotonic() - began < 60
    assert answers[0].status_code == 202
    assert "continues in the background" in answers[0].json()["message"]
