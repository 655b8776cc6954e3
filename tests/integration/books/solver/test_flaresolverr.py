"""The FlareSolverr solver: the commands it sends, how it reads the responses, and how it reports failures."""

from datetime import UTC, datetime, timedelta

import pytest

from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.solver import ChallengeNotSolved, build_challenge_client
from alcove.apps.books.sources.solver.flaresolverr import FlareSolverr
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import Secret
from fixtures.books.solver import Behaviour, FlareSolverrSimulator
from fixtures.books.solver.flaresolverr import USER_AGENT
from integration.books.solver.challenge_site import SITE, make_network, seeded_rng, serve_flaresolverr
from support.clock import FakeClock

PAGE = f"https://{SITE}/opds/new"


async def test_returns_cookies_and_user_agent() -> None:
    """The service is asked for the cookies of the page; cookies of other sites are dropped."""
    simulator = FlareSolverrSimulator()
    async with serve_flaresolverr(simulator, clock=SystemClock()) as solver:
        clearance = await solver.solve(PAGE)
    assert [(cookie.name, cookie.value.reveal(), cookie.domain) for cookie in clearance.cookies] == [
        ("cf_clearance", "token", SITE)
    ]
    assert clearance.user_agent == USER_AGENT
    assert timedelta(minutes=29) < clearance.expires_at - datetime.now(UTC) <= timedelta(minutes=30)
    assert simulator.commands == [{"cmd": "request.get", "url": PAGE, "maxTimeout": 60_000, "returnOnlyCookies": True}]


@pytest.mark.parametrize("behaviour", ["ok", "cookies_only"])
@pytest.mark.parametrize("name", ["expiry", "expires"])
async def test_both_expiry_names_are_read(behaviour: Behaviour, name: str) -> None:
    """`expiry` and `expires` mean the same, with or without the page in the response."""
    simulator = FlareSolverrSimulator(behaviours=[behaviour], expiry_name=name)
    async with serve_flaresolverr(simulator, clock=SystemClock()) as solver:
        clearance = await solver.solve(PAGE)
    assert clearance.cookies[0].expires is not None


@pytest.mark.parametrize("lifetime", [-10_000_000_000.0, 1e15])
async def test_invalid_expiry_is_ignored(lifetime: float) -> None:
    """A cookie with an expiry in the past, or out of range, is used like one without an expiry."""
    async with serve_flaresolverr(FlareSolverrSimulator(lifetime=lifetime), clock=SystemClock()) as solver:
        clearance = await solver.solve(PAGE)
    assert clearance.expires_at - datetime.now(UTC) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("error_500", "solver failed: Error solving the challenge"),
        ("error_200", "solver failed: Error solving the challenge"),
        ("garbage", "cannot be read"),
        ("no_cookies", "set no usable cookies"),
        ("slow", "does not answer"),
    ],
)
async def test_failure_is_retried_five_times(behaviour: Behaviour, reason: str) -> None:
    """Errors, unreadable responses, missing cookies and timeouts: five attempts with growing pauses, then an error."""
    clock, simulator = FakeClock(), FlareSolverrSimulator(behaviours=[behaviour])
    async with serve_flaresolverr(simulator, clock=clock, read=0.15) as solver:
        with pytest.raises(ChallengeNotSolved, match=reason):
            await solver.solve(PAGE)
    assert len(simulator.commands) == 5
    assert 15.0 <= clock.monotonic() <= 15.0 * 1.25


async def test_retry_succeeds_when_service_recovers() -> None:
    """After two failures the third attempt succeeds."""
    simulator = FlareSolverrSimulator(behaviours=["error_500", "error_200", "ok"])
    async with serve_flaresolverr(simulator, clock=FakeClock()) as solver:
        assert (await solver.solve(PAGE)).cookies
    assert len(simulator.commands) == 3


async def test_query_and_login_are_not_sent() -> None:
    """Queries and fragments, which may contain keys, are not sent; a URL with a login is refused."""
    simulator = FlareSolverrSimulator()
    async with serve_flaresolverr(simulator, clock=SystemClock()) as solver:
        await solver.solve(f"https://{SITE}/opds?apikey=hidden#hidden")
        with pytest.raises(ChallengeNotSolved):
            await solver.solve(f"https://me:hidden@{SITE}/opds")
    assert "hidden" not in str(simulator.commands)
    assert len(simulator.commands) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd", "http://nas/"]
)
async def test_private_targets_are_refused(url: str) -> None:
    """A private target is refused before the service is called, by address and by name."""
    simulator = FlareSolverrSimulator()
    async with serve_flaresolverr(simulator, clock=FakeClock(), network=make_network("192.168.0.9")) as solver:
        for target in (url, f"https://{SITE}/"):
            with pytest.raises(ChallengeNotSolved, match="not sent"):
                await solver.solve(target)
    assert simulator.commands == []


async def test_service_uses_the_same_proxy() -> None:
    """The service uses our proxy, because clearances are bound to an IP address; with a login it needs a session."""
    simulator = FlareSolverrSimulator()
    plain = make_network(socks5_proxy=Secret("socks5h://tor:9050"))
    async with serve_flaresolverr(simulator, clock=SystemClock(), network=plain) as solver:
        await solver.solve(PAGE)
    assert simulator.commands[0]["proxy"] == {"url": "socks5://tor:9050"}
    simulator.commands.clear()
    signed = make_network(http_proxy=Secret("http://me:word@proxy.lan:3128"))
    async with serve_flaresolverr(simulator, clock=SystemClock(), network=signed) as solver:
        await solver.solve(PAGE)
    created, opened, destroyed = simulator.commands
    assert created["proxy"] == {"url": "http://proxy.lan:3128", "username": "me", "password": "word"}
    assert [command["cmd"] for command in simulator.commands] == ["sessions.create", "request.get", "sessions.destroy"]
    assert created["session"] == opened["session"] == destroyed["session"]
    assert "proxy" not in opened
    assert simulator.sessions == set()


async def test_settings_select_the_solver() -> None:
    """There is no solver by default; the settings select the service, its path and its timeout."""
    options = {"network": make_network(), "clock": SystemClock(), "rng": seeded_rng()}
    assert build_challenge_client(BooksSettings(), **options)._solver is None  # type: ignore[arg-type] # the arguments of a call
    settings = BooksSettings(use_cf_bypass=True, using_external_bypasser=True, ext_bypasser_timeout=30_000)
    challenge_client = build_challenge_client(settings, **options)  # type: ignore[arg-type] # likewise
    assert isinstance(challenge_client._solver, FlareSolverr)
    assert challenge_client._solver._http._policy.timeout.read == 45.0
    await challenge_client.close()
