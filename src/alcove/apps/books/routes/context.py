"""What the endpoints need, passed in once."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import OpenedSources, Preferences
from alcove.apps.books.service.queue_snapshots import QueueSnapshotCache
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool

if TYPE_CHECKING:
    from alcove.foundation.identity import AccountAuthenticator, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The books app's surroundings in an api process."""

    pool: Pool
    clock: Clock
    settings: BooksSettings
    """As the process was started; what a page may change is asked of `preferences`."""
    data_dir: Path
    preferences: Preferences
    sources: OpenedSources
    searching: Search
    covers: Covers
    universal: Universal
    snapshots: QueueSnapshotCache
    gateway: BooksGateway
    identity: "Identity"
    authenticator: "AccountAuthenticator"
    """Tells who is calling at the address that these endpoints are for."""
    readiness: Readiness
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to leave; setting it makes it leave."""
    url_base: str = ""
    """The path in front of the API behind a proxy."""
    alone: bool = False
    """Whether the books have an address to themselves, and so its pages."""
