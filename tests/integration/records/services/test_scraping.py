"""E8 and E18 to E20 with a separate scraper, and the scraper itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from alcove.apps.records.services.schemas import Inventory, ScrapeReply, ScraperQueue, ScraperStatus
from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.discogs import build
from integration.records.scraping.world import World
from integration.records.services.system import System
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply
from support.servers import serve_async
from support.until import until_async
from wire.records.strict_decoding import assert_error, decode_strictly

NOBODY = "http://127.0.0.1:9"
SIGNED_OUT = {"DISCOGS_USER_TOKEN": ""}


@pytest.fixture
async def market(system: System) -> AsyncIterator[World]:
    """Yield a marketplace with one empty shop, `anna`, for the scraper."""
    app = build(SimulatorConfig(sellers={"anna": 0}, rate_limit=6000))
    async with serve_async(app) as base:
        world = World(app.state.simulator, base, dsn=system.dsn, pool=system.pool, data_dir=system.data_dir)
        system.environ |= world.environ
        yield world


async def test_the_api_forwards_scrapes_to_the_service(system: System, market: World) -> None:
    """E8 and E18 of an api without credentials are handled by the service and its own worker."""
    market.sell("anna", 120)
    await system.service("scraper")
    api = await system.api(**SIGNED_OUT)
    response = await api.post("/data/anna")
    assert (response.status_code, response.json()) == (201, {
        "message": "Scraped anna: 120 offers seen, 120 kept (120 new, 0 updated, 0 unchanged), 0 not kept.",
        "success": True, "username": "anna", "seen": 120, "total_records": 120, "new_records": 120,
        "updated_records": 0, "unchanged_records": 0, "skipped": 0,
        "skipped_because": {"status": 0, "format": 0, "condition": 0, "demand": 0, "price": 0},
            "unpriced": 0, "failed": 0, "delisted": 0, "pages": 2, "complete": True,
        "job": "/api/scraper/jobs/anna",
    })  # fmt: skip
    assert (await api.get("/api/scraper/jobs/anna")).json()["state"] == "done"
    short = await api.post("/api/scraper/go/anna")
    assert (short.status_code, short.json()["success"], short.json()["username"]) == (200, True, "anna")


async def test_the_service_scrapes_directly(system: System, market: World) -> None:
    """POST /scrape returns 200 with the counts once the scrape has ended."""
    market.sell("anna", 3)
    market.sell("anna", condition="Poor (P)")
    scraper = await system.service("scraper")
    done = decode_strictly(await scraper.post("/scrape", json={"seller_name": " anna "}), ScrapeReply)
    assert (done.success, done.records_processed, done.new_records, done.username) == (True, 4, 3, "anna")
    assert done.message == (
        "Scraped anna: 4 offers seen, 3 kept (3 new, 0 updated, 0 unchanged), 1 not kept (1 in too poor a condition)."
    )
    assert await system.pool.fetchval("SELECT count(*) FROM discogs_scrape WHERE job_id IS NOT NULL") == 1


async def test_invalid_names_are_rejected(system: System, market: World) -> None:
    """A missing or invalid name is 400 and sends no request."""
    scraper = await system.service("scraper")
    for body in ({}, *({"seller_name": name} for name in ("", "  ", "a/b", "a\nb", "x" * 256))):
        assert_error(await scraper.post("/scrape", json=body), 400, "invalid_seller")
    assert market.simulator.log.entries() == []


async def test_invalid_bodies_are_rejected(system: System) -> None:
    """A body that is not a valid JSON object is 400 in the usual error format."""
    scraper = await system.service("scraper")
    for body in (
        b"",
        b"seller_name=anna",
        b"{",
        b"[]",
        b"null",
        b'{"seller_name": 1}',
        b'{"seller_name": "a", "wait": -1}',
    ):
        assert_error(await scraper.post("/scrape", content=body), 400, "invalid_request")
    assert_error(await scraper.post("/scrape", json={"seller_name": "x" * 2_000_000}), 413, "body_too_large")


async def test_discogs_errors_are_the_same_with_a_service(system: System, market: World) -> None:
    """Each failure has the same status and code in the api with and without a service."""
    scraper = await system.service("scraper")
    api = await system.api()
    for path in ("/data/nobody", "/api/scraper/go/nobody"):
        assert_error(await api.post(path), 404, "seller_unknown")
    assert_error(await scraper.post("/scrape", json={"seller_name": "nobody"}), 404, "seller_unknown")
    assert_error(await api.post("/data/a%2Fb"), 400, "invalid_seller")
    await market.request_scrape("busy")
    market.set_faults(latency_s=0.3)
    await market.request_scrape("anna")
    for path in ("/data/anna", "/api/scraper/go/anna"):
        assert_error(await api.post(path), 409, "scrape_running")
    assert_error(await scraper.post("/scrape", json={"seller_name": "anna"}), 409, "scrape_running")


@pytest.mark.parametrize(
    ("environ", "status", "code"),
    [(SIGNED_OUT, 503, "credentials_missing"), ({"DISCOGS_USER_TOKEN": "revoked"}, 503, "credentials_invalid")],
)
async def test_a_service_without_credentials(
    system: System, market: World, environ: dict[str, str], status: int, *, code: str
) -> None:
    """Missing credentials of the service are reported in every response, and it is still called."""
    assert not market.pages_read()
    await system.service("scraper", **environ)
    api = await system.api()
    for path in ("/data/anna", "/api/scraper/go/anna", "/data/anna", "/data/anna"):
        assert_error(await api.post(path), status, code)


@pytest.mark.slow
async def test_the_budget_ends_the_response_but_not_the_scrape(system: System, market: World) -> None:
    """When the api's budget is spent, E8 and E18 are 202, and the service continues; a second one is 409."""
    market.sell("anna", 250)
    market.set_faults(latency_s=1.0)
    await system.service("scraper")
    api = await system.api(SCRAPE_RESPONSE_BUDGET_S="0.3")
    response = await api.post("/data/anna")
    assert response.status_code == 202
    assert "continues in the background" in response.json()["message"]
    assert (await api.post("/api/scraper/go/anna")).status_code == 409
    assert (await market.wait_for_end(1))["new"] == 250


async def test_a_stop_ends_waiting_requests(system: System, market: World) -> None:
    """A client that waits for a scrape gets its state at once when the service stops."""
    market.sell("anna", 250)
    market.set_faults(latency_s=0.4)
    scraper = await system.service("scraper")
    waiting = asyncio.create_task(scraper.post("/scrape", json={"seller_name": "anna"}))
    await until_async(lambda: system.pool.fetchval("SELECT count(*) FROM discogs_scrape WHERE state = 'running'"))
    system.stop_processes()
    response = await waiting
    assert response.status_code == 202
    assert response.json()["success"] is True


REFUSALS = [
    (Reply({"error": "no name"}, status=400), 400, "invalid_seller"),
    (Reply({"error": "who?"}, status=404), 404, "seller_unknown"),
    (Reply({"error": "busy"}, status=409), 409, "scrape_running"),
    (Reply({"error": "gone", "code": "scrape_cancelled"}, status=409), 409, "scrape_cancelled"),
    (Reply({"error": "Discogs is down"}, status=502), 502, "upstream_failed"),
    (Reply({"error": "slow", "code": "upstream_rate_limited"}, status=502), 502, "upstream_rate_limited"),
    (Reply({"error": "not signed in"}, status=503), 503, "credentials_missing"),
    (Reply({"error": "failed at random"}, status=500), 502, "upstream_failed"),
    (Reply({"error": "no such address", "code": "not_found"}, status=404), 502, "upstream_failed"),
    (Reply({"error": "x", "code": "credentials_missing"}, status=404), 502, "upstream_failed"),
    (Reply({"error": {"deep": 1}}, status=404), 502, "upstream_failed"),
    (Reply(b"<h1>Not Found</h1>", status=404), 502, "upstream_failed"),
    (Reply(b"<h1>Bad gateway</h1>", status=502), 502, "upstream_failed"),
    (Reply({"error": "tea"}, status=418), 502, "upstream_failed"),
    (Reply({"success": False, "message": "it failed", "records_processed": 0}), 502, "upstream_failed"),
    (Reply({"success": "yes", "message": "done"}), 502, "upstream_failed"),
    (Reply({"success": True, "message": 7}), 502, "upstream_failed"),
]


async def test_errors_of_another_service(system: System, faulty_service: FaultyService) -> None:
    """Errors keep their status if they have a message; all others are upstream errors with our message."""
    api = await system.api()
    for reply, status, code in REFUSALS:
        faulty_service.replies["/scrape"] = reply
        assert_error(await api.post("/data/anna"), status, code)
    bodies = faulty_service.bodies("/scrape")
    assert [(body["seller_name"], body["wait"]) for body in bodies] == [("anna", 240)] * len(REFUSALS)


async def test_results_of_another_service(system: System, faulty_service: FaultyService) -> None:
    """The three fields of the older service make a result; invalid counts are zero."""
    faulty_service.replies["/scrape"] = Reply({
        "success": True, "message": "did\x07 it", "records_processed": 17, "new_records": -4, "pages": "two",
        "skipped": 10**40, "complete": "maybe",
    })  # fmt: skip
    api = await system.api()
    body = (await api.post("/data/anna")).json()
    assert (body["message"], body["total_records"], body["complete"]) == ("did it", 17, None)
    assert {body[name] for name in ("new_records", "pages", "skipped", "updated_records")} == {0}
    assert (await api.post("/api/scraper/go/anna")).json() == {
        "success": True, "message": "did it", "username": "anna", "total_records": 17, "new_records": 0,
    }  # fmt: skip


@pytest.mark.slow
async def test_an_invalid_response_is_an_upstream_error(system: System, faulty_service: FaultyService) -> None:
    """For any invalid response, E8 is 502 and E18 502 or 503, each with a message, and nothing hangs."""
    base = system.environ["SCRAPER_SERVICE_URL"]
    for name, reply in INVALID_REPLIES.items():
        faulty_service.replies[f"/{name.replace(' ', '-')}/scrape"] = reply
        environ = {"SCRAPER_SERVICE_URL": f"{base}/{name.replace(' ', '-')}", "SCRAPE_RESPONSE_BUDGET_S": "0"}
        api = await system.api(**environ)
        assert_error(await api.post("/data/anna"), 502, "upstream_failed")
        short = await api.post("/api/scraper/go/anna")
        assert short.status_code in (502, 503), name
        assert short.json()["error"]


async def test_an_unreachable_service(system: System) -> None:
    """Without the service E8 is 502, and E18 to E20 are 503 with a message."""
    api = await system.api(SCRAPER_SERVICE_URL=NOBODY, DISCOGS_USER_TOKEN="token")
    assert_error(await api.post("/data/anna"), 502, "upstream_failed")
    assert_error(await api.post("/api/scraper/go/anna"), 503, "service_unavailable")
    assert_error(await api.get("/api/scraper/stats"), 503, "service_unavailable")
    assert_error(await api.get("/api/scraper/test"), 503, "service_unavailable")
    assert await system.pool.fetchval("SELECT count(*) FROM discogs_scrape") == 0


async def test_the_connection_test_uses_the_service(system: System, market: World) -> None:
    """E19 and E20 of an api without credentials use those of the service; its failure is 500."""
    await system.service("scraper")
    api = await system.api(**SIGNED_OUT)
    response = await api.get("/api/scraper/test")
    assert (response.status_code, response.json()) == (
        200, {"success": True, "message": "Connected to Discogs as collector."},
    )  # fmt: skip
    assert [entry.path for entry in market.simulator.log.entries()] == ["/oauth/identity"]

    async def is_counted() -> bool:
        # A busy machine may not wait for the service, whose numbers are missing then.
        return bool((await api.get("/api/scraper/stats")).json().get("current_requests") == 1)

    await until_async(is_counted)
    await system.service("scraper", DISCOGS_USER_TOKEN="revoked")
    failed = await (await system.api()).get("/api/scraper/test")
    assert (failed.status_code, failed.json()["success"]) == (500, False)
    await system.service("scraper", **SIGNED_OUT)
    assert_error(await (await system.api()).get("/api/scraper/test"), 503, "credentials_missing")


async def test_the_connection_test_of_another_service(system: System, faulty_service: FaultyService) -> None:
    """A service without a connection test is ok if it is healthy."""
    faulty_service.replies["/health"] = Reply({"status": "healthy"})
    api = await system.api()
    assert (await api.get("/api/scraper/test")).json()["success"] is True
    faulty_service.replies["/test"] = Reply({"message": 3})
    assert_error(await api.get("/api/scraper/test"), 503, "service_unavailable")


@pytest.mark.slow
async def test_status_and_queue_are_live(system: System, market: World) -> None:
    """GET /status counts stored and running scrapes, GET /queue lists them."""
    market.sell("anna", 250)
    market.set_faults(latency_s=1.0)
    scraper = await system.service("scraper")
    run_id = await market.request_scrape("anna")
    await market.wait_for_page(run_id, page=1)
    queue = decode_strictly(await scraper.get("/queue"), ScraperQueue)
    assert [(item.seller, item.state, item.page) for item in queue.running] == [("anna", "running", 1)]
    assert (queue.total_running, queue.total_waiting, queue.waiting) == (1, 0, [])
    status = decode_strictly(await scraper.get("/status"), ScraperStatus)
    assert (status.running, status.waiting, status.total_listings, status.rate_limit) == (1, 0, 100, 6000)
    assert status.current_requests >= 2
    assert status.credentials
    await market.wait_for_end(run_id)
    assert decode_strictly(await scraper.get("/queue"), ScraperQueue).total_running == 0


async def test_inventories_are_paginated(system: System) -> None:
    """GET /sellers/{name}/inventory returns stored offers by score, in pages of limited size."""
    offers = await system.stock(6)
    await system.pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", offers[0])
    scraper = await system.service("scraper")
    path = "/sellers/ANNA/inventory"
    inventory = decode_strictly(await scraper.get(path), Inventory)
    assert (inventory.seller, inventory.total, inventory.limit, inventory.offset) == ("anna", 5, 100, 0)
    assert [listing.id for listing in inventory.listings] == offers[:0:-1]
    part = decode_strictly(await scraper.get(path, params={"limit": 2, "offset": 3}), Inventory)
    assert [listing.id for listing in part.listings] == [offers[2], offers[1]]
    clipped = decode_strictly(await scraper.get(path + "/", params={"limit": "-5", "offset": "-1"}), Inventory)
    assert (clipped.limit, clipped.offset, len(clipped.listings)) == (1, 0, 1)
    far = decode_strictly(await scraper.get(path, params={"limit": "9" * 9, "offset": "9" * 18}), Inventory)
    assert (far.limit, far.listings) == (500, [])
    assert_error(await scraper.get("/sellers/nobody/inventory"), 404, "not_found")
    for name in ("%20", "a%0Ab", "%FF"):
        assert_error(await scraper.get(f"/sellers/{name}/inventory"), 400, "invalid_seller")
