"""The api's readiness has a part for each configured service."""

import httpx2

from integration.records.services.system import System
from support.faulty_service import INVALID_REPLIES, FaultyService, Reply
from support.until import until_async


async def read_parts(api: httpx2.AsyncClient) -> dict[str, tuple[str, str]]:
    """Return the state and the text of the services' parts, which never make the server down."""
    response = await api.get("/health/ready")
    found = {
        part["name"]: (part["state"], part["detail"])
        for part in response.json()["parts"]
        if part["name"] in ("records.recommender", "records.scraper")
    }
    # Another part may be down, such as a worker that a busy machine lets wait.
    assert "down" not in {state for state, _ in found.values()}
    return found


async def test_without_services_there_are_no_parts(system: System) -> None:
    """An api without services has no part for them."""
    assert await read_parts(await system.api()) == {}


async def test_services_that_answer_are_ok(system: System) -> None:
    """Both of our services are ok while they run."""
    await system.service("recommender")
    await system.service("scraper")
    available = ("ok", "the service is available")
    api = await system.api()

    async def are_fine() -> bool:
        return await read_parts(api) == {"records.recommender": available, "records.scraper": available}

    # On a busy machine a probe may give up on a service before it has answered.
    await until_async(are_fine)

    async def is_ready() -> bool:
        return bool((await api.get("/health")).json()["scraper"] == "ready")

    await until_async(is_ready)


async def test_missing_services_degrade_the_server(system: System) -> None:
    """A missing service is reported with its replacement, and the server is degraded, not down."""
    unreachable = "http://127.0.0.1:9"
    api = await system.api(RECOMMENDER_SERVICE_URL=unreachable, SCRAPER_SERVICE_URL=unreachable)
    expected = {
        "records.recommender": (
            "degraded",
            "The recommender service does not answer: stored predictions are shown, and the worker trains and picks",
        ),
        "records.scraper": ("degraded", "The scraper service does not answer: nothing is scraped on request"),
    }

    async def are_degraded() -> bool:
        return await read_parts(api) == expected

    # The first call imports the HTTP client, which may take longer than the probe waits.
    await until_async(are_degraded)
    assert (await api.get("/health")).json()["scraper"] == "service does not answer"


async def test_a_slow_or_faulty_service_is_degraded_in_time(system: System, faulty_service: FaultyService) -> None:
    """A service that does not respond, fails or redirects is degraded before readiness times out."""
    for name, reply in {**INVALID_REPLIES, "silent": Reply(wait=90)}.items():
        if reply.status == 200 and name not in ("silent", "too much", "broken packing"):
            continue
        faulty_service.replies[f"/{name.replace(' ', '-')}/health"] = reply
        base = f"{system.environ['SCRAPER_SERVICE_URL']}/{name.replace(' ', '-')}"
        result = await read_parts(await system.api(RECOMMENDER_SERVICE_URL=base, SCRAPER_SERVICE_URL=base))
        assert [state for state, _ in result.values()] == ["degraded", "degraded"], name
