"""The rate limit and its headers."""

import pytest

from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.faults import Faults
from integration.simulators.conftest import SELLERS, Site
from support.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    """Return the clock of the simulator, which tests advance."""
    return FakeClock()


@pytest.fixture
def config(clock: FakeClock) -> SimulatorConfig:
    """Return a configuration with small limits and a short window."""
    return SimulatorConfig(sellers=SELLERS, rate_limit=5, anonymous_limit=2, window_s=1.0, clock=clock)


def test_headers_and_rejection(site: Site) -> None:
    """Each response has the remaining requests; above the limit it is 429 with a message and no Retry-After."""
    remaining = [site.client.get("/").headers["X-Discogs-Ratelimit-Remaining"] for _ in range(5)]
    assert remaining == ["4", "3", "2", "1", "0"]
    rejected = site.client.get("/")
    assert rejected.status_code == 429
    assert rejected.json() == {"message": "You are making requests too quickly."}
    assert rejected.headers["X-Discogs-Ratelimit"] == "5"
    assert "Retry-After" not in rejected.headers


def test_window_slides(site: Site, clock: FakeClock) -> None:
    """When the first requests are older than the window, new ones are accepted."""
    for _ in range(5):
        site.client.get("/")
    clock.advance(0.9)
    assert site.client.get("/").status_code == 429
    clock.advance(0.1)
    assert site.client.get("/").status_code == 200


def test_anonymous_limit(site: Site) -> None:
    """The smaller limit applies without credentials; key and secret raise it without identifying a user."""
    assert [site.anonymous.get("/").status_code for _ in range(3)] == [200, 200, 429]
    headers = {"Authorization": "Discogs key=simulator-key, secret=simulator-secret"}
    response = site.anonymous.get("/", headers=headers)
    assert (response.status_code, response.headers["X-Discogs-Ratelimit"]) == (200, "5")
    assert site.anonymous.get("/oauth/identity", headers=headers).status_code == 401


def test_retry_after(site: Site) -> None:
    """With `retry_after` a 429 has the seconds until the next request is accepted."""
    site.simulator.faults.configure(Faults(retry_after=True))
    for _ in range(5):
        site.client.get("/")
    assert site.client.get("/").headers["Retry-After"] == "1"


def test_errors_are_counted(site: Site) -> None:
    """A 404 and a 401 are counted like other responses."""
    assert site.client.get("/nowhere").headers["X-Discogs-Ratelimit-Used"] == "1"
    wrong = site.anonymous.get("/oauth/identity", headers={"Authorization": "Discogs token=wrong"})
    assert (wrong.status_code, wrong.headers["X-Discogs-Ratelimit-Used"]) == (401, "2")


def test_other_paths_are_not_counted(site: Site) -> None:
    """The authorize page, exchange rates and control requests are not counted and have no headers."""
    for path in ("/oauth/authorize", "/v6/simulator-exchange-key/latest/USD", "/_simulator/requests"):
        assert "X-Discogs-Ratelimit" not in site.anonymous.get(path).headers
    assert site.anonymous.get("/").headers["X-Discogs-Ratelimit-Used"] == "1"
