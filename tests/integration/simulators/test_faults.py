"""Injected faults, as a client sees them."""

import json
import time

import httpx2 as httpx
import pytest

from fixtures.simulators.faults import Faults
from integration.simulators.conftest import Site

PAGE = "/users/anna/inventory?per_page=10&sort=listed&sort_order=desc"


def _ids(response: httpx.Response) -> list[int]:
    return [item["id"] for item in response.json()["listings"]]


def test_every_third_request_fails(site: Site) -> None:
    """With `every={"error": 3}` every third API request is a 503 with a message and rate limit headers."""
    site.simulator.faults.configure(Faults(every={"error": 3}))
    responses = [site.client.get("/") for _ in range(6)]
    assert [response.status_code for response in responses] == [200, 200, 503, 200, 200, 503]
    assert responses[2].json()["message"]
    assert "X-Discogs-Ratelimit" in responses[2].headers


def test_throttle(site: Site) -> None:
    """The next requests are rejected although the limit is not reached, with Retry-After if configured."""
    site.simulator.faults.configure(Faults(next={"throttle": 2}, retry_after=True))
    responses = [site.client.get("/") for _ in range(3)]
    assert [response.status_code for response in responses] == [429, 429, 200]
    assert responses[0].headers["Retry-After"] == "60"
    assert responses[0].headers["X-Discogs-Ratelimit-Remaining"] == "0"


def test_reset(site: Site) -> None:
    """A reset ends the connection before the response; the next request works."""
    site.simulator.faults.configure(Faults(next={"reset": 1}))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        site.client.get("/")
    assert site.client.get("/").status_code == 200
    assert site.simulator.faults.applied == ["reset", "none"]


def test_reset_affects_one_connection(site: Site) -> None:
    """Other clients keep their connections when one is reset."""
    assert site.anonymous.get("/").status_code == 200
    site.simulator.faults.configure(Faults(next={"reset": 1}))
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        site.client.get("/")
    assert site.anonymous.get("/").status_code == 200


def test_truncated_json(site: Site) -> None:
    """A truncated response is complete HTTP with invalid JSON."""
    site.simulator.faults.configure(Faults(next={"truncate": 1}))
    response = site.client.get(PAGE)
    assert response.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        response.json()


def test_cut(site: Site) -> None:
    """A cut response has fewer bytes than its Content-Length."""
    site.simulator.faults.configure(Faults(next={"cut": 1}))
    with pytest.raises(httpx.RemoteProtocolError):
        site.client.get(PAGE)
    assert site.client.get(PAGE).status_code == 200


def test_latency_and_slow_bodies(site: Site) -> None:
    """Latency delays the response; a slow body arrives in chunks and is complete in the end."""
    site.simulator.faults.configure(Faults(latency_s=0.15))
    before = time.monotonic()
    content = site.client.get(PAGE).content
    assert time.monotonic() - before >= 0.15
    site.simulator.faults.configure(Faults(slow_body_s=0.3))
    with site.client.stream("GET", PAGE) as response:
        chunks = [(time.monotonic(), chunk) for chunk in response.iter_raw()]
    assert chunks[-1][0] - chunks[0][0] > 0.2
    assert b"".join(chunk for _, chunk in chunks) == content


def test_broken_pages(site: Site) -> None:
    """A broken page always fails while other pages work."""
    site.simulator.faults.configure(Faults(broken_pages=(2,), error_status=502))
    statuses = [site.client.get(f"{PAGE}&page={page}").status_code for page in (1, 2, 2, 3)]
    assert statuses == [200, 502, 502, 200]


def test_malformed_items_by_id(site: Site) -> None:
    """Only the configured offers are malformed, each in the configured way."""
    first, second, *rest = _ids(site.client.get(PAGE))
    site.simulator.faults.configure(Faults(malformed={first: "no_price", second: "null_item"}))
    items = site.client.get(PAGE).json()["listings"]
    assert "price" not in items[0]
    assert items[1] is None
    assert [item["id"] for item in items[2:]] == rest


def test_malformed_every(site: Site) -> None:
    """With `malformed_every` all kinds occur, and each page is valid JSON."""
    site.simulator.faults.configure(Faults(malformed_every=4))
    items = site.client.get("/users/anna/inventory?per_page=100").json()["listings"]
    assert None in items
    assert any(item and item.get("release") is None for item in items)
    assert any(item and "\x00" in (item.get("release") or {}).get("title", "") for item in items)


def test_withdraw_between_pages(site: Site) -> None:
    """An offer that is removed after a page was read makes the next page skip one."""
    before = _ids(site.client.get("/users/anna/inventory?per_page=100&sort=listed&sort_order=desc"))
    site.simulator.faults.configure(Faults(withdraw_between_pages=True))
    first, second = _ids(site.client.get(PAGE)), _ids(site.client.get(f"{PAGE}&page=2"))
    assert first == before[:10]
    assert second == before[11:21]


def test_list_between_pages(site: Site) -> None:
    """An offer that is added after a page was read makes the next page repeat one."""
    site.simulator.faults.configure(Faults(list_between_pages=True))
    first, second = _ids(site.client.get(PAGE)), _ids(site.client.get(f"{PAGE}&page=2"))
    assert second[0] == first[-1]


def test_native_prices(site: Site) -> None:
    """With `native_prices` the requested currency is ignored."""
    site.simulator.faults.configure(Faults(native_prices=True))
    item = site.client.get("/users/sven/inventory?curr_abbr=USD").json()["listings"][0]
    assert item["price"]["currency"] == "SEK"


def test_faults_for_one_path(site: Site) -> None:
    """With `only`, other paths have no faults; exchange rates can fail, too."""
    site.simulator.faults.configure(Faults(only="/v6/", every={"error": 1}, error_status=500))
    assert site.client.get("/").status_code == 200
    assert site.client.get("/v6/simulator-exchange-key/latest/USD").status_code == 500
