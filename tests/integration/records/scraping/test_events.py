"""The event stream of the records app: scrapes, details, trainings and picks, from the worker to a client."""

from datetime import UTC, datetime

import msgspec

from alcove.apps.records.daily_pick.service.picks import PickRequest, notify_failure, pick_best_score
from alcove.apps.records.scraping.schemas import ScrapeStatus
from alcove.apps.records.taste.store import models
from alcove.foundation.database import transaction
from integration.records.scraping.api_server import serve_api
from integration.records.scraping.world import World
from support.event_streams import event_stream

PATH = "/api/records/events"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


async def test_a_scrape_sends_events_from_request_to_end(world: World) -> None:
    """Queued, running, each page and the end arrive in this order, each equal to a status response."""
    world.sell("anna", 250)
    async with serve_api(world) as client, event_stream(client, PATH) as stream:
        await client.post("/data/anna")
        last = await stream.until("scrape", state="done")
        scrapes = [event.data for event in stream.seen if event.name == "scrape"]
        assert scrapes == sorted(scrapes, key=lambda scrape: (scrape["state"] == "done", scrape["page"]))
        assert {scrape["page"] for scrape in scrapes} >= {1, 2, 3}
        assert {scrape["state"] for scrape in scrapes} >= {"running", "done"}
        assert last.data == (await client.get("/api/scraper/jobs/anna")).json()
        msgspec.convert(last.data, ScrapeStatus)


async def test_failed_and_cancelled_scrapes_send_events(world: World) -> None:
    """The last event has the failure or the cancellation."""
    async with (
        serve_api(world, environ={"DISCOGS_USER_TOKEN": "revoked"}) as client,
        event_stream(client, PATH) as stream,
    ):
        await client.post("/data/anna")
        assert (await stream.until("scrape", seller="anna", state="failed")).data["error_code"]
    async with serve_api(world, with_worker=False) as client, event_stream(client, PATH) as stream:
        await world.request_scrape("anna")
        await stream.until("scrape", seller="anna", state="queued")
        await client.delete("/api/scraper/jobs/anna")
        await stream.until("scrape", seller="anna", state="cancelled")


async def test_each_fetched_release_sends_an_event(world: World) -> None:
    """Each record with fetched details has an event, with the number of remaining ones."""
    world.sell("anna", 2, release={"id": 71, "genres": ("Jazz",), "styles": ()})
    world.sell("anna", release={"id": 72, "genres": ("Rock",), "styles": ()})
    async with (
        serve_api(world, with_worker=False) as client,
        event_stream(client, PATH) as stream,
        world.worker(queues=("scraping", "details")),
    ):
        await world.request_scrape("anna")
        last = await stream.until("details", missing=0, error=None)
        while last.data["record_id"] is None:
            last = await stream.until("details", missing=0)
    ids = {event.data["record_id"] for event in stream.seen if event.name == "details"} - {None}
    assert ids == {row["id"] for row in await world.pool.fetch("SELECT id FROM discogs_record")}


async def test_trainings_and_picks_send_events(world: World) -> None:
    """A training has an event with its result, a pick with its offer or the reason why there is none."""
    world.sell("anna", 3)
    async with serve_api(world) as client, event_stream(client, PATH) as stream:
        await client.post("/data/anna")
        async with transaction(world.pool) as connection:
            row = models.TrainingRow(
                outcome="kept", reason="no news", labels=3, keepers=1, started_at=NOW, finished_at=NOW
            )
            training_id = await models.insert_training(connection, row)
        training = await stream.until("training", id=training_id)
        assert training.data == {
            "id": training_id, "outcome": "kept", "reason": "no news", "labels": 3, "keepers": 1, "model_id": None,
            "started_at": "2026-01-02T00:00:00Z", "finished_at": "2026-01-02T00:00:00Z",
        }  # fmt: skip
        request = PickRequest(NOW.date(), None)
        await notify_failure(world.pool, request, error="No offer.")
        assert (await stream.until("pick")).data == {"id": None, "date": "2026-01-02", "error": "No offer."}
        await pick_best_score(world.pool, request, error="test")
        pick = (await stream.until("pick", date="2026-01-02", error="test")).data
        sql = "SELECT id, listing_id FROM discogs_recordoftheday WHERE date = $1"
        assert (pick["id"], pick["listing_id"]) == tuple(await world.pool.fetchrow(sql, NOW.date()))
        assert pick["selection_method"] == "fallback_highest_score"


async def test_verdicts_send_events(world: World) -> None:
    """A verdict, its change and its removal have an event with the counts; many at once have one without an offer."""
    world.sell("anna", 30)
    async with serve_api(world) as client, event_stream(client, PATH) as stream:
        await client.post("/data/anna")
        ids = [row["id"] for row in await world.pool.fetch("SELECT id FROM discogs_listing ORDER BY id")]
        path = f"/api/records/offers/{ids[0]}/verdict"
        await client.put(path, json={"verdict": "keep"})
        await stream.until("verdict", id=ids[0], verdict="keep", kept=1, skipped=0, unjudged=29)
        await client.delete(path)
        await stream.until("verdict", id=ids[0], verdict=None, kept=0, unjudged=30)
        await client.post("/submit-scoring-selections/", data={"listing_ids": ids, "keeper_ids": []})
        await stream.until("verdict", id=None, skipped=30, unjudged=0)


async def test_a_new_stream_begins_with_running_scrapes(world: World) -> None:
    """A stream begins with the runs that are active or ended recently."""
    async with serve_api(world, with_worker=False) as client:
        running = await world.request_scrape("anna")
        async with event_stream(client, PATH) as stream:
            assert (await stream.until("scrape")).data["id"] == running
            await client.delete("/api/scraper/jobs/anna")
            last = await stream.until("scrape", state="cancelled")
        async with event_stream(client, PATH, Last_Event_ID=last.id) as stream:
            await stream.until("scrape", id=running, state="cancelled")
