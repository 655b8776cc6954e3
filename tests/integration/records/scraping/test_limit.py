"""Scrapes and the rate limit, on a clock that skips every wait."""

from itertools import pairwise

import pytest

from alcove.foundation.ratelimit.model import JITTER
from integration.records.scraping.world import World, summarize_end


def request_times(world: World) -> list[float]:
    """Return the times of the requests, in seconds."""
    return [entry.started for entry in world.simulator.log.entries() if entry.api]


def statuses(world: World) -> list[int]:
    """Return the statuses of the responses."""
    return [entry.status for entry in world.simulator.log.entries() if entry.api]


@pytest.mark.slow
async def test_the_limit_holds_in_every_minute_without_idle_time(slow_world: World) -> None:
    """A hundred pages need at most 54 requests in any 60 seconds, get no 429, and take no longer than necessary."""
    slow_world.seller("warehouse", offers=10_000)
    row = await slow_world.scrape("warehouse")
    requests = request_times(slow_world)
    assert summarize_end(row) == ("done", True, "end")
    assert len(requests) == 100
    assert set(statuses(slow_world)) == {200}
    assert all(later - earlier >= 60 for earlier, later in zip(requests, requests[54:], strict=False))
    assert requests[-1] - requests[0] < 100 / 54 * 60 / 0.95


async def test_a_429_without_retry_after_pauses_one_minute_then_two(slow_world: World) -> None:
    """A 429 without Retry-After pauses all requests for 60 s, the next for 120 s; then the scrape continues."""
    slow_world.sell("anna", 150)
    slow_world.set_faults(next={"throttle": 2}, skip=1)
    row = await slow_world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert statuses(slow_world) == [200, 429, 429, 200]
    gaps = [later - earlier for earlier, later in pairwise(request_times(slow_world))]
    assert 60 <= gaps[1] <= 60 * (1 + JITTER) + 2
    assert 120 <= gaps[2] <= 120 * (1 + JITTER) + 2
    assert len(await slow_world.offers("anna")) == 150


async def test_retry_after_is_obeyed(slow_world: World) -> None:
    """A 429 with Retry-After pauses all requests for that time."""
    slow_world.simulator.window.length_s = 17
    slow_world.sell("anna", 3)
    slow_world.set_faults(next={"throttle": 1}, retry_after=True)
    assert summarize_end(await slow_world.scrape("anna")) == ("done", True, "end")
    first, second = request_times(slow_world)
    assert 17 <= second - first <= 17 * (1 + JITTER) + 2


async def test_repeated_429_responses_fail_the_run(slow_world: World) -> None:
    """After three 429 responses the run fails with its pages kept, and the next one continues."""
    slow_world.sell("anna", 150)
    slow_world.set_faults(next={"throttle": 3}, skip=1)
    row = await slow_world.scrape("anna")
    assert (*summarize_end(row), row["error_code"]) == ("failed", False, "error", "upstream_rate_limited")
    assert statuses(slow_world) == [200, 429, 429, 429]
    assert row["page"] == 1
    row = await slow_world.scrape("anna")
    assert summarize_end(row) == ("done", True, "end")
    assert row["new"] == 50


async def test_a_429_for_one_scrape_pauses_the_other(slow_world: World) -> None:
    """While one seller's scrape is paused, no other request is sent to Discogs."""
    slow_world.seller("berta")
    for seller in ("anna", "berta"):
        slow_world.sell(seller, 250)
    slow_world.set_faults(next={"throttle": 1}, skip=2)
    async with slow_world.worker():
        runs = [await slow_world.request_scrape(seller) for seller in ("anna", "berta")]
        rows = [await slow_world.wait_for_end(run_id) for run_id in runs]
    assert [summarize_end(row) for row in rows] == [("done", True, "end")] * 2
    requests, responses = request_times(slow_world), statuses(slow_world)
    assert_error = responses.index(429)
    assert responses.count(429) == 1
    assert requests[assert_error + 1] - requests[assert_error] >= 60
