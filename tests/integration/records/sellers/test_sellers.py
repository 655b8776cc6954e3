"""Sellers over real HTTP: their scrapes, schedules, offers against the wantlist, and covers."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from alcove.apps.records.sellers.jobs import request_due_scrapes
from alcove.apps.records.wantlist.jobs import request_due_sync
from alcove.simulators.discogs.wantlists import Want
from integration.records.scraping.api_server import serve_api
from integration.records.scraping.world import World
from support import golden
from support.clock import FakeClock
from support.until import until_async

HERE: Final = Path(__file__).parent / "golden"
VOLATILE: Final = ("_at", "first_seen", "last_seen", "added")


def without_times(value: Any) -> Any:
    """Return a reply whose times are only said to be there."""
    if isinstance(value, list):
        return [without_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: "a time" if name.endswith(VOLATILE) and item is not None else without_times(item)
        for name, item in value.items()
    }


async def scrape(client: Any, world: World, seller: str) -> dict[str, Any]:
    """Scrape a seller over HTTP and return its newest scrape."""
    requested = await client.post(f"/api/records/sellers/{seller}/scrape", json={"mode": "full"})
    assert requested.status_code == 202, requested.text
    await world.wait_for_end(requested.json()["run"]["id"])
    found: dict[str, Any] = (await client.get(f"/api/records/sellers/{seller}")).json()["scrapes"][0]
    return found


def want_all(world: World, listing_ids: list[int]) -> list[int]:
    """Put the releases of offers on the owner's wantlist on Discogs, and return their ids."""
    offers = [world.simulator.catalogue.find(listing_id) for listing_id in listing_ids]
    releases = [offer.release.id for offer in offers if offer]
    for release in releases:
        world.simulator.wants.put("collector", Want(release_id=release, added=world.simulator.clock.now()))
    return releases


async def test_sellers_are_ranked_by_what_they_offer_of_the_wantlist(world: World) -> None:
    """After two scrapes the list ranks sellers by wanted releases; a seller shows why offers were skipped."""
    world.seller("Bert")
    world.sell("anna", 3)
    world.sell("anna", condition="Poor (P)")
    [wanted] = world.sell("Bert", 1)
    async with serve_api(world) as client:
        assert (await client.get("/api/records/sellers")).json()["sellers"] == []
        assert (await client.get("/api/records/sellers/nobody")).status_code == 404
        for seller in ("anna", "Bert"):
            assert (await scrape(client, world, seller))["state"] == "done"
        release = int((await world.offers("Bert"))[0]["discogs_id"])
        added = await client.post("/api/records/wantlist", json={"release_id": release})
        assert added.status_code == 200
        sellers = (await client.get("/api/records/sellers")).json()
        assert [(row["rank"], row["name"], row["wanted"], row["offers"]) for row in sellers["sellers"]] == [
            (1, "Bert", 1, 1), (2, "anna", 0, 3),
        ]  # fmt: skip
        golden.check(HERE / "sellers.json", without_times(sellers))
        anna = (await client.get("/api/records/sellers/ANNA")).json()
        assert anna["scrapes"][0]["skipped_because"]["condition"] == 1
        golden.check(HERE / "seller.json", without_times((await client.get("/api/records/sellers/Bert")).json()))
        assert (
            wanted == (await client.get("/api/records/wantlist")).json()["wants"][0]["offers"][0]["discogs_listing_id"]
        )


async def test_an_unknown_seller_is_a_failed_scrape_and_no_seller(world: World) -> None:
    """A scrape of an unknown seller fails with one reason, and the list never has such a seller."""
    async with serve_api(world) as client:
        requested = await client.post("/api/records/sellers/nobody/scrape", json={})
        assert (await client.get("/api/records/sellers")).json()["total"] == 0
        again = await client.post("/api/records/sellers/nobody/scrape", json={})
        row = await world.wait_for_end(requested.json()["run"]["id"])
        assert again.status_code in (202, 409)
        assert row["error_code"] == "seller_unknown"
        assert (await client.get("/api/records/sellers")).json()["total"] == 0
        invalid = await client.post("/api/records/sellers/a%00b/scrape", json={})
        assert (invalid.status_code, invalid.json()["code"]) == (400, "invalid_request")


async def test_a_schedule_scrapes_by_itself(slow_world: World) -> None:
    """A scheduled scrape is requested when its time has come, once, and the schedule moves on by whole periods."""
    world, clock = slow_world, slow_world.clock
    assert isinstance(clock, FakeClock)
    world.sell("anna", 1)
    async with serve_api(world) as client:
        assert (await client.put("/api/records/sellers/anna/schedule", json={"every_hours": 6})).status_code == 404
        await scrape(client, world, "anna")
        assert (await client.put("/api/records/sellers/anna/schedule", json={"every_hours": 0})).status_code == 400
        planned = await client.put("/api/records/sellers/anna/schedule", json={"every_hours": 6, "mode": "full"})
        assert planned.json()["seller"]["schedule"]["every_hours"] == 6
        await request_due_scrapes(world.deps())
        assert await world.pool.fetchval("SELECT count(*) FROM discogs_scrape") == 1
        await world.pool.execute("UPDATE discogs_schedule SET next_run_at = $1", clock.now() - timedelta(hours=13))
        await request_due_scrapes(world.deps())
        await request_due_scrapes(world.deps())
        rows = await world.pool.fetch("SELECT mode FROM discogs_scrape ORDER BY id")
        assert [row["mode"] for row in rows] == ["full", "full"]
        next_run = await world.pool.fetchval("SELECT next_run_at FROM discogs_schedule")
        assert next_run == clock.now() + timedelta(hours=5)
        assert (await client.delete("/api/records/sellers/anna/schedule")).json()["seller"]["schedule"] is None
        assert (await client.delete("/api/records/sellers/anna/schedule")).status_code == 404


async def test_the_wantlist_is_synchronised_page_by_page(world: World) -> None:
    """All pages are stored; a sync that was killed after the first page goes on, and what is gone leaves."""
    releases = want_all(world, world.sell("anna", 130))
    async with serve_api(world) as client:
        assert (await client.get("/api/records/wantlist/sync")).json()["state"] == "never"
        # What a worker that was killed after the first page leaves: a running row without a job.
        await world.pool.execute("UPDATE discogs_want_sync SET state = 'running', pass = 1, page = 1, items = 130")
        await world.pool.execute(
            "INSERT INTO discogs_want (release_id, added_at, pass) VALUES (999999, now(), 0), (999998, now(), 1)"
        )
        await request_due_sync(world.deps())

        async def is_done() -> object:
            return (await client.get("/api/records/wantlist/sync")).json()["state"] == "done"

        await until_async(is_done)
        stored = {row["release_id"] for row in await world.pool.fetch("SELECT release_id FROM discogs_want")}
        assert stored == {*releases[100:], 999998}
        assert (await client.post("/api/records/wantlist/sync")).status_code == 202
        await until_async(is_done)
        wantlist = (await client.get("/api/records/wantlist")).json()
        assert (wantlist["total"], len(wantlist["wants"])) == (130, 100)
        removed = await client.delete(f"/api/records/wantlist/{releases[0]}")
        assert removed.status_code == 200
        assert world.simulator.wants.find("collector", releases[0]) is None
        assert (await client.get("/api/records/wantlist")).json()["total"] == 129
        assert (await client.post("/api/records/wantlist", json={"release_id": 5})).status_code == 404


async def test_covers_are_fetched_once_through_the_server(world: World) -> None:
    """A cover is fetched with the owner's token and cached; unknown releases and missing covers are not asked for."""
    world.sell("anna", 2)
    async with serve_api(world) as client:
        await scrape(client, world, "anna")
        release, bare = (offer["discogs_id"] for offer in await world.offers("anna"))
        await world.pool.execute(
            "INSERT INTO discogs_cover (release_id, url, checked_at) VALUES ($1, '', now())", int(bare)
        )
        world.forget_requests()
        first = await client.get(f"/api/records/covers/{release}")
        assert (first.status_code, first.headers["content-type"], first.headers["x-cache"]) == (
            200,
            "image/png",
            "MISS",
        )
        assert first.headers["x-content-type-options"] == "nosniff"
        assert first.headers["content-security-policy"] == "default-src 'none'; sandbox"
        entries = world.simulator.log.entries()
        assert [entry.user for entry in entries if entry.path.startswith(("/releases", "/images"))] == ["collector"] * 2
        second = await client.get(f"/api/records/covers/{release}", headers={"if-none-match": first.headers["etag"]})
        assert second.status_code == 304
        assert len(world.simulator.log.entries()) == len(entries)
        for unknown in ("999999", "0", "x", "9" * 30):
            assert (await client.get(f"/api/records/covers/{unknown}")).status_code == 404
        assert (await client.get(f"/api/records/covers/{bare}")).status_code == 204
        assert len(world.simulator.log.entries()) == len(entries)
