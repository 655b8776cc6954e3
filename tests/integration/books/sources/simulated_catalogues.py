"""The simulated catalogues, and sources that use them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.registry import SourceRegistry, build_sources
from alcove.foundation.fetch import Client, NoLimit, Policy, SystemResolver
from fixtures.books.catalogues import CataloguesConfig, Simulator, build, environment
from integration.books.opds.opds_sources import MemoryBookStore, make_context
from support.servers import serve

__all__ = ["Catalogues", "MemoryBookStore", "fetch", "serve_catalogues"]


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The running catalogues and their base URL."""

    base: str
    simulator: Simulator

    def make_context(self, *, context_options: dict[str, Any] | None = None, **environ: Any) -> SourceContext:
        """Return the context of a source that uses them; `context_options` are passed on unchanged."""
        options: dict[str, Any] = {**(context_options or {}), **environment(self.base), **environ}
        return make_context(**options)

    def open(self, *names: str, context_options: dict[str, Any] | None = None, **environ: Any) -> SourceRegistry:
        """Build sources that use them."""
        return build_sources(self.make_context(context_options=context_options, SOURCES=",".join(names), **environ))


@contextmanager
def serve_catalogues(**config: Any) -> Iterator[Catalogues]:
    """Serve the catalogues and yield them."""
    app = build(CataloguesConfig(**config))
    with serve(app) as base:
        yield Catalogues(base, app.state.simulator)


async def fetch(catalogues: Catalogues, url: str) -> tuple[int, bytes]:
    """Return the status and body of a URL of the catalogues, after redirects."""
    policy = Policy(name="tests", base_url=catalogues.base, user_agent="tests", allow_private=frozenset({"127.0.0.1"}))
    context = catalogues.make_context()
    client = Client(policy, limiter=NoLimit(), clock=context.clock, rng=context.rng, resolver=SystemResolver())
    async with client:
        response = await client.request("GET", url)
    return response.status, response.content
