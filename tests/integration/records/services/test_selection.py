"""E1 and E2 with a separate recommender: its proposals, and the fallback if they are invalid."""

import asyncio
from typing import Any

import httpx2
import pytest

from integration.records.services.system import System
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply

TERMS = {
    "model_score": 7.5, "entropy_measure": 0.25, "system_temperature": 0.75, "utility_term": -0.5,
    "entropy_term": 0.1875, "free_energy": -0.6875, "selection_probability": 0.125, "total_candidates": 50,
    "cluster_count": 5, "selection_method": "their_own_way",
}  # fmt: skip
KEYS = set(TERMS)
FALLBACK = "fallback_highest_score"


def build_proposal(listing_id: object, **terms: object) -> Reply:
    """Return a proposal as a service sends it."""
    return Reply({"success": True, "listing_id": listing_id, "breakdown": TERMS | terms})


async def pick(api: httpx2.AsyncClient) -> dict[str, Any]:
    """Return the record of the day of the dashboard."""
    response = await api.get("/dashboard/")
    assert response.status_code == 200
    result: dict[str, Any] = response.json()["record_of_the_day_obj"]
    return result


async def test_our_own_service_selects(system: System) -> None:
    """Through `alcove recommender`, E1 stores a selected record with every term and its seed, and E2 another one."""
    offers = await system.stock()
    service = await system.service("recommender", PICK_RESPONSE_BUDGET_S="0")
    # The api waits five seconds; the first selection of a service starts its process, and may take longer.
    assert (await service.post("/thermodynamic", json={"force_refresh": True})).status_code == 200
    api = await system.api()
    first = await pick(api)
    assert first["listing_id"] in offers
    assert first["selection_method"] == "thermodynamic_boltzmann"
    assert all(first[key] is not None for key in KEYS)
    assert (await api.post("/api/refresh-record-of-the-day/")).status_code == 200
    second = await pick(api)
    assert second["id"] != first["id"]
    assert second["listing_id"] != first["listing_id"]
    assert second["selection_method"] == "thermodynamic_boltzmann"
    assert await system.pool.fetchval("SELECT seed FROM discogs_recordoftheday") is not None


async def test_the_service_stores_nothing(system: System) -> None:
    """POST /thermodynamic gives ten clients at once all ten keys each; without a refresh, today's record."""
    offers = await system.stock()
    service = await system.service("recommender")
    body = {"force_refresh": True}
    responses = await asyncio.gather(*(service.post("/thermodynamic", json=body) for _ in range(10)))
    for response in responses:
        body = response.json()
        assert (response.status_code, body["success"], body["listing_id"] in offers) == (200, True, True)
        assert set(body["breakdown"]) == KEYS
    assert len({response.json()["seed"] for response in responses}) == 10
    stored = await pick(await system.api())
    second = (await service.post("/thermodynamic", json={"force_refresh": False})).json()
    assert (second["listing_id"], set(second["breakdown"])) == (stored["listing_id"], KEYS)
    assert {key: stored[key] for key in KEYS} == second["breakdown"]


async def test_no_candidate(system: System) -> None:
    """Without a candidate the service returns 409 with a message, and E1 and E2 are the same as without it."""
    service = await system.service("recommender")
    response = await service.post("/thermodynamic", json={})
    assert (response.status_code, response.json()["code"]) == (409, "no_candidate")
    api = await system.api()
    assert (await api.get("/dashboard/")).json()["record_of_the_day"] is None
    assert (await api.post("/api/refresh-record-of-the-day/")).status_code == 409


async def test_a_valid_proposal_is_stored(system: System, faulty_service: FaultyService) -> None:
    """Another service's valid proposal is stored with its terms; E1 requests today's, E2 another one."""
    offers = await system.stock()
    faulty_service.replies["/thermodynamic"] = build_proposal(offers[1], utility_term=None, cluster_count=None)
    api = await system.api()
    first = await pick(api)
    shown_terms = TERMS | {"utility_term": None, "cluster_count": None}
    assert {key: first[key] for key in KEYS} == shown_terms
    assert first["listing_id"] == offers[1]
    faulty_service.replies["/thermodynamic"] = build_proposal(offers[2])
    await api.post("/api/refresh-record-of-the-day/")
    assert (await pick(api))["listing_id"] == offers[2]
    assert faulty_service.bodies("/thermodynamic") == [{"force_refresh": False}, {"force_refresh": True}]


async def test_concurrent_first_requests_share_one_pick(system: System, faulty_service: FaultyService) -> None:
    """Concurrent dashboards all show the pick that was stored first, whatever was proposed to each."""
    offers = await system.stock()
    faulty_service.replies["/thermodynamic"] = build_proposal(offers[0])
    api = await system.api()
    result = await asyncio.gather(*(pick(api) for _ in range(8)))
    assert len({item["id"] for item in result}) == 1
    assert await system.pool.fetchval("SELECT count(*) FROM discogs_recordoftheday") == 1


async def test_invalid_proposals_are_not_stored(system: System, faulty_service: FaultyService) -> None:
    """After an unknown record, invalid terms or a failure, the api picks without the service."""
    await system.stock(2)
    api = await system.api()
    failure = Reply({"success": False, "listing_id": 1, "breakdown": TERMS})
    for reply in (build_proposal(424242), build_proposal(1, model_score="7"), failure):
        faulty_service.replies["/thermodynamic"] = reply
        result = await pick(api)
        assert (result["selection_method"], result["listing_id"]) == (FALLBACK, 2), reply
        assert result["error"] == "No worker is running."
        await system.pool.execute("DELETE FROM discogs_recordoftheday")


async def test_unavailable_offers_are_not_picked(system: System, faulty_service: FaultyService) -> None:
    """An offer that is sold or has no price is not picked, and a replaced one is not picked again."""
    offers = await system.stock(4)
    await system.pool.execute("UPDATE discogs_listing SET status = 'Delisted' WHERE id = $1", offers[0])
    await system.pool.execute("UPDATE discogs_listing SET record_price = NULL WHERE id = $1", offers[1])
    api = await system.api()
    for offer in offers[:2]:
        faulty_service.replies["/thermodynamic"] = build_proposal(offer)
        assert (await pick(api))["listing_id"] == offers[3]
        await system.pool.execute("DELETE FROM discogs_recordoftheday")
    before = await pick(api)
    faulty_service.replies["/thermodynamic"] = build_proposal(before["listing_id"])
    await api.post("/api/refresh-record-of-the-day/")
    after = await pick(api)
    assert (after["listing_id"], after["selection_method"]) == (offers[2], FALLBACK)


@pytest.mark.slow
async def test_an_invalid_response_leads_to_a_fallback(system: System, faulty_service: FaultyService) -> None:
    """For any invalid response of a service, the dashboard shows a record."""
    await system.stock(2)
    base = system.environ["RECOMMENDER_SERVICE_URL"]
    for name, reply in INVALID_REPLIES.items():
        faulty_service.replies[f"/{name.replace(' ', '-')}/thermodynamic"] = reply
        api = await system.api(RECOMMENDER_SERVICE_URL=f"{base}/{name.replace(' ', '-')}")
        assert (await pick(api))["selection_method"] == FALLBACK, name
        await system.pool.execute("DELETE FROM discogs_recordoftheday")
