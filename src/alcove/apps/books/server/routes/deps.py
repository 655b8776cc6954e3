"""What the endpoints about the server need, passed in once."""

import asyncio
from dataclasses import dataclass

from alcove.apps.books.delivery import Readiness
from alcove.apps.books.queue import QueueSnapshotCache
from alcove.apps.books.search import LiveSources, Preferences
from alcove.foundation.database import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDeps:
    """The running parts that the endpoints about the server need."""

    pool: Pool
    preferences: Preferences
    sources: LiveSources
    snapshots: QueueSnapshotCache
    readiness: Readiness
    stopping: asyncio.Event
    """Set when the process is to leave; setting it makes it leave."""
