"""A budget over three api processes, one of which is killed while it asks."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import httpx2
import pytest

from alcove.simulators.ai_provider import Behaviour
from e2e.study.conftest import SECRET
from e2e.study.tutor.tutor_server import F1, FAR_LIMITS, Learner, TutorServer, start_tutor
from support.ai_provider import AiProviderSite
from support.http_client import http_client
from support.sockets import free_port
from support.until import until_async
from support.world import make_world

CAP: Final = 20
CALLERS: Final = 64
LOST: Final = 8
"""Callers of the process that is killed, all in mid-call."""
DAY: Final = 86_400
USED: Final = "SELECT requests FROM study.ai_user_usage WHERE user_id = %s AND period = 'day'"


@pytest.mark.slow
async def test_callers_of_three_processes_use_the_budget_exactly(migrated_data: Path, site: AiProviderSite) -> None:
    """Of 64 parallel callers 20 are answered, though a process is killed in mid-call; all others get 429."""
    settings = {**FAR_LIMITS, **site.settings("deepseek"), "STUDY_BUDGET_USER_REQUESTS_DAY": str(CAP)}
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET, **settings) as world:
        killed, *others = [start_tutor(world, port=free_port()) for _ in range(3)]
        site.script(*[Behaviour(tokens=20, after=5, ending="hang")] * LOST, default=Behaviour(tokens=20, delay=0.02))
        learner = killed.add_learner()
        async with http_client(timeout=120, limits=httpx2.Limits(max_connections=None)) as client:
            lost = [asyncio.create_task(ask(client, killed, learner, number=number)) for number in range(LOST)]
            await site.wait_for_request(count=LOST)
            rest = [
                asyncio.create_task(ask(client, others[number % 2], learner, number=number))
                for number in range(LOST, CALLERS)
            ]
            # All that is left is used: the calls of the process hold the remaining eight requests.
            await until_async(lambda: read_used(killed, learner) == CAP - LOST)
            assert not any(task.done() for task in lost)
            killed.process.process.kill()
            responses = await asyncio.gather(*rest)
            assert all(isinstance(failure, httpx2.TransportError) for failure in await gather_failures(lost))
        assert Counter(response.status_code for response in responses) == {200: CAP, 429: CALLERS - LOST - CAP}
        check_refusals([response for response in responses if response.status_code == 429])
        assert read_used(others[0], learner) == CAP
        assert others[0].fetch("SELECT count(*) FROM study.ai_reservations WHERE NOT is_charged") == [(0,)]
        assert len(site.requests()) == CAP + LOST
        late = await asyncio.to_thread(learner_of(others[1], learner).ask, "May I?")
        check_refusals([late])
        assert read_used(others[0], learner) == CAP


async def ask(client: httpx2.AsyncClient, server: TutorServer, learner: Learner, *, number: int) -> httpx2.Response:
    """Ask a question at a process."""
    body = {"message": f"Question {number}?"}
    return await client.post(server.study.url + F1, json=body, headers=learner.headers)


async def gather_failures(tasks: Sequence["asyncio.Task[httpx2.Response]"]) -> Sequence[object]:
    """Return how tasks have ended."""
    return await asyncio.gather(*tasks, return_exceptions=True)


def check_refusals(responses: Sequence[httpx2.Response]) -> None:
    """Check that responses say that the budget is spent, and when it renews."""
    for response in responses:
        assert (response.status_code, response.json()["code"]) == (429, "BUDGET_EXCEEDED")
        assert 1 <= int(response.headers["retry-after"]) <= DAY


def learner_of(server: TutorServer, learner: Learner) -> Learner:
    """Return the same account at another process."""
    return Learner(server, learner.student)


def read_used(server: TutorServer, learner: Learner) -> int:
    """Return the requests that are counted today; never more than the cap."""
    rows = server.fetch(USED, learner.student.id)
    used = int(rows[0][0]) if rows else 0
    assert used <= CAP
    return used
