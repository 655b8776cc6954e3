"""E8, E17 to E20 and E24 over real HTTP, with a worker beside the api."""

import asyncio
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integration.records.scraping.api_server import send_raw_request, serve_api
from integration.records.scraping.world import NOTHING, World, summarize_end
from support.servers import serve_async
from support.until import until_async

UNREACHABLE = {"DISCOGS_API_BASE": "http://127.0.0.1:9"}
SIGNED_OUT = {"DISCOGS_USER_TOKEN": ""}
REVOKED = {"DISCOGS_USER_TOKEN": "revoked"}


async def test_a_finished_scrape_returns_a_message_and_counts(world: World) -> None:
    """E8 returns 201 once the scrape has ended, with a message and every count."""
    world.sell("anna", 120)
    world.sell("anna", condition="Poor (P)")
    async with serve_api(world) as client:
        response = await client.post("/data/anna", headers={"Content-Type": "application/json"})
        assert (response.status_code, response.json()) == (201, {
            "message": "Scraped anna: 121 offers seen, 120 kept (120 new, 0 updated, 0 unchanged),"
                       " 1 not kept (1 in too poor a condition).",
            "success": True, "username": "anna", "seen": 121, "total_records": 120, "new_records": 120,
            "updated_records": 0, "unchanged_records": 0, "skipped": 1,
            "skipped_because": {"status": 0, "format": 0, "condition": 1, "demand": 0, "price": 0},
            "unpriced": 0, "failed": 0, "delisted": 0, "pages": 2, "complete": True,
            "job": "/api/scraper/jobs/anna",
        })  # fmt: skip
        second = await client.post("/api/data/anna/")
        assert second.status_code == 201
        assert second.json()["new_records"] == 0


async def test_the_older_address_has_a_short_response(world: World) -> None:
    """E18 runs the same scrape and returns 200 with the five fields of its older form."""
    world.sell("anna", 3)
    async with serve_api(world) as client:
        response = await client.post("/api/scraper/go/anna")
        assert (response.status_code, response.json()) == (200, {
            "success": True,
            "message": "Scraped anna: 3 offers seen, 3 kept (3 new, 0 updated, 0 unchanged), 0 not kept.",
            "username": "anna", "total_records": 3, "new_records": 3,
        })  # fmt: skip
        assert (await client.post("/api/scraper/anna")).json()["new_records"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(("path", "later"), [("/data/anna", 409), ("/api/scraper/go/anna", 409)])
async def test_the_budget_ends_the_response_but_not_the_scrape(world: World, path: str, later: int) -> None:
    """When the response budget is spent, the response is 202, the scrape continues, and a second one is 409."""
    world.sell("anna", 250)
    world.set_faults(latency_s=1.0)
    async with serve_api(world, environ={"SCRAPE_RESPONSE_BUDGET_S": "0.3"}) as client:
        response = await client.post(path)
        assert response.status_code == 202
        assert "continues in the background" in response.json()["message"]
        second = await client.post(path)
        assert (second.status_code, second.json()["code"]) == (later, "scrape_running")
        row = await world.wait_for_end(1)
    assert summarize_end(row) == ("done", True, "end")
    assert row["new"] == 250


async def test_the_status_changes_while_the_scrape_runs(world: World) -> None:
    """E24 shows page and counts of a running scrape, and how it ended; 404 for a seller never scraped."""
    world.sell("anna", 450)
    world.set_faults(latency_s=0.15)
    async with serve_api(world) as client:
        assert (await client.get("/api/scraper/jobs/anna")).status_code == 404
        running = asyncio.create_task(client.post("/data/anna"))
        seen = set()
        while not running.done():
            response = await client.get("/api/scraper/jobs/Anna")
            if response.status_code == 200:
                status = response.json()
                seen.add((status["state"], status["page"], status["new"]))
            await asyncio.sleep(0.02)
        assert {("running", page, 100 * page) for page in range(1, 5)} <= seen
        last = (await client.get("/api/scraper/jobs/anna/")).json()
    assert (last["state"], last["page"], last["pages"], last["items"], last["complete"]) == ("done", 5, 5, 450, True)
    assert last["finished_at"] >= last["started_at"] >= last["requested_at"]


async def test_a_cancelled_scrape_keeps_the_offers_it_stored(world: World) -> None:
    """DELETE ends a running scrape: the waiting client gets 409, stored offers stay, and no more pages are read."""
    world.sell("anna", 450)
    world.set_faults(latency_s=0.15)
    async with serve_api(world) as client:
        assert (await client.delete("/api/scraper/jobs/anna")).status_code == 404
        running = asyncio.create_task(client.post("/data/anna"))

        async def is_done() -> object:
            return (await client.get("/api/scraper/jobs/anna")).json().get("page", 0) >= 1

        await until_async(is_done)
        response = await client.delete("/api/scraper/jobs/anna")
        assert response.status_code == 200
        assert "anna" in response.json()["message"]
        waited = await running
        assert (waited.status_code, waited.json()["code"]) == (409, "scrape_cancelled")
        row = await world.wait_for_end(1)
        read = len(world.pages_read())
        await asyncio.sleep(0.4)
        assert len(world.pages_read()) == read < 5
    assert row["state"] == "cancelled"
    assert len(await world.offers("anna")) == row["new"] >= 100


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/data/%20", 400, "invalid_seller"),
        ("/data/a/b", 400, "invalid_seller"),
        ("/data/a%2Fb", 400, "invalid_seller"),
        ("/data/q?x", 400, "invalid_seller"),
        ("/data/100%", 400, "invalid_seller"),
        ("/data/%zz", 400, "invalid_seller"),
        ("/data/a%00b", 400, "invalid_seller"),
        ("/data/a%0Ab", 400, "invalid_seller"),
        ("/data/a%7Fb", 400, "invalid_seller"),
        ("/data/%ff", 400, "invalid_seller"),
        ("/data/%2E%2E", 400, "invalid_seller"),
        ("/data/" + "x" * 256, 400, "invalid_seller"),
        ("/data/nobody", 404, "seller_unknown"),
    ],
)
async def test_invalid_and_unknown_names_are_rejected(world: World, target: str, status: int, code: str) -> None:
    """An invalid name is rejected with 400 before any request to Discogs; an unknown one is 404."""
    async with serve_api(world) as client:
        got, body = await send_raw_request(client, "POST", target)
        assert (got, isinstance(body.get("error"), str)) == (status, True), body
        if code:
            assert body["code"] == code
        assert len(world.simulator.log.entries()) == (code == "seller_unknown")


@pytest.mark.parametrize(
    "name", ["Plattenkiste Köln + 100% #1?", "a.b-c_d~", "日本 レコード", 'O\'Neil & "Sons"', "x" * 255]
)
async def test_unusual_names_are_scraped(world: World, name: str) -> None:
    """Every valid name is sent to Discogs unchanged, returned unchanged, and its job address works."""
    world.seller(name)
    world.sell(name, 2)
    async with serve_api(world) as client:
        status, body = await send_raw_request(client, "POST", f"/data/{quote(name, safe='')}")
        assert (status, body["username"], body["new_records"]) == (201, name, 2)
        assert (await client.get(body["job"])).json()["seller"] == name


async def test_unknown_seller_does_not_block_the_next_request(world: World) -> None:
    """After a 404 the same name can be requested again at once."""
    async with serve_api(world) as client:
        for _ in range(2):
            response = await client.post("/data/later")
            assert (response.status_code, response.json()["code"]) == (404, "seller_unknown")
        world.seller("later")
        assert (await client.post("/data/later")).status_code == 201


@pytest.mark.parametrize(
    ("environ", "status", "code"),
    [
        (SIGNED_OUT, 503, "credentials_missing"),
        (REVOKED, 503, "credentials_invalid"),
        (UNREACHABLE, 502, "upstream_failed"),
    ],
)
@pytest.mark.parametrize("path", ["/data/anna", "/api/scraper/go/anna"])
async def test_a_scrape_without_credentials_or_discogs(
    slow_world: World, environ: dict[str, str], status: int, *, code: str, path: str
) -> None:
    """Without valid credentials a scrape is 503, without Discogs 502, each with a message and a code."""
    async with serve_api(slow_world, environ=environ) as client:
        response = await client.post(path)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["error"]


async def test_a_scrape_that_fails_after_a_page_returns_its_counts(world: World) -> None:
    """The response has the counts, the reason, and that the scrape is not complete."""
    world.sell("anna", 150)
    world.set_faults(broken_pages=(2,), error_status=405)
    async with serve_api(world) as client:
        response = await client.post("/data/anna")
    body = response.json()
    assert (response.status_code, body["success"], body["complete"], body["new_records"]) == (201, False, False, 100)
    assert (
        "Not complete: Discogs refused the request with status 405. The scrape goes on by itself at" in body["message"]
    )


async def test_statistics_count_requests_and_rows(world: World) -> None:
    """E19 has the stored rows and the requests of the last minute; 503 without credentials."""
    world.sell("anna", 120)
    async with serve_api(world) as client:
        await client.post("/data/anna")
        response = await client.get("/api/scraper/stats")
    assert response.json() == {
        "total_listings": 120, "total_records": 120, "total_sellers": 1, "current_requests": 2,
        "current_sleep_time": "0s", "rates": None,
    }  # fmt: skip
    async with serve_api(world, environ=SIGNED_OUT, with_worker=False) as client:
        response = await client.get("/api/scraper/stats")
        assert (response.status_code, response.json()["code"]) == (503, "credentials_missing")


async def test_statistics_have_the_pause_after_a_429(world: World) -> None:
    """After a 429 from Discogs, E19 has the remaining pause."""
    world.set_faults(next={"throttle": 1})
    async with serve_api(world, environ={"SCRAPE_RESPONSE_BUDGET_S": "0.3"}) as client:
        assert (await client.post("/data/anna")).status_code == 202
        async with asyncio.timeout(60):
            while (pause := (await client.get("/api/scraper/stats")).json()["current_sleep_time"]) == "0s":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert 45 < float(pause.removesuffix("s")) < 67
        await client.delete("/api/scraper/jobs/anna")


@pytest.mark.parametrize(
    ("environ", "status", "success"),
    [(NOTHING, 200, True), (REVOKED, 500, False), (UNREACHABLE, 500, False), (SIGNED_OUT, 503, None)],
)
async def test_the_connection_test_makes_one_identity_request(
    slow_world: World, environ: dict[str, str], status: int, *, success: bool | None
) -> None:
    """E20 makes one identity request; a failure has its own status and a message."""
    async with serve_api(slow_world, environ=environ, with_worker=False) as client:
        response = await client.get("/api/scraper/test")
    body = response.json()
    assert (response.status_code, body.get("success")) == (status, success)
    assert ("message" in body) is bool(success)
    assert ("error" in body) is not bool(success)
    paths = [entry.path for entry in slow_world.simulator.log.entries()]
    assert paths == (["/oauth/identity"] if environ in (NOTHING, REVOKED) else [])
    assert await slow_world.pool.fetchval("SELECT count(*) FROM discogs_scrape") == 0


def wants(world: World) -> list[tuple[str, str, int]]:
    """Return the changes to wantlists that Discogs received."""
    return [(e.method, e.path, e.status) for e in world.simulator.log.entries() if "/wants/" in e.path]


@pytest.mark.parametrize("form", ["json", "urlencoded", "multipart"])
async def test_the_wantlist_accepts_every_form(world: World, form: str) -> None:
    """E17 adds the release to the owner's wantlist, from JSON, urlencoded or multipart, also twice."""
    world.release(id=4_242)
    async with serve_api(world, with_worker=False) as client:
        for _ in range(2):
            if form == "json":
                response = await client.post("/add-to-wantlist/", json={"record_id": "4242"})
            elif form == "urlencoded":
                response = await client.post("/add-to-wantlist/", data={"record_id": "4242"})
            else:
                response = await client.post("/add-to-wantlist/", files={"record_id": (None, "4242")})
            assert (response.status_code, response.json()) == (200, {"message": "Added to wantlist!"})
    assert wants(world) == [("PUT", "/users/collector/wants/4242", 201)] * 2
    assert [want.release_id for want in world.simulator.wants.entries("collector")] == [4242]
    assert sum(entry.path == "/oauth/identity" for entry in world.simulator.log.entries()) == 1


async def test_wantlist_by_a_stored_offer(world: World) -> None:
    """E17 accepts the id of a stored offer instead, and adds its release; an unknown offer is 404."""
    world.sell("anna", release={"id": 4_243})
    await world.scrape("anna")
    (offer,) = await world.offers("anna")
    async with serve_api(world, with_worker=False) as client:
        assert (await client.post("/api/add-to-wantlist", data={"listing_id": str(offer["id"])})).status_code == 200
        assert (await client.post("/api/add-to-wantlist", data={"listing_id": "999"})).status_code == 404
    assert wants(world) == [("PUT", "/users/collector/wants/4243", 201)]


@pytest.mark.parametrize(
    "record_id",
    [
        "",
        "  ",
        "0",
        "-5",
        "1.5",
        "abc",
        "\uff19",
        "9" * 19,
        "9" * 5000,
        "1" + "0" * 30,
        "00000000000000000001" + "9" * 5000,
    ],
)
async def test_the_wantlist_rejects_invalid_release_ids(world: World, record_id: str) -> None:
    """A missing, non-positive, non-integer or too large release id is 400, and no request is sent to Discogs."""
    async with serve_api(world, with_worker=False) as client:
        response = await client.post("/add-to-wantlist/", data={"record_id": record_id})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
        assert (await client.post("/add-to-wantlist/", json={})).status_code == 400
    assert world.simulator.log.entries() == []


@pytest.mark.parametrize(
    ("environ", "release", "status", "code"),
    [
        (NOTHING, "999999999999", 404, "release_unknown"),
        (SIGNED_OUT, "4242", 503, "credentials_missing"),
        (REVOKED, "4242", 503, "credentials_invalid"),
        (UNREACHABLE, "4242", 502, "upstream_failed"),
    ],
)
async def test_wantlist_failures(
    slow_world: World, environ: dict[str, str], release: str, *, status: int, code: str
) -> None:
    """Each failure of a wantlist change has its status and code."""
    slow_world.release(id=4_242)
    async with serve_api(slow_world, environ=environ, with_worker=False) as client:
        response = await client.post("/add-to-wantlist/", data={"record_id": release})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["error"]
    assert slow_world.simulator.wants.entries("collector") == []


async def test_wantlist_with_upstream_errors(slow_world: World) -> None:
    """A server error of Discogs is 502, and so is a rate limit that lasts too long."""
    slow_world.release(id=4_242)
    async with serve_api(slow_world, with_worker=False) as client:
        for act, code in (("error", "upstream_failed"), ("throttle", "upstream_rate_limited")):
            slow_world.set_faults(only="/users/", every={act: 1})
            response = await client.post("/add-to-wantlist/", data={"record_id": "4242"})
            assert (response.status_code, response.json()["code"]) == (502, code)


async def test_wantlist_with_an_invalid_identity(world: World) -> None:
    """An invalid identity is 502, and no wantlist is changed."""

    async def nonsense(_: Request) -> Response:
        return JSONResponse({"id": "seven"})

    async with (
        serve_async(Starlette(routes=[Route("/{rest:path}", nonsense, methods=["GET", "PUT"])])) as other,
        serve_api(world, environ={"DISCOGS_API_BASE": other}, with_worker=False) as client,
    ):
        response = await client.post("/add-to-wantlist/", data={"record_id": "4242"})
    assert (response.status_code, response.json()["code"]) == (502, "upstream_failed")


async def test_a_full_scrape_over_http(world: World) -> None:
    """`?mode=full` reads every page again, so that a sold offer leaves; another query is not a mode."""
    sold, *_ = world.sell("anna", 250)
    async with serve_api(world) as client:
        assert (await client.post("/data/anna/")).status_code == 201
        world.withdraw(sold)
        assert (await client.post("/data/anna/")).json()["delisted"] == 0
        full = await client.post("/data/anna/?mode=full")
        assert (full.status_code, full.json()["delisted"]) == (201, 1)
        short = await client.post("/api/scraper/go/anna?mode=full")
        assert (short.status_code, short.json()["success"]) == (200, True)
        assert (await client.post("/data/anna?mode=all")).status_code == 400
    modes = await world.pool.fetch("SELECT mode FROM discogs_scrape ORDER BY id")
    assert [row["mode"] for row in modes] == ["new", "new", "full", "full"]
