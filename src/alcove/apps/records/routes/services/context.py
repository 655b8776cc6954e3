"""What the endpoints of the two services need, passed in once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from alcove.apps.records.errors import CredentialsMissing
from alcove.apps.records.model.thermodynamics import Scene, Selection, select_seeded
from alcove.apps.records.schemas.services import ServiceHealth
from alcove.apps.records.service.choosing import Compute
from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, Usage
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Apart
from alcove.foundation.realtime import Hub
from alcove.foundation.web import Api, Call


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContext:
    """The surroundings of a service; `stopping` ends what its callers wait for."""

    pool: Pool
    hub: Hub
    clock: Clock
    settings: RecordsSettings
    stopping: asyncio.Event
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    usage: Callable[[], Awaitable[Usage]]
    has_credentials: Callable[[], bool]
    compute: Compute

    def require_credentials(self) -> None:
        """Refuse to go on without credentials for Discogs."""
        if not self.has_credentials():
            raise CredentialsMissing(
                "There are no credentials for Discogs: set DISCOGS_USER_TOKEN or run `alcove records auth`."
            )


def drawing_in(apart: Apart) -> Compute:
    """Return what draws a record of the day in another process."""

    async def compute(scene: Scene, seed: int) -> Selection | None:
        return await apart.run(select_seeded, scene, seed)

    return compute


def register_health(api: Api, context: ServiceContext, *, service: str) -> None:
    """Add the endpoint that says that the service is there."""

    @api.route("GET", "/health", answers=ServiceHealth, public=True, summary="Whether the service answers")
    async def health(call: Call[None, None]) -> ServiceHealth:  # noqa: ARG001
        now = context.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return ServiceHealth(status="healthy", service=service, timestamp=now)
