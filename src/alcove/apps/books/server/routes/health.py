"""The health check, for the probes of containers."""

import asyncio
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from alcove.apps.books.delivery import Readiness
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.queue import QUEUE, QueueSnapshotCache, blocked
from alcove.apps.books.search import LiveSources, Preferences
from alcove.apps.books.server.schemas import BooksHealth
from alcove.foundation.database import Pool
from alcove.foundation.jobs import worker_alive
from alcove.foundation.web import Access, Api, Call, ResponseSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDeps:
    """The running parts that the endpoints about the server need."""

    pool: Pool
    preferences: Preferences
    sources: LiveSources
    snapshots: QueueSnapshotCache
    readiness: Readiness
    stopping: asyncio.Event
    """Set when the process shuts down; setting it shuts the process down."""


def register(api: Api, deps: ServerDeps) -> None:
    """Add the endpoint."""

    @api.route(
        "GET", *both_paths("/api/health"), response_model=BooksHealth, access=Access.PUBLIC,
        responses=[ResponseSpec(503, "A check fails.", model=BooksHealth)],
        summary="Whether books can be fetched; 503 if not",
    )  # fmt: skip
    async def health(call: Call[None, None]) -> Response:
        found = await check_health(deps)
        status = 503 if found.failed else 200
        return Response(msgspec.json.encode(found), status_code=status, media_type="application/json")


async def check_health(deps: ServerDeps) -> BooksHealth:
    """Return the failed checks, in texts that reveal nothing about the machine."""
    failed = dict(await deps.readiness.find_problems(await deps.preferences.current()))
    waiting, reason = await blocked.read_blocked(deps.pool)
    if waiting and not failed:
        # The workers may see other folders than this process.
        failed["ingest"] = reason
    if not await worker_alive(deps.pool, queue=QUEUE):
        failed["worker"] = "no worker is running"
    return BooksHealth(status="error" if failed else "ok", failed=failed)
