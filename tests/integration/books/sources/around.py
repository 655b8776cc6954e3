"""The simulated catalogues, and sources over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.registry import Sources, open_sources
from alcove.foundation.fetch import Client, NoLimit, Policy, SystemResolver
from fixtures.books.catalogues import CataloguesConfig, Simulator, build, environment
from integration.books.opds.sources import Remembered, context
from support.servers import serve

__all__ = ["Catalogues", "Remembered", "catalogues", "fetched"]


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The simulated catalogues under their address."""

    base: str
    simulator: Simulator

    def context(self, *, around: dict[str, Any] | None = None, **environ: Any) -> SourceContext:
        """Return the surroundings of a source over them; `around` goes to them as it is."""
        given: dict[str, Any] = {**(around or {}), **environment(self.base), **environ}
        return context(**given)

    def open(self, *names: str, around: dict[str, Any] | None = None, **environ: Any) -> Sources:
        """Return sources over them."""
        return open_sources(self.context(around=around, SOURCES=",".join(names), **environ))


@contextmanager
def catalogues(**config: Any) -> Iterator[Catalogues]:
    """Serve the catalogues."""
    app = build(CataloguesConfig(**config))
    with serve(app) as base:
        yield Catalogues(base, app.state.simulator)


async def fetched(catalogues: Catalogues, url: str) -> tuple[int, bytes]:
    """Return what an address of the catalogues answers, redirects followed."""
    policy = Policy(name="tests", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    surroundings = catalogues.context()
    client = Client(
        policy, limiter=NoLimit(), clock=surroundings.clock, rng=surroundings.rng, resolver=SystemResolver()
    )
    async with client:
        answer = await client.request("GET", url)
    return answer.status, answer.content
