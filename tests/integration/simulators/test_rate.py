"""The rate limit over HTTP."""

import time

import pytest

from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.faults import Faults
from integration.simulators.conftest import SELLERS, Site


@pytest.fixture
def config() -> SimulatorConfig:
    """Return a site with small limits and a short window."""
    return SimulatorConfig(sellers=SELLERS, rate_limit=5, anonymous_limit=2, window_s=1.0)


def test_the_headers_count_down_to_a_refusal(site: Site) -> None:
    """Each answer says what is left; the one too many is 429 with a message and no Retry-After."""
    left = [site.client.get("/").headers["X-Discogs-Ratelimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    refused = site.client.get("/")
    assert refused.status_code == 429
    assert refused.json() == {"message": "You are making requests too quickly."}
    assert refused.headers["X-Discogs-Ratelimit"] == "5"
    assert "Retry-After" not in refused.headers


def test_the_window_moves_on(site: Site) -> None:
    """Once the first requests are older than the window, new ones pass."""
    for _ in range(5):
        site.client.get("/")
    time.sleep(1.05)
    assert site.client.get("/").status_code == 200


def test_those_without_credentials_may_less(site: Site) -> None:
    """The smaller limit holds without credentials, and key with secret lifts it without naming anybody."""
    assert [site.anonymous.get("/").status_code for _ in range(3)] == [200, 200, 429]
    named = {"Authorization": "Discogs key=simulator-key, secret=simulator-secret"}
    response = site.anonymous.get("/", headers=named)
    assert (response.status_code, response.headers["X-Discogs-Ratelimit"]) == (200, "5")
    assert site.anonymous.get("/oauth/identity", headers=named).status_code == 401


def test_retry_after_is_sent_when_configured(site: Site) -> None:
    """With `retry_after` a 429 names the seconds until a request passes."""
    site.simulator.faults.configure(Faults(retry_after=True))
    for _ in range(5):
        site.client.get("/")
    assert site.client.get("/").headers["Retry-After"] == "1"


def test_errors_count_and_carry_the_headers(site: Site) -> None:
    """A 404 and a 401 use up requests like any other answer."""
    assert site.client.get("/nowhere").headers["X-Discogs-Ratelimit-Used"] == "1"
    wrong = site.anonymous.get("/oauth/identity", headers={"Authorization": "Discogs token=wrong"})
    assert (wrong.status_code, wrong.headers["X-Discogs-Ratelimit-Used"]) == (401, "2")


def test_only_the_api_is_counted(site: Site) -> None:
    """The authorize page, exchange rates and steering neither count nor carry the headers."""
    for path in ("/oauth/authorize", "/v6/simulator-exchange-key/latest/USD", "/_simulator/requests"):
        assert "X-Discogs-Ratelimit" not in site.anonymous.get(path).headers
    assert site.anonymous.get("/").headers["X-Discogs-Ratelimit-Used"] == "1"
