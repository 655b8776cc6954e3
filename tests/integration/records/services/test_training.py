"""E11 with a separate recommender: verdicts are stored first, then sent to the service."""

import asyncio
from typing import Any

import httpx2
import pytest

from alcove.apps.records.services.schemas import TrainReply
from alcove.apps.records.sources.service_client import ServiceClient
from alcove.apps.records.taste.service.recommender_service import MAX_QUEUED, TrainResponse, VerdictForwarder
from integration.records.services.system import System
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply
from support.until import until_async
from wire.records.strict_decoding import assert_error, decode_strictly

SUBMIT = "/submit-scoring-selections/"


async def judge(api: httpx2.AsyncClient, *, forwarded_ids: list[int], keep: list[int]) -> dict[str, Any]:
    """Submit verdicts and return the response."""
    response = await api.post(SUBMIT, json={"listing_ids": forwarded_ids, "keeper_ids": keep})
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


async def wait_for_requests(faulty_service: FaultyService, count: int = 1) -> list[Any]:
    """Wait for `count` requests to the service and return them."""
    await until_async(lambda: len(faulty_service.bodies("/train")) >= count)
    return faulty_service.bodies("/train")


async def verdicts(system: System) -> dict[int, bool]:
    """Return the stored verdicts."""
    rows = await system.pool.fetch("SELECT id, kept FROM discogs_listing WHERE evaluated")
    return {row["id"]: row["kept"] for row in rows}


@pytest.mark.slow
async def test_a_service_trains_and_returns_the_accuracy(system: System) -> None:
    """POST /train stores the verdicts, waits for the training of its own worker, and returns the held-out accuracy."""
    offers = await system.stock(24)
    service = await system.service("recommender", ML_RECOMMENDER="baseline")
    keepers = offers[::2]
    body: dict[str, Any] = {"listing_ids": [*offers, "x", None], "keeper_ids": keepers}

    async def train() -> TrainReply | None:
        # On a busy machine a training may outlast the request, whose answer says so; the next request waits again.
        done = decode_strictly(await service.post("/train", json=body), TrainReply)
        return done if isinstance(done.accuracy, float) else None

    done = await until_async(train)
    assert done is not None
    assert done.success is True
    assert isinstance(done.accuracy, float)
    assert 0 <= done.accuracy <= 1
    assert "was trained on 24 verdicts, 12 of them kept" in str(done.message)
    assert await verdicts(system) == {offer: offer in keepers for offer in offers}
    # The same verdicts again, stored elsewhere: nothing is learnt twice, and the answer is the same.
    second = await service.post("/train", json={"listing_ids": offers, "keeper_ids": [], "stored": True})
    assert decode_strictly(second, TrainReply) == done
    assert await verdicts(system) == {offer: offer in keepers for offer in offers}
    assert await system.pool.fetchval("SELECT count(*) FROM discogs_training") == 1


@pytest.mark.slow
async def test_too_few_verdicts_are_stored_without_a_training(system: System) -> None:
    """With too few verdicts the service reports it, and E11 of the api does not."""
    offers = await system.stock(3)
    service = await system.service("recommender")
    api = await system.api()
    assert (await judge(api, forwarded_ids=offers[:1], keep=offers[:1]))["training"] == "scheduled"
    response = await service.post("/train", json={"listing_ids": offers[1:]})
    done = decode_strictly(response, TrainReply)
    assert (done.success, done.accuracy) == (True, 0.0)
    assert str(done.message).startswith("The verdicts are stored. No new model was trained: ")
    assert await verdicts(system) == {offers[0]: True, offers[1]: False, offers[2]: False}


async def test_trainings_without_ids(system: System) -> None:
    """Without ids nothing is stored and no training requested; invalid JSON is rejected."""
    service = await system.service("recommender")
    bodies: list[dict[str, Any]] = [{}, {"listing_ids": []}, {"listing_ids": None, "keeper_ids": [1]}]
    for body in bodies:
        response = decode_strictly(await service.post("/train", json=body), TrainReply)
        assert response == TrainReply(success=False, error="No listing_ids were given.")
    for path in ("/train", "/predict", "/thermodynamic"):
        for content in (b"", b"listing_ids=1", b"[1]", b'{"listing_ids": 1, "force_refresh": "yes"}', b"\xff"):
            assert_error(await service.post(path, content=content), 400, "invalid_request")
    many = {"listing_ids": list(range(1, 10_002))}
    assert_error(await service.post("/train", json=many), 400, "invalid_request")
    assert await system.pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.train'") == 0


async def test_verdicts_are_sent_after_they_are_stored(system: System, faulty_service: FaultyService) -> None:
    """E11 responds at once; the service gets the verdicts with `stored`, and a job waits, too."""
    offers = await system.stock(3)
    faulty_service.replies["/train"] = Reply({"success": True, "accuracy": 0.9, "message": "thanks"})
    api = await system.api()
    assert await judge(api, forwarded_ids=offers, keep=[offers[1], 999]) == {
        "success": True, "updated": 3, "training": "scheduled",
    }  # fmt: skip
    assert await wait_for_requests(faulty_service) == [
        {"listing_ids": offers, "keeper_ids": [offers[1]], "stored": True}
    ]
    assert await system.pool.fetchval("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'records.train'") == 1


@pytest.mark.slow
async def test_requests_are_sent_one_at_a_time(system: System, faulty_service: FaultyService) -> None:
    """Verdicts given while the service is busy are sent in one request afterwards, only the latest per offer."""
    offers = await system.stock(4)
    faulty_service.replies["/train"] = Reply({"success": True}, wait=0.6)
    api = await system.api()
    await judge(api, forwarded_ids=offers[:1], keep=[])
    await wait_for_requests(faulty_service)
    await judge(api, forwarded_ids=offers[1:3], keep=offers[1:2])
    await judge(api, forwarded_ids=offers[:2], keep=offers[:1])
    await judge(api, forwarded_ids=offers[3:], keep=offers[3:])
    assert await wait_for_requests(faulty_service, 2) == [
        {"listing_ids": [offers[0]], "keeper_ids": [], "stored": True},
        {"listing_ids": [offers[2], offers[0], offers[1], offers[3]], "keeper_ids": [offers[0], offers[3]],
         "stored": True},
    ]  # fmt: skip
    await asyncio.sleep(0.7)
    assert len(faulty_service.requests) == 2


async def test_verdicts_are_stored_for_any_response(system: System, faulty_service: FaultyService) -> None:
    """E11 succeeds at once, and stores and schedules, however the service fails."""
    (offer,) = await system.stock(1)
    base = system.environ["RECOMMENDER_SERVICE_URL"]
    for name, reply in {**INVALID_REPLIES, "silent": Reply(wait=3600)}.items():
        faulty_service.replies[f"/{name.replace(' ', '-')}/train"] = reply
        api = await system.api(RECOMMENDER_SERVICE_URL=f"{base}/{name.replace(' ', '-')}")
        # Less than the 35 seconds after which the service is given up on.
        async with asyncio.timeout(60):
            assert (await judge(api, forwarded_ids=[offer], keep=[offer]))["updated"] == 1, name
    assert await verdicts(system) == {offer: True}


class UnresponsiveService:
    """A service that responds only when the test allows it."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[int], set[int]]] = []
        self.may_answer = asyncio.Event()

    async def call(
        self, path: str, reply: type[TrainResponse], *, within: float, body: dict[str, Any]
    ) -> TrainResponse:
        """Record the verdicts."""
        assert (path, within > 30, body["stored"]) == ("/train", True, True)
        self.messages.append((body["listing_ids"], set(body["keeper_ids"])))
        await self.may_answer.wait()
        return reply("yes")


async def test_the_queue_is_bounded() -> None:
    """While a service does not respond, the next request has at most MAX_QUEUED verdicts, the newest."""
    unresponsive = UnresponsiveService()
    service: ServiceClient = unresponsive  # type: ignore[assignment]  # nothing else of it is used
    forwarder = VerdictForwarder(service)
    forwarder.forward(listing_ids=[1], keeper_ids=[])
    await asyncio.sleep(0)
    for start in range(0, 3 * MAX_QUEUED, 1000):
        forwarder.forward(listing_ids=range(start, start + 1000), keeper_ids=range(start, start + 1000, 2))
    unresponsive.may_answer.set()
    await forwarder.wait_until_idle()
    assert [len(forwarded_ids) for forwarded_ids, _ in unresponsive.messages] == [1, MAX_QUEUED]
    forwarded_ids, keepers = unresponsive.messages[1]
    assert forwarded_ids == list(range(2 * MAX_QUEUED, 3 * MAX_QUEUED))
    assert keepers == set(range(2 * MAX_QUEUED, 3 * MAX_QUEUED, 2))
