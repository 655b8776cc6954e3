"""Builds the challenge client from the settings: with FlareSolverr, with local Chromium, or without a solver."""

import random
from urllib.parse import urlsplit

from alcove import __version__
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.solver.challenge_client import ChallengeClient
from alcove.apps.books.sources.solver.clearance import Solver
from alcove.apps.books.sources.solver.flaresolverr import SERVICE_OVERHEAD_S, FlareSolverr
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, NoLimit, Policy, Timeouts
from alcove.foundation.telemetry import get_logger

CONNECT_TIMEOUT_S = 10.0

_log = get_logger("books")


def build_challenge_client(
    settings: BooksSettings,
    *,
    network: Network,
    clock: Clock,
    rng: random.Random,
    private_hosts: frozenset[str] = frozenset(),
) -> ChallengeClient:
    """Return a challenge client, which the caller closes; `private_hosts` are the private hosts that may be called."""
    solver: Solver | None = None
    if settings.use_cf_bypass and settings.using_external_bypasser:
        solver = _build_flaresolverr(settings, network=network, clock=clock, rng=rng, private_hosts=private_hosts)
    elif settings.use_cf_bypass:
        solver = _build_chromium(network=network, clock=clock, private_hosts=private_hosts)
    return ChallengeClient(solver, clock=clock)


def _build_flaresolverr(
    settings: BooksSettings, *, network: Network, clock: Clock, rng: random.Random, private_hosts: frozenset[str]
) -> FlareSolverr:
    seconds = settings.ext_bypasser_timeout / 1000 + SERVICE_OVERHEAD_S
    host = urlsplit(settings.ext_bypasser_url).hostname or ""
    policy = Policy(
        name="challenge-solver",
        base_url=settings.ext_bypasser_url,
        user_agent=f"Alcove/{__version__}",
        timeout=Timeouts(connect=CONNECT_TIMEOUT_S, read=seconds, total=CONNECT_TIMEOUT_S + seconds),
        retries=0,
        allow_private=frozenset({host}),
        hosts=frozenset({host}),
    )
    # Not through the proxy and name servers of `network`: the service is the owner's own and always called directly.
    http = Client(policy, limiter=NoLimit(), clock=clock, rng=rng)
    return FlareSolverr(
        http,
        path=settings.ext_bypasser_path,
        timeout_ms=settings.ext_bypasser_timeout,
        network=network,
        clock=clock,
        rng=rng,
        allow_private=private_hosts,
    )


def _build_chromium(*, network: Network, clock: Clock, private_hosts: frozenset[str]) -> Solver | None:
    from alcove.apps.books.sources.solver.chromium import Chromium, find_program  # noqa: PLC0415 - off by default

    program = find_program()
    if program is None:
        _log.warning("chromium_not_found", setting="USE_CF_BYPASS")
        return None
    return Chromium(program, network=network, clock=clock, allow_private=private_hosts)
