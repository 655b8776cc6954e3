"""The challenge client: a clearance is obtained once and reused until the site rejects it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from alcove.apps.books.sources.solver import ChallengeClient, ChallengeNotSolved
from alcove.foundation.clock import SystemClock
from fixtures.books.solver import ChallengeMiddleware, FlareSolverrSimulator
from fixtures.books.solver.flaresolverr import USER_AGENT
from integration.books.solver.challenge_site import FailingSolver, make_client, serve_challenge_site, serve_flaresolverr
from support.clock import FakeClock

LOOPBACK = ("127.0.0.1",)


def passing_service(site: ChallengeMiddleware, **options: Any) -> FlareSolverrSimulator:
    """Return a service that passes a site."""
    return FlareSolverrSimulator(token=site.token, **options)


async def test_clearance_is_reused_until_rejected() -> None:
    """The first call obtains a clearance, later calls reuse it with its User-Agent; a revoked one is replaced."""
    async with serve_challenge_site() as (site, base), make_client() as client:
        simulator = passing_service(site)
        async with serve_flaresolverr(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            challenge_client = ChallengeClient(solver, clock=SystemClock())
            for path in ("/a", "/b", "/c"):
                answer = await challenge_client.request(
                    client, base + path, headers={"user-agent": "mine", "Accept": "*/*"}
                )
                assert (answer.status, answer.content) == (200, f"welcome to {path}".encode())
                assert answer.headers["x-agent"] == USER_AGENT
            assert (len(simulator.commands), site.challenge_count) == (1, 1)
            site.revoke()
            assert (await challenge_client.request(client, f"{base}/d")).status == 200
            assert (len(simulator.commands), site.challenge_count) == (2, 2)


async def test_expired_cookies_are_not_sent() -> None:
    """After the cookies have expired, a new clearance is obtained."""
    clock = FakeClock(SystemClock().now())
    async with serve_challenge_site() as (site, base), make_client() as client:
        simulator = passing_service(site, lifetime=600)
        async with serve_flaresolverr(simulator, clock=clock, allow_private=LOOPBACK) as solver:
            challenge_client = ChallengeClient(solver, clock=clock)
            await challenge_client.request(client, base)
            clock.advance(timedelta(minutes=11).total_seconds())
            simulator.lifetime = 3600
            await challenge_client.request(client, base)
    assert (len(simulator.commands), site.challenge_count) == (2, 2)


async def test_cookies_are_per_site() -> None:
    """Cookies of one site are not sent to another."""
    async with (
        serve_challenge_site() as (site, base),
        serve_challenge_site() as (other, elsewhere),
        make_client() as client,
        serve_flaresolverr(passing_service(site), clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        challenge_client = ChallengeClient(solver, clock=SystemClock())
        answer = await challenge_client.request(client, base)
        assert "cf_clearance=" in answer.headers["x-cookie"]
        local = elsewhere.replace("127.0.0.1", "localhost")
        with pytest.raises(ChallengeNotSolved):
            await challenge_client.request(client, local)
    assert other.passed_count == 0


async def test_stream_solves_challenge() -> None:
    """A file behind a challenge is streamed completely, the second time with the cached clearance."""
    async with serve_challenge_site(status=503) as (site, base), make_client() as client:
        simulator = passing_service(site)
        async with serve_flaresolverr(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            challenge_client = ChallengeClient(solver, clock=SystemClock())
            for _ in range(2):
                async with challenge_client.stream(client, f"{base}/file", headers={"Range": "bytes=0-"}) as stream:
                    assert sum([len(chunk) async for chunk in stream.chunks]) == 300_000
    assert len(simulator.commands) == 1


@pytest.mark.parametrize("path", ["/forbidden", "/large-refusal"])
async def test_403_without_marker_is_returned(path: str) -> None:
    """A 403 without a challenge marker is returned unchanged, and the solver is not called."""
    async with serve_challenge_site() as (site, base), make_client() as client:
        simulator = passing_service(site)
        async with serve_flaresolverr(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            challenge_client = ChallengeClient(solver, clock=SystemClock())
            assert (await challenge_client.request(client, base)).status == 200
            answer = await challenge_client.request(client, base + path)
            async with challenge_client.stream(client, base + path) as stream:
                assert b"".join([chunk async for chunk in stream.chunks]) == answer.content
    assert (answer.status, len(simulator.commands)) == (403, 1)


async def test_without_solver_challenges_are_returned() -> None:
    """Without a solver a challenge is returned like any other response."""
    async with serve_challenge_site() as (_, base), make_client() as client:
        challenge_client = ChallengeClient(None, clock=SystemClock())
        assert (await challenge_client.request(client, base)).status == 403
        async with challenge_client.stream(client, base) as stream:
            assert stream.status == 403
            assert b"Just a moment" in b"".join([chunk async for chunk in stream.chunks])
        await challenge_client.close()


async def test_concurrent_calls_share_one_clearance() -> None:
    """Ten concurrent calls open one page; a call that times out leaves the running attempt to the others."""
    async with serve_challenge_site() as (site, base), make_client() as client:
        simulator = passing_service(site, behaviours=["slow", "ok"], slow_seconds=0.3)
        async with serve_flaresolverr(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver:
            challenge_client = ChallengeClient(solver, clock=SystemClock())
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await challenge_client.request(client, base)
            answers = await asyncio.gather(*(challenge_client.request(client, f"{base}/{n}") for n in range(10)))
            assert {answer.status for answer in answers} == {200}
            await challenge_client.close()
    assert len(simulator.commands) == 1


async def test_failure_is_cached_for_one_minute() -> None:
    """After a failure the same reason is raised without a new attempt, until a minute has passed."""
    clock, solver = FakeClock(), FailingSolver()
    async with serve_challenge_site() as (_, base), make_client() as client:
        challenge_client = ChallengeClient(solver, clock=clock)
        for _ in range(3):
            with pytest.raises(ChallengeNotSolved, match="always fails"):
                await challenge_client.request(client, base)
        assert len(solver.urls) == 1
        clock.advance(61)
        with pytest.raises(ChallengeNotSolved):
            await challenge_client.request(client, base)
    assert len(solver.urls) == 2


async def test_rejected_clearance_is_an_error() -> None:
    """A page that shows the challenge again right away raises an error instead of looping."""
    simulator = FlareSolverrSimulator(token=lambda _agent: "invalid")
    async with (
        serve_challenge_site() as (site, base),
        make_client() as client,
        serve_flaresolverr(simulator, clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        challenge_client = ChallengeClient(solver, clock=SystemClock())
        with pytest.raises(ChallengeNotSolved, match="again"):
            await challenge_client.request(client, base)
        with pytest.raises(ChallengeNotSolved, match="again"):
            async with challenge_client.stream(client, base):
                pytest.fail("the challenge was not passed")
    assert (site.passed_count, site.challenge_count) == (0, 4)


async def test_tokens_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Obtaining and using a clearance writes no token to the log or to a `repr`."""
    async with (
        serve_challenge_site() as (site, base),
        make_client() as client,
        serve_flaresolverr(passing_service(site), clock=SystemClock(), allow_private=LOOPBACK) as solver,
    ):
        challenge_client = ChallengeClient(solver, clock=SystemClock())
        assert (await challenge_client.request(client, base)).status == 200
        text = repr(challenge_client._clearances)
    output = capsys.readouterr()
    assert "challenge_detected" in output.out
    assert site.token(USER_AGENT) not in text + output.out + output.err
