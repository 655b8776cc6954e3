"""The books app, served for real with the environment that a test gives it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import msgspec

from alcove.apps.books import build_api
from alcove.apps.books.settings.legacy import with_aliases
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Notices, Pool
from alcove.foundation.settings import ServerSettings, given, load
from alcove.foundation.web import build_app
from alcove.main.resources import Resources, T
from support.servers import serve_async


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server: its address, and what it is made of."""

    url: str
    resources: Resources

    def client(self) -> httpx2.AsyncClient:
        """Return a client that sends nothing by itself."""
        return httpx2.AsyncClient(base_url=self.url, trust_env=False)


@asynccontextmanager
async def books_served(
    environ: Mapping[str, str], *, dsn: str, pool: Pool, data_dir: Path, clock: Clock | None = None
) -> AsyncIterator[Served]:
    """Serve the app with these settings until the block ends."""
    resources = books_resources(environ, dsn=dsn, pool=pool, data_dir=data_dir, clock=clock)
    await resources.notices.start()
    try:
        async with serve_async(build_app([build_api(resources)], settings=resources.server)) as url:
            yield Served(url=url, resources=resources)
    finally:
        await resources.notices.close()


def books_resources(
    environ: Mapping[str, str], *, dsn: str, pool: Pool, data_dir: Path, clock: Clock | None = None
) -> Resources:
    """Return what a process with these settings would hand to the app."""
    named = with_aliases(environ)

    def read(kind: type[T], /) -> T:
        return load(kind, environ=named)

    def set_there(kind: type[msgspec.Struct], /) -> frozenset[str]:
        return given(kind, environ=named)

    return Resources(
        server=load(ServerSettings, environ=named),
        load=read,
        data_dir=data_dir,
        dsn=dsn,
        pool=pool,
        notices=Notices(dsn),
        clock=clock or SystemClock(),
        stopping=asyncio.Event(),
        given=set_there,
    )
