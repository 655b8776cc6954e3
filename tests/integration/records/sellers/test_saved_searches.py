"""Saved searches of offers: kept over HTTP, run after each scrape, and each found offer reported once."""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from alcove.apps.records.saved import store
from alcove.apps.records.saved.service import run_search
from integration.records.scraping.api_server import serve_api
from integration.records.scraping.world import World
from integration.records.sellers.test_sellers import scrape, without_times
from support import golden

HERE: Final = Path(__file__).parent / "golden"
PATH: Final = "/api/records/saved-searches"
FORM: Final = {"name": "Cheap jazz", "filters": {"q": "Morgan", "condition": "vg"}, "max_price": "25", "notify": True}


async def run_all(world: World) -> int:
    """Run all saved searches as the worker does, and return how many offers they found first."""
    deps = world.deps()
    searches = await store.list_searches(world.pool)
    return sum([await run_search(world.pool, row, settings=deps.settings, clock=deps.clock) for row in searches])


async def test_each_offer_is_found_once(world: World) -> None:
    """A search finds offers up to its price, in its currency, after a scrape; a later run finds only what is new."""
    release = {"artist": "Lee Morgan", "title": "The Procrastinator"}
    world.sell("anna", release=release, price=Decimal(20))
    world.sell("anna", release=release, price=Decimal(30))
    world.sell("anna", release={"artist": "Somebody Else", "title": "Other"}, price=Decimal(5))
    async with serve_api(world) as client:
        saved = await client.post(PATH, json=FORM)
        assert saved.status_code == 201, saved.text
        await scrape(client, world, "anna")
        assert await run_all(world) == 1
        assert await run_all(world) == 0
        world.sell("anna", release=release, price=Decimal(24))
        await scrape(client, world, "anna")
        assert await run_all(world) == 1
        found = (await client.get(f"{PATH}/1/offers")).json()["offers"]
        assert [offer["listing"]["record_price"] for offer in found] == ["24.00", "20.00"]
        golden.check(HERE / "saved-searches.json", without_times((await client.get(PATH)).json()))
        in_euros = await client.put(f"{PATH}/1", json={**FORM, "max_price": "28", "currency": "EUR"})
        assert (in_euros.status_code, in_euros.json()["currency"]) == (200, "EUR")
        assert await run_all(world) == 0
        assert "exchange rate" in (await client.get(f"{PATH}/1")).json()["error"]
        titles = await world.pool.fetch("SELECT title, body FROM alcove.notification ORDER BY title")
        assert all("Lee Morgan - The Procrastinator" in row["body"] for row in titles if "Cheap" in row["title"])
        assert (await client.delete(f"{PATH}/1")).json() == {"removed": 1}
        assert (await client.get(f"{PATH}/1")).status_code == 404


async def test_bad_searches_are_refused(world: World) -> None:
    """A search without a name, with an unknown filter, a bad price or a taken name is refused, and none is stored."""
    bad: list[dict[str, Any]] = [
        {**FORM, "name": " "},
        {**FORM, "filters": {"colour": "red"}},
        {**FORM, "filters": {"condition": "splendid"}},
        {**FORM, "filters": {"q": 5}},
        {**FORM, "max_price": "-1"},
        {**FORM, "currency": "???"},
    ]
    async with serve_api(world, with_worker=False) as client:
        for form in bad:
            assert (await client.post(PATH, json=form)).status_code == 400, form
        assert (await client.get(PATH)).json()["searches"] == []
        assert (await client.post(PATH, json=FORM)).status_code == 201
        taken = await client.post(PATH, json={**FORM, "name": "CHEAP JAZZ"})
        assert (taken.status_code, taken.json()["code"]) == (409, "conflict")
        for unknown in ("99", "x", "9" * 30):
            assert (await client.delete(f"{PATH}/{unknown}")).status_code == 404
