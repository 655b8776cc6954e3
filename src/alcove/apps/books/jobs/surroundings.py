"""What the tasks need, passed in once."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from alcove.apps.books.service.delivering import Readiness
from alcove.apps.books.service.opened_sources import Preferences
from alcove.apps.books.sources.protocols import Source
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.fetch import Client, Limiter, Policy, Timeouts
from alcove.foundation.realtime import Hub


class Catalogues(Protocol):
    """The sources of this process."""

    def enabled(self) -> Sequence[Source]:
        """Return the sources to search."""
        ...

    def every(self) -> Sequence[Source]:
        """Return all sources from which a book may come, also those that only others ask."""
        ...

    def by_name(self, name: str) -> Source | None:
        """Return the one of a name."""
        ...


OpenClient = Callable[[Policy, Limiter], Client]
"""Opens the way out under the network settings of the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The books app's surroundings in a worker process."""

    pool: Pool
    hub: Hub
    clock: Clock
    data_dir: Path
    preferences: Preferences
    sources: Catalogues
    client: OpenClient
    readiness: Readiness
    """The same for the health of the process."""
    rng: random.Random
    timeouts: Timeouts = field(default_factory=Timeouts)
    """Of transfers: to connect, between two pieces, and until the answer begins."""
    drain: float = 8.0
    """Seconds that a running book gets to end when the worker leaves."""
    hook_environ: Mapping[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin"})
    """What the owner's script is started with, besides what tells of the book."""
