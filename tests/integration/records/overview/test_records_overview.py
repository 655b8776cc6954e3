"""Records on the pages over all apps: results, jobs, what there is today, and their changes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.apps.records.overview.service import RecordsActivity, RecordsLiveEvents, RecordsSummary
from alcove.apps.records.scraping import SCRAPE_CHANNEL, request_scrape
from alcove.foundation.database import Pool, transaction
from alcove.foundation.overview import JobNotChangeable, JobNotFound, JobQuery, Viewer
from alcove.foundation.realtime import Notification
from support.clock import FakeClock
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
NOON: Final = datetime(2026, 3, 29, 12, tzinfo=UTC)
ANN: Final = Viewer(account_id=None, name="ann", role="member")
_OFFERS: Final = """
WITH seller AS (INSERT INTO discogs_seller (name, currency) VALUES ('Müller & Söhne', 'USD') RETURNING id), record AS (
    INSERT INTO discogs_record (id, discogs_id, artist, title, format, label, wants, haves, year, added)
    VALUES (1, '10', 'Ørsted Quartet', 'Blue % Garden', 'LP', 'Fjord', 90, 10, 1961, $1),
        (2, '11', 'Anna Lund', 'Red Garden', 'LP', 'Fjord', 9, 10, 1971, $1) RETURNING id
)
INSERT INTO discogs_listing (id, seller_id, record_id, record_price, media_condition)
SELECT record.id, seller.id, record.id, 20 + record.id, 'Mint (M)' FROM record, seller
"""
_RUNS: Final = """
INSERT INTO discogs_scrape (seller, mode, state, page, pages, error, retry_at, requested_at, updated_at)
VALUES ('a', 'new', 'failed', 2, 9, 'Discogs does not answer.', NULL, $1, $1),
    ('b', 'full', 'failed', 2, 9, 'Too many requests.', $1::timestamptz + interval '1 hour',
        $1::timestamptz + interval '1 minute', $1),
    ('c', 'full', 'running', 3, 9, NULL, NULL, $1::timestamptz + interval '2 minutes', $1)
"""
_TRAINING: Final = """
INSERT INTO discogs_training (outcome, reason, labels, started_at, finished_at)
VALUES ('failed', 'no memory', 12, $1, $1)
"""


async def test_a_search_finds_offers_and_sellers(pool: Pool) -> None:
    """Words are found however they are written, and signs of a pattern stand for themselves."""
    await pool.execute(_OFFERS, NOON)
    summary = RecordsSummary(pool, clock=FakeClock(NOON))

    async def find(text: str, limit: int = 5) -> list[Any]:
        results: list[Any] = json.loads(await summary.find(ANN, text, limit=limit))
        return results

    check(GOLDEN / "find.json", await find("GARDEN"))
    assert [result["title"] for result in await find("orsted blue")] == ["Ørsted Quartet - Blue % Garden"]
    assert [result["title"] for result in await find("% garden")] == ["Ørsted Quartet - Blue % Garden"]
    assert [result["title"] for result in await find("Ørsted Quartet - Blue % Garden")] == [
        "Ørsted Quartet - Blue % Garden"
    ]
    assert [result["url"] for result in await find("muller")] == ["/records/sellers/Müller & Söhne"]
    assert len(await find("garden", 1)) == 1
    assert await find("nothing of it") == []


async def test_today_has_a_pick_and_one_next_step(pool: Pool) -> None:
    """An empty server leads to the sellers, a scrape to its progress, offers to judging, verdicts to the shortlist."""
    summary = RecordsSummary(pool, clock=FakeClock(NOON))

    async def read() -> Any:
        return json.loads(await summary.today(ANN))

    steps = [(await read())["next_step"]["url"]]
    await pool.execute(_RUNS, NOON)
    steps.append((await read())["next_step"]["url"])
    await pool.execute(_OFFERS, NOON)
    check(GOLDEN / "today.json", await read())
    await pool.execute("UPDATE discogs_listing SET evaluated = true, kept = id = 1")
    done = await read()
    assert [*steps, done["next_step"]["url"]] == ["/records/sellers", "/activity", "/records/kept"]
    assert [fact["value"] for fact in done["facts"]] == [2, 0, 1]
    assert done["items"] == []


async def test_jobs_are_cancelled_and_started_again(pool: Pool) -> None:
    """A running scrape is cancelled, a failed or waiting one is requested again; others are refused with a reason."""
    await pool.execute(_RUNS, NOON)
    await pool.execute(_TRAINING, NOON)
    activity = RecordsActivity(pool)

    async def read(**query: Any) -> list[Any]:
        return [json.loads(row.body) for row in await activity.list_jobs(ANN, JobQuery(**query))]

    jobs = {job["title"]: job for job in await read()}
    check(GOLDEN / "jobs.json", list(jobs.values()))
    assert [job["title"] for job in await read(states=["waiting"])] == ["Full scrape of b"]
    running = jobs["Full scrape of c"]["id"]
    await activity.cancel(ANN, running)
    assert [job["state"] for job in await read(states=["cancelled"])] == ["cancelled"]
    with pytest.raises(JobNotChangeable):
        await activity.cancel(ANN, running)
    for title in ("Scrape of a", "Full scrape of b"):
        await activity.retry(ANN, jobs[title]["id"])
        with pytest.raises(JobNotChangeable):
            await activity.retry(ANN, jobs[title]["id"])
    await activity.retry(ANN, jobs["Training on 12 verdicts"]["id"])
    queued = await read(states=["queued"])
    assert {job["title"] for job in queued} == {"Scrape of a", "Full scrape of b", "Training on your verdicts"}
    await activity.cancel(ANN, next(job["id"] for job in queued if job["kind"] == "task"))
    assert len(await read(states=["queued"])) == 2
    for unknown in ("scrape-0", "scrape-x", "training-9" * 20, "task-1", "other-1", ""):
        with pytest.raises(JobNotFound):
            await activity.retry(ANN, unknown)


async def test_a_scrape_is_an_event_and_a_job(pool: Pool) -> None:
    """The change of a run has its status, and names its job."""
    async with transaction(pool) as connection:
        run_id = await request_scrape(connection, seller="a")
    (event,) = await RecordsLiveEvents(pool).read(Notification(SCRAPE_CHANNEL, str(run_id)))
    assert (event.name, event.job_id, json.loads(event.data)["state"]) == ("scrape", f"scrape-{run_id}", "queued")
    assert "scrape" in {event.name for event in await RecordsLiveEvents(pool).read_since(NOON)}
