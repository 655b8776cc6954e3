"""Plain calls to a guarded site: cookies and User-Agent are earned once and used until they no longer help."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from alcove.apps.books.sources.solver import Unsolved, Visitor
from alcove.foundation.clock import SystemClock
from fixtures.books.solver import FlareSolverrSimulator, Guard
from fixtures.books.solver.flaresolverr import USER_AGENT
from integration.books.solver.guarded import Never, guarded, plain_client, service
from support.clock import FakeClock

LOOPBACK = ("127.0.0.1",)


def passing(guard: Guard, **more: Any) -> FlareSolverrSimulator:
    """Return a service that passes a guard."""
    return FlareSolverrSimulator(token=guard.token, **more)


async def test_what_was_earned_is_used_until_the_next_challenge() -> None:
    """The first call earns a clearance, further ones use it with its User-Agent, a revoked one is earned anew."""
    async with guarded() as (guard, base), plain_client() as client:
        simulator = passing(guard)
        async with service(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            visitor = Visitor(solver, clock=SystemClock())
            for path in ("/a", "/b", "/c"):
                answer = await visitor.request(client, base + path, headers={"user-agent": "mine", "Accept": "*/*"})
                assert (answer.status, answer.content) == (200, f"welcome to {path}".encode())
                assert answer.headers["x-agent"] == USER_AGENT
            assert (len(simulator.asked), guard.challenged) == (1, 1)
            guard.revoke()
            assert (await visitor.request(client, f"{base}/d")).status == 200
            assert (len(simulator.asked), guard.challenged) == (2, 2)


async def test_a_clearance_ends_with_its_cookies() -> None:
    """Expired cookies are not sent."""
    clock = FakeClock(SystemClock().now())
    async with guarded() as (guard, base), plain_client() as client:
        simulator = passing(guard, lasts=600)
        async with service(simulator, clock=clock, allow_private=LOOPBACK) as solver:
            visitor = Visitor(solver, clock=clock)
            await visitor.request(client, base)
            clock.advance(timedelta(minutes=11).total_seconds())
            simulator.lasts = 3600
            await visitor.request(client, base)
    assert (len(simulator.asked), guard.challenged) == (2, 2)


async def test_each_site_has_its_own() -> None:
    """Cookies of one site are not sent to another."""
    async with (
        guarded() as (guard, base),
        guarded() as (other, elsewhere),
        plain_client() as client,
        service(passing(guard), clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        visitor = Visitor(solver, clock=SystemClock())
        answer = await visitor.request(client, base)
        assert "cf_clearance=" in answer.headers["x-cookie"]
        local = elsewhere.replace("127.0.0.1", "localhost")
        with pytest.raises(Unsolved):
            await visitor.request(client, local)
    assert other.passed == 0


async def test_a_stream_passes_the_guard_too() -> None:
    """A file behind a guard arrives whole, also later with what was earned."""
    async with guarded(status=503) as (guard, base), plain_client() as client:
        simulator = passing(guard)
        async with service(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            visitor = Visitor(solver, clock=SystemClock())
            for _ in range(2):
                async with visitor.stream(client, f"{base}/file", headers={"Range": "bytes=0-"}) as found:
                    assert sum([len(chunk) async for chunk in found.chunks]) == 300_000
    assert len(simulator.asked) == 1


@pytest.mark.parametrize("path", ["/forbidden", "/large-refusal"])
async def test_an_ordinary_refusal_is_an_answer(path: str) -> None:
    """403 without a challenge's marks is passed on whole, and nobody opens a browser."""
    async with guarded() as (guard, base), plain_client() as client:
        simulator = passing(guard)
        async with service(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            visitor = Visitor(solver, clock=SystemClock())
            assert (await visitor.request(client, base)).status == 200
            answer = await visitor.request(client, base + path)
            async with visitor.stream(client, base + path) as found:
                assert b"".join([chunk async for chunk in found.chunks]) == answer.content
    assert (answer.status, len(simulator.asked)) == (403, 1)


async def test_without_a_solver_nothing_changes() -> None:
    """With the bypass off a challenge is an answer like any other."""
    async with guarded() as (_, base), plain_client() as client:
        visitor = Visitor(None, clock=SystemClock())
        assert (await visitor.request(client, base)).status == 403
        async with visitor.stream(client, base) as found:
            assert found.status == 403
            assert b"Just a moment" in b"".join([chunk async for chunk in found.chunks])
        await visitor.close()


async def test_many_callers_earn_one_clearance() -> None:
    """Ten calls at once open one page; a caller that gives up leaves what it began to the others."""
    async with guarded() as (guard, base), plain_client() as client:
        simulator = passing(guard, behaviours=["slow", "ok"], slow_seconds=0.3)
        async with service(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            visitor = Visitor(solver, clock=SystemClock())
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await visitor.request(client, base)
            answers = await asyncio.gather(*(visitor.request(client, f"{base}/{n}") for n in range(10)))
            assert {answer.status for answer in answers} == {200}
            await visitor.close()
    assert len(simulator.asked) == 1


async def test_a_site_that_stays_shut_is_left_alone_for_a_minute() -> None:
    """After a failure the reason is given at once, until a minute has passed."""
    clock, never = FakeClock(), Never()
    async with guarded() as (_, base), plain_client() as client:
        visitor = Visitor(never, clock=clock)
        for _ in range(3):
            with pytest.raises(Unsolved, match="not today"):
                await visitor.request(client, base)
        assert len(never.asked) == 1
        clock.advance(61)
        with pytest.raises(Unsolved):
            await visitor.request(client, base)
    assert len(never.asked) == 2


async def test_a_clearance_that_does_not_help_is_told() -> None:
    """A page that asks again right away ends in a reason, not in a circle."""
    simulator = FlareSolverrSimulator(token=lambda _agent: "worthless")
    async with (
        guarded() as (guard, base),
        plain_client() as client,
        service(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        visitor = Visitor(solver, clock=SystemClock())
        with pytest.raises(Unsolved, match="again"):
            await visitor.request(client, base)
        with pytest.raises(Unsolved, match="again"):
            async with visitor.stream(client, base):
                pytest.fail("the guard let nobody in")
    assert (guard.passed, guard.challenged) == (0, 4)


async def test_no_cookie_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Earning and using a clearance leaves no token in logs or representations."""
    async with (
        guarded() as (guard, base),
        plain_client() as client,
        service(passing(guard), clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        visitor = Visitor(solver, clock=SystemClock())
        assert (await visitor.request(client, base)).status == 200
        shown = repr(visitor._kept)
    told = capsys.readouterr()
    assert "guarded page met" in told.out
    assert guard.token(USER_AGENT) not in shown + told.out + told.err
