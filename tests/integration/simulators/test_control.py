"""Steering a simulator over HTTP, as tests in another process do."""

import asyncio

import httpx2 as httpx
import pytest

from alcove.simulators.discogs import DEMO, SimulatorConfig, run
from integration.simulators.conftest import Site
from support.http_client import http_client

PAGE = "/users/anna/inventory?per_page=100&sort=listed&sort_order=desc"


def test_offers_are_added_changed_and_removed(site: Site) -> None:
    """A custom offer appears in the inventory, takes a new price, and is gone after its removal."""
    body = {"seller": "anna", "offers": [{"release": {"artist": "A", "title": "T", "want": 5}, "price": "7.50"}]}
    made = site.anonymous.post("/_simulator/offers", json=body)
    assert made.status_code == 201
    number = made.json()["ids"][0]
    top = site.client.get(PAGE).json()["listings"][0]
    assert (top["id"], top["price"]["value"], top["release"]["artist"]) == (number, 7.5, "A")
    assert top["release"]["id"] == made.json()["release_ids"][0]
    assert site.anonymous.post(f"/_simulator/offers/{number}", json={"price": 9.99}).status_code == 200
    assert site.client.get(PAGE).json()["listings"][0]["price"]["value"] == 9.99
    assert site.anonymous.delete(f"/_simulator/offers/{number}").status_code == 204
    assert site.client.get(PAGE).json()["listings"][0]["id"] != number
    assert site.anonymous.delete(f"/_simulator/offers/{number}").status_code == 404


def test_sellers_and_releases_are_added(site: Site) -> None:
    """A new seller has an inventory at once, and a new release a page."""
    made = site.anonymous.post("/_simulator/sellers", json={"name": "late", "offers": 3, "currency": "GBP"})
    assert made.json() == {"name": "late", "offers": 3}
    assert site.client.get("/users/late/inventory").json()["pagination"]["items"] == 3
    assert site.anonymous.get("/_simulator/sellers").json()["sellers"]["late"] == 3
    site.anonymous.post("/_simulator/releases", json={"id": 4, "title": "Four", "styles": ["Bop"]})
    assert site.client.get("/releases/4").json()["styles"] == ["Bop"]


def test_faults_and_limits_are_set_and_reset(site: Site) -> None:
    """Faults and limits set over HTTP hold at once, and an empty object ends the faults."""
    assert site.anonymous.post("/_simulator/faults", json={"every": {"error": 1}}).status_code == 200
    assert site.client.get("/").status_code == 503
    site.anonymous.post("/_simulator/faults", json={})
    assert site.client.get("/").status_code == 200
    set_to = site.anonymous.post("/_simulator/limits", json={"rate_limit": 2}).json()
    assert (set_to["rate_limit"], set_to["window_s"]) == (2, 60.0)
    assert site.client.get("/").status_code == 429
    site.anonymous.post("/_simulator/reset", json={"what": "window"})
    assert site.client.get("/").status_code == 200


def test_requests_are_listed_with_their_times(site: Site) -> None:
    """Each request is listed with its start, its answer, its caller; steering itself is not."""
    site.client.get("/users/anna/inventory", params={"page": 2})
    site.anonymous.get("/releases/1")
    first, second = site.anonymous.get("/_simulator/requests").json()["requests"]
    assert (first["path"], first["query"], first["status"], first["user"]) == (
        "/users/anna/inventory", "page=2", 200, "collector",
    )  # fmt: skip
    assert (second["status"], second["authenticated"], second["agent"]) == (404, False, "simulator-tests/1.0")
    assert first["started"] <= first["ended"] <= second["started"]
    site.anonymous.post("/_simulator/reset", json={"what": "requests"})
    assert site.anonymous.get("/_simulator/requests").json() == {"requests": []}


def test_access_tokens_can_be_revoked(site: Site) -> None:
    """Revoking tells how many tokens a person had."""
    assert site.anonymous.post("/_simulator/revoke/collector").json() == {"revoked": 1}
    assert site.anonymous.post("/_simulator/revoke/collector").json() == {"revoked": 0}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/_simulator/offers", b'{"seller": "nobody-here", "offers": []}', 404),
        ("/_simulator/offers", b'{"seller": "anna", "offers": [{"colour": "red"}]}', 400),
        ("/_simulator/offers/1", b'{"price": 1}', 404),
        ("/_simulator/faults", b'{"every": {"explode": 1}}', 400),
        ("/_simulator/faults", b"{", 400),
        ("/_simulator/reset", b'{"what": "everything"}', 400),
    ],
)
def test_mistakes_in_steering_are_told(site: Site, path: str, body: bytes, status: int) -> None:
    """A misspelt field or an unknown name is refused with a message, so that no test waits in vain."""
    response = site.anonymous.post(path, content=body)
    assert response.status_code == status
    assert response.json()["message"]


async def test_run_says_where_it_listens_and_ends_when_cancelled() -> None:
    """`run` tells its address once it answers, and cancelling it closes the port."""
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run(SimulatorConfig(), host="127.0.0.1", port=0, ready=told.set_result))
    url = await told
    async with http_client(headers={"User-Agent": "t"}) as client:
        assert (await client.get(url)).status_code == 200
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with http_client() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


def test_the_demonstration_is_quick_to_scrape() -> None:
    """The demonstration has three sellers and lets a hundred requests pass each second."""
    assert len(DEMO.sellers) == 3
    assert DEMO.rate_limit / DEMO.window_s == 100
