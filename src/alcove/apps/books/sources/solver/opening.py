"""The visitor as the settings want it: with a solver service, with this machine's Chromium, or with neither."""

import random
from urllib.parse import urlsplit

from alcove import __version__
from alcove.apps.books.settings import BooksSettings
from alcove.apps.books.sources.solver.clearance import Solver
from alcove.apps.books.sources.solver.flaresolverr import GRACE, FlareSolverr
from alcove.apps.books.sources.solver.visiting import Visitor
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, Network, NoLimit, Policy, Timeouts
from alcove.foundation.telemetry import get_logger

CONNECT_SECONDS = 10.0

_log = get_logger("books")


def open_visitor(
    settings: BooksSettings,
    *,
    network: Network,
    clock: Clock,
    rng: random.Random,
    private_hosts: frozenset[str] = frozenset(),
) -> Visitor:
    """Return a visitor, to be closed in the end; `private_hosts` are those that may be called at all."""
    solver: Solver | None = None
    if settings.use_cf_bypass and settings.using_external_bypasser:
        solver = _service(settings, network=network, clock=clock, rng=rng, private_hosts=private_hosts)
    elif settings.use_cf_bypass:
        solver = _browser(network=network, clock=clock, private_hosts=private_hosts)
    return Visitor(solver, clock=clock)


def _service(
    settings: BooksSettings, *, network: Network, clock: Clock, rng: random.Random, private_hosts: frozenset[str]
) -> FlareSolverr:
    seconds = settings.ext_bypasser_timeout / 1000 + GRACE
    host = urlsplit(settings.ext_bypasser_url).hostname or ""
    policy = Policy(
        name="challenge-solver",
        base_url=settings.ext_bypasser_url,
        user_agent=f"Alcove/{__version__}",
        timeout=Timeouts(connect=CONNECT_SECONDS, read=seconds, total=CONNECT_SECONDS + seconds),
        retries=0,
        allow_private=frozenset({host}),
        hosts=frozenset({host}),
    )
    # Without the network's proxy and name servers: the service is the owner's own and always called directly.
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


def _browser(*, network: Network, clock: Clock, private_hosts: frozenset[str]) -> Solver | None:
    from alcove.apps.books.sources.solver.chromium import Chromium, find_program  # noqa: PLC0415 - off by default

    program = find_program()
    if program is None:
        _log.warning("USE_CF_BYPASS is on, but there is no Chromium on this machine")
        return None
    return Chromium(program, network=network, clock=clock, allow_private=private_hosts)
