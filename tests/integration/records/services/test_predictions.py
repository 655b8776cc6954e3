"""E10 with a separate recommender: valid parts of its response are used, and stored values for the rest."""

import asyncio

import httpx2
import pytest

from integration.records.services.system import System
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply
from support.until import until_async

RECOMMENDER = "records.recommender"
PREDICT = "/recommendation-predictions/"
UNTRAINED = {"prediction": False, "probability": 0.5, "reasons": []}


def predict(listing_id: int, probability: object, **more: object) -> dict[str, object]:
    """Return a prediction as a service sends it, with a wrong `prediction`."""
    return {"id": listing_id, "prediction": None, "probability": probability, **more}


async def test_our_own_service_returns_the_stored_predictions(system: System) -> None:
    """Through `alcove recommender`, the predictions are the stored ones with their reasons, in order."""
    offers = await system.stock(3)
    await system.pool.execute(
        "UPDATE discogs_prediction SET probability = 0.9, reasons = '{a style}' WHERE listing_id = $1", offers[2]
    )
    service = await system.service("recommender")
    direct = await service.post("/predict", json={"listing_ids": [offers[2], offers[0], 999, "x"]})
    through = await (await system.api()).get(PREDICT, params={"listing_ids": [offers[2], offers[0], 999, "x"]})
    assert through.status_code == 200
    assert through.json() == direct.json()["predictions"]
    assert [item["id"] for item in through.json()] == [offers[2], offers[0]]


async def test_valid_predictions_replace_the_stored_ones(system: System, faulty_service: FaultyService) -> None:
    """Another service's chances replace the stored ones per offer; `prediction` follows from the chance."""
    offers = await system.stock(4)
    faulty_service.replies["/predict"] = Reply({"predictions": [
        predict(offers[0], 0.75, reasons=["like  it\nlots", 7, "x" * 2000, "four", "five"]), predict(offers[1], 1),
        predict(offers[1], 0.1), predict(424242, 0.9), predict(offers[2], 0.25, prediction=True),
    ]})  # fmt: skip
    api = await system.api()
    response = await api.get(PREDICT, params={"listing_ids": [*offers, 999]})
    assert response.json() == [
        {"id": offers[0], "prediction": True, "probability": 0.75, "reasons": ["like it lots", "x" * 500]},
        {"id": offers[1], "prediction": True, "probability": 1.0, "reasons": []},
        {"id": offers[2], "prediction": False, "probability": 0.25, "reasons": []},
        {"id": offers[3], **UNTRAINED},
    ]
    assert faulty_service.bodies("/predict") == [{"listing_ids": offers}]


@pytest.mark.slow
async def test_an_invalid_response_is_replaced_by_stored_predictions(
    system: System, faulty_service: FaultyService
) -> None:
    """For any invalid response of a service, predictions come from the stored columns."""
    offers = await system.stock(2)
    stored = [{"id": offer, **UNTRAINED} for offer in offers]
    for name, reply in INVALID_REPLIES.items():
        # A service of its own each time, or the circuit breaker would soon spare it the question.
        faulty_service.replies[f"/{name.replace(' ', '-')}/predict"] = reply
        base = f"{system.environ['RECOMMENDER_SERVICE_URL']}/{name.replace(' ', '-')}"
        api = await system.api(RECOMMENDER_SERVICE_URL=base)
        response = await api.get(PREDICT, params={"listing_ids": offers})
        assert (response.status_code, response.json()) == (200, stored), name


@pytest.mark.slow
async def test_a_slow_service_is_not_waited_for(system: System, faulty_service: FaultyService) -> None:
    """A service that does not respond, or responds too slowly, times out."""
    offers = await system.stock(1)
    faulty_service.replies["/silent/predict"] = Reply(wait=20)
    faulty_service.replies["/dripping/predict"] = Reply({}, chunks=60, pause=0.4)
    base = system.environ["RECOMMENDER_SERVICE_URL"]
    slow = [await system.api(RECOMMENDER_SERVICE_URL=f"{base}/{name}") for name in ("silent", "dripping")]
    responses = await asyncio.gather(*(api.get(PREDICT, params={"listing_ids": offers}) for api in slow))
    assert [response.json() for response in responses] == [[{"id": offers[0], **UNTRAINED}]] * 2


async def test_a_service_that_fails_repeatedly_is_not_called(system: System, faulty_service: FaultyService) -> None:
    """After three failures in a row a service is not called for a while."""
    offers = await system.stock(1)
    api = await system.api()
    faulty_service.replies["/predict"] = Reply({"error": "no"}, status=500)
    for _ in range(3):
        await api.get(PREDICT, params={"listing_ids": offers})
    faulty_service.replies["/predict"] = Reply(wait=20)
    response = await api.get(PREDICT, params={"listing_ids": offers})
    assert response.json() == [{"id": offers[0], **UNTRAINED}]
    assert len(faulty_service.requests) == 3


async def test_an_unreachable_service(system: System) -> None:
    """Without the service the response is the same, and without ids nothing is requested."""
    offers = await system.stock(1)
    api = await system.api(RECOMMENDER_SERVICE_URL="http://127.0.0.1:9")
    for _ in range(5):
        assert (await api.get(PREDICT, params={"listing_ids": offers})).json() == [{"id": offers[0], **UNTRAINED}]
    assert (await api.get(PREDICT)).json() == []


async def test_the_service_token_is_sent_to_the_service_only(system: System, faulty_service: FaultyService) -> None:
    """SERVICE_TOKEN is sent as a bearer token; a service with another token rejects the request."""
    offers = await system.stock(1)
    faulty_service.replies["/predict"] = Reply({"predictions": []})
    api = await system.api(SERVICE_TOKEN="between-us")
    await api.get(PREDICT, params={"listing_ids": offers})
    assert faulty_service.tokens == ["Bearer between-us"]
    service = await system.service("recommender", ALCOVE_TOKEN="between-us")
    assert (await service.post("/predict", json={"listing_ids": offers})).status_code == 401
    allowed = {"authorization": "Bearer between-us"}
    assert (await service.post("/predict", json={"listing_ids": offers}, headers=allowed)).status_code == 200
    expected = {
        "between-us": "the service is available",
        "another": "The recommender service does not accept SERVICE_TOKEN: stored predictions",
    }
    for token, detail in expected.items():
        api = await system.api(SERVICE_TOKEN=token)

        async def detail_is_shown(api: httpx2.AsyncClient = api, detail: str = detail) -> bool:
            parts = (await api.get("/health/ready")).json()["parts"]
            return [part["detail"].startswith(detail) for part in parts if part["name"] == RECOMMENDER] == [True]

        await until_async(detail_is_shown)
