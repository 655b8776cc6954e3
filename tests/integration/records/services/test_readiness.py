"""What the api says of the services it was told to ask."""

from integration.records.services.processes import House
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply
from support.until import until_async


async def parts(house: House, **environ: str) -> dict[str, tuple[str, str]]:
    """Return the state and the words of the services' parts, whose failing never makes the server look down."""
    answer = await (await house.api(**environ)).get("/health/ready")
    assert answer.status_code == 200
    return {
        part["name"]: (part["state"], part["detail"])
        for part in answer.json()["parts"]
        if part["name"] in ("records.recommender", "records.scraper")
    }


async def test_without_services_nothing_is_said_of_them(house: House) -> None:
    """An api that does everything with its worker has no part for services."""
    assert await parts(house) == {}


async def test_services_that_answer_are_ok(house: House) -> None:
    """Both of ours, running, are ok."""
    await house.service("recommender")
    await house.service("scraper")
    fine = ("ok", "the service answers")

    async def are_fine() -> bool:
        return await parts(house) == {"records.recommender": fine, "records.scraper": fine}

    # On a busy machine a probe may give up on a service before it has answered.
    await until_async(are_fine)
    assert (await (await house.api()).get("/health")).json()["scraper"] == "ready"


async def test_services_that_are_not_there_degrade_the_server(house: House) -> None:
    """Nobody listening is told with what is done instead, and the server is degraded, not down."""
    nobody = "http://127.0.0.1:9"
    assert await parts(house, RECOMMENDER_SERVICE_URL=nobody, SCRAPER_SERVICE_URL=nobody) == {
        "records.recommender": (
            "degraded",
            "The recommender service does not answer: stored predictions are shown, and the worker learns and draws",
        ),
        "records.scraper": ("degraded", "The scraper service does not answer: nothing is scraped on request"),
    }
    api = await house.api(SCRAPER_SERVICE_URL=nobody)
    assert (await api.get("/health")).json()["scraper"] == "service does not answer"


async def test_a_slow_or_odd_service_is_degraded_within_the_time(house: House, faulty_service: FaultyService) -> None:
    """A service that is silent, fails or sends its callers elsewhere is degraded before readiness gives up on it."""
    for name, reply in {**INVALID_REPLIES, "silent": Reply(wait=90)}.items():
        if reply.status == 200 and name not in ("silent", "too much", "broken packing"):
            continue
        faulty_service.replies[f"/{name.replace(' ', '-')}/health"] = reply
        base = f"{house.environ['SCRAPER_SERVICE_URL']}/{name.replace(' ', '-')}"
        found = await parts(house, RECOMMENDER_SERVICE_URL=base, SCRAPER_SERVICE_URL=base)
        assert [state for state, _ in found.values()] == ["degraded", "degraded"], name
