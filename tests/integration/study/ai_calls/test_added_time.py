"""How long a call takes besides the provider."""

import time

import pytest

from alcove.apps.study.ai_calls.model import TextAdded
from alcove.simulators.ai_provider import Behaviour
from integration.study.ai_calls.world import CallWorld

RUNS = 60


def find_percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values is."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@pytest.mark.slow
async def test_little_time_is_added_to_that_of_the_provider(world: CallWorld) -> None:
    """From the call to the provider's request at most 25 ms, from its bytes to ours at most 5 ms (p95)."""
    world.site.script(default=Behaviour(tokens=8, delay=0.005, stamps=True), key="key-deepseek")
    await world.ask()
    starts: list[float] = []
    delays: list[float] = []
    for _ in range(RUNS):
        begin = time.monotonic()
        delays += [
            time.monotonic() - float(event.text)
            async for event in world.calls.stream(world.call())
            if isinstance(event, TextAdded)
        ]
        starts.append(world.site.requests()[-1].started - begin)
    assert len(delays) == RUNS * 8
    print({"start p95": find_percentile(starts, 0.95), "token p95": find_percentile(delays, 0.95)})  # noqa: T201
    assert find_percentile(starts, 0.95) <= 0.025
    assert find_percentile(delays, 0.95) <= 0.005
