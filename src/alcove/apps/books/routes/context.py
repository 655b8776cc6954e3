"""What the endpoints need, passed in once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from alcove.apps.books.events import BooksGateway
from alcove.apps.books.model.identity import EVERYBODY, Identity
from alcove.apps.books.service.covers import Covers
from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import OpenedSources, Preferences
from alcove.apps.books.service.queue_snapshots import QueueSnapshotCache
from alcove.apps.books.service.searching import Search
from alcove.apps.books.service.universal import Universal
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.web import Call


class Gate(Protocol):
    """Lets callers in or raises what they are told: Unauthorized, AdminNeeded, CrossSite, SignInBroken."""

    async def user(self, call: Call[Any, Any], /) -> Identity:
        """Return who is calling."""
        ...

    async def admin(self, call: Call[Any, Any], /) -> Identity:
        """Return who is calling, an administrator."""
        ...

    async def who(self, headers: Mapping[bytes, bytes], /) -> Identity | None:
        """Return who sends these headers, None when nobody is signed in; for the live connection."""
        ...


class OpenGate:
    """Lets everybody in."""

    async def user(self, call: Call[Any, Any], /) -> Identity:  # noqa: ARG002 - as every gate is asked
        """Return everybody."""
        return EVERYBODY

    async def admin(self, call: Call[Any, Any], /) -> Identity:  # noqa: ARG002 - as every gate is asked
        """Return everybody."""
        return EVERYBODY

    async def who(self, headers: Mapping[bytes, bytes], /) -> Identity | None:  # noqa: ARG002 - as every gate is asked
        """Return everybody."""
        return EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The books app's surroundings in an api process."""

    pool: Pool
    clock: Clock
    settings: BooksSettings
    """As the process was started; what a page may change is asked of `preferences`."""
    data_dir: Path
    preferences: Preferences
    gate: Gate = field(default_factory=OpenGate)
    sources: OpenedSources
    searching: Search
    covers: Covers
    universal: Universal
    snapshots: QueueSnapshotCache
    gateway: BooksGateway
    readiness: Readiness
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to leave; setting it makes it leave."""
    url_base: str = ""
    """The path in front of the API behind a proxy."""
    alone: bool = False
    """Whether the books have an address to themselves, and so its pages."""
