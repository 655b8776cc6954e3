"""Controlling a simulator over HTTP, as tests in another process do."""

import asyncio

import httpx2 as httpx
import pytest

from alcove.simulators.discogs import DEMO, SimulatorConfig, run
from integration.simulators.conftest import Site
from support.http_client import http_client

PAGE = "/users/anna/inventory?per_page=100&sort=listed&sort_order=desc"


def test_add_change_and_remove_offers(site: Site) -> None:
    """A custom offer appears in the inventory, its price can be changed, and it can be removed."""
    body = {"seller": "anna", "offers": [{"release": {"artist": "A", "title": "T", "want": 5}, "price": "7.50"}]}
    created = site.anonymous.post("/_simulator/offers", json=body)
    assert created.status_code == 201
    listing_id = created.json()["ids"][0]
    top = site.client.get(PAGE).json()["listings"][0]
    assert (top["id"], top["price"]["value"], top["release"]["artist"]) == (listing_id, 7.5, "A")
    assert top["release"]["id"] == created.json()["release_ids"][0]
    assert site.anonymous.post(f"/_simulator/offers/{listing_id}", json={"price": 9.99}).status_code == 200
    assert site.client.get(PAGE).json()["listings"][0]["price"]["value"] == 9.99
    assert site.anonymous.delete(f"/_simulator/offers/{listing_id}").status_code == 204
    assert site.client.get(PAGE).json()["listings"][0]["id"] != listing_id
    assert site.anonymous.delete(f"/_simulator/offers/{listing_id}").status_code == 404


def test_add_sellers_and_releases(site: Site) -> None:
    """A new seller has an inventory, and a new release can be requested."""
    created = site.anonymous.post("/_simulator/sellers", json={"name": "late", "offers": 3, "currency": "GBP"})
    assert created.json() == {"name": "late", "offers": 3}
    assert site.client.get("/users/late/inventory").json()["pagination"]["items"] == 3
    assert site.anonymous.get("/_simulator/sellers").json()["sellers"]["late"] == 3
    site.anonymous.post("/_simulator/releases", json={"id": 4, "title": "Four", "styles": ["Bop"]})
    assert site.client.get("/releases/4").json()["styles"] == ["Bop"]


def test_set_and_reset_faults_and_limits(site: Site) -> None:
    """Faults and limits apply immediately, and an empty object ends the faults."""
    assert site.anonymous.post("/_simulator/faults", json={"every": {"error": 1}}).status_code == 200
    assert site.client.get("/").status_code == 503
    site.anonymous.post("/_simulator/faults", json={})
    assert site.client.get("/").status_code == 200
    limits = site.anonymous.post("/_simulator/limits", json={"rate_limit": 2}).json()
    assert (limits["rate_limit"], limits["window_s"]) == (2, 60.0)
    assert site.client.get("/").status_code == 429
    site.anonymous.post("/_simulator/reset", json={"what": "window"})
    assert site.client.get("/").status_code == 200


def test_list_requests(site: Site) -> None:
    """Requests are listed with start, status and caller; control requests are not listed."""
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


def test_revoke_access_tokens(site: Site) -> None:
    """Revoking returns the number of revoked tokens."""
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
def test_invalid_control_requests(site: Site, path: str, body: bytes, status: int) -> None:
    """An unknown field or name is rejected with a message."""
    response = site.anonymous.post(path, content=body)
    assert response.status_code == status
    assert response.json()["message"]


async def test_run() -> None:
    """`run` calls `ready` with its URL once it answers, and closes the port when it is cancelled."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run(SimulatorConfig(), host="127.0.0.1", port=0, ready=ready.set_result))
    url = await ready
    async with http_client(headers={"User-Agent": "t"}) as client:
        assert (await client.get(url)).status_code == 200
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with http_client() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


def test_demo_configuration() -> None:
    """The demo has three sellers and a limit of a hundred requests per second."""
    assert len(DEMO.sellers) == 3
    assert DEMO.rate_limit / DEMO.window_s == 100
