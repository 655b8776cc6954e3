"""A FlareSolverr service as solver: what it is told, what its answers mean, and how its failures end."""

from datetime import UTC, datetime, timedelta

import pytest

from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.solver import Unsolved, open_visitor
from alcove.apps.books.sources.solver.flaresolverr import FlareSolverr
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import Secret
from fixtures.books.solver import Behaviour, FlareSolverrSimulator
from fixtures.books.solver.flaresolverr import USER_AGENT
from integration.books.solver.guarded import SITE, _seeded, network_of, service
from support.clock import FakeClock

PAGE = f"https://{SITE}/opds/new"


async def test_cookies_and_agent_are_earned() -> None:
    """The service is asked for the page's cookies; those of other sites are left out."""
    simulator = FlareSolverrSimulator()
    async with service(simulator, clock=SystemClock()) as solver:
        found = await solver.clear(PAGE)
    assert [(each.name, each.value.reveal(), each.domain) for each in found.cookies] == [
        ("cf_clearance", "token", SITE)
    ]
    assert found.user_agent == USER_AGENT
    assert timedelta(minutes=29) < found.expires_at - datetime.now(UTC) <= timedelta(minutes=30)
    assert simulator.asked == [{"cmd": "request.get", "url": PAGE, "maxTimeout": 60_000, "returnOnlyCookies": True}]


@pytest.mark.parametrize("behaviour", ["ok", "cookies_only"])
@pytest.mark.parametrize("name", ["expiry", "expires"])
async def test_both_spellings_are_understood(behaviour: Behaviour, name: str) -> None:
    """`expiry` and `expires` mean the same, with or without the page in the answer."""
    simulator = FlareSolverrSimulator(behaviours=[behaviour], expiry_name=name)
    async with service(simulator, clock=SystemClock()) as solver:
        found = await solver.clear(PAGE)
    assert found.cookies[0].expires is not None


@pytest.mark.parametrize("lasts", [-10_000_000_000.0, 1e15])
async def test_strange_times_are_survived(lasts: float) -> None:
    """A cookie that ends before it began, or in a million years, is used as one without an end."""
    async with service(FlareSolverrSimulator(lasts=lasts), clock=SystemClock()) as solver:
        found = await solver.clear(PAGE)
    assert found.expires_at - datetime.now(UTC) <= timedelta(minutes=30)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("error_500", "did not get through: Error solving the challenge"),
        ("error_200", "did not get through: Error solving the challenge"),
        ("garbage", "cannot be read"),
        ("no_cookies", "gave no cookies"),
        ("slow", "does not answer"),
    ],
)
async def test_a_failure_is_tried_five_times_and_told(behaviour: Behaviour, reason: str) -> None:
    """Errors by status or by text, nonsense, empty hands and silence: five tries with growing pauses, then a reason."""
    clock, simulator = FakeClock(), FlareSolverrSimulator(behaviours=[behaviour])
    async with service(simulator, clock=clock, read=0.15) as solver:
        with pytest.raises(Unsolved, match=reason):
            await solver.clear(PAGE)
    assert len(simulator.asked) == 5
    assert 15.0 <= clock.monotonic() <= 15.0 * 1.25


async def test_a_service_that_recovers_is_good_again() -> None:
    """After two failures the third try counts."""
    simulator = FlareSolverrSimulator(behaviours=["error_500", "error_200", "ok"])
    async with service(simulator, clock=FakeClock()) as solver:
        assert (await solver.clear(PAGE)).cookies
    assert len(simulator.asked) == 3


async def test_the_service_hears_no_secret() -> None:
    """Queries and fragments, which may hold keys, are not told, and a login in an address is refused."""
    simulator = FlareSolverrSimulator()
    async with service(simulator, clock=SystemClock()) as solver:
        await solver.clear(f"https://{SITE}/opds?apikey=hidden#hidden")
        with pytest.raises(Unsolved):
            await solver.clear(f"https://me:hidden@{SITE}/opds")
    assert "hidden" not in str(simulator.asked)
    assert len(simulator.asked) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd", "http://nas/"]
)
async def test_the_service_is_not_sent_inside(url: str) -> None:
    """A private target is refused before the service hears of it, by address and by name."""
    simulator = FlareSolverrSimulator()
    async with service(simulator, clock=FakeClock(), network=network_of("192.168.0.9")) as solver:
        for each in (url, f"https://{SITE}/"):
            with pytest.raises(Unsolved, match="not shown"):
                await solver.clear(each)
    assert simulator.asked == []


async def test_the_service_uses_the_same_proxy() -> None:
    """Clearances hold for one address only: the service goes out through our proxy, by session when it has a login."""
    simulator = FlareSolverrSimulator()
    plain = network_of(socks5_proxy=Secret("socks5h://tor:9050"))
    async with service(simulator, clock=SystemClock(), network=plain) as solver:
        await solver.clear(PAGE)
    assert simulator.asked[0]["proxy"] == {"url": "socks5://tor:9050"}
    simulator.asked.clear()
    signed = network_of(http_proxy=Secret("http://me:word@proxy.lan:3128"))
    async with service(simulator, clock=SystemClock(), network=signed) as solver:
        await solver.clear(PAGE)
    created, opened, destroyed = simulator.asked
    assert created["proxy"] == {"url": "http://proxy.lan:3128", "username": "me", "password": "word"}
    assert [each["cmd"] for each in simulator.asked] == ["sessions.create", "request.get", "sessions.destroy"]
    assert created["session"] == opened["session"] == destroyed["session"]
    assert "proxy" not in opened
    assert simulator.sessions == set()


async def test_the_settings_decide() -> None:
    """Off by default; a service when one is named; its path and time are those of the settings."""
    terms = {"network": network_of(), "clock": SystemClock(), "rng": _seeded()}
    assert open_visitor(BooksSettings(), **terms)._solver is None  # type: ignore[arg-type] # the terms of a call
    asked = BooksSettings(use_cf_bypass=True, using_external_bypasser=True, ext_bypasser_timeout=30_000)
    visitor = open_visitor(asked, **terms)  # type: ignore[arg-type] # likewise
    assert isinstance(visitor._solver, FlareSolverr)
    assert visitor._solver._http._policy.timeout.read == 45.0
    await visitor.close()
