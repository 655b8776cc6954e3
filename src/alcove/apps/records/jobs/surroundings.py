"""What the tasks need, passed in once."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources import Marketplace, RateSource
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The records app's surroundings in a worker process."""

    pool: Pool
    clock: Clock
    settings: RecordsSettings
    marketplace: Callable[[], AbstractAsyncContextManager[Marketplace]]
    rate_source: Callable[[], AbstractAsyncContextManager[RateSource]]
    apart: Apart = field(default_factory=Apart)
    """Where models learn and predict."""
    drawing: Apart = field(default_factory=Apart)
    """Where picks are computed: not where models learn, for somebody waits for a pick and learning takes minutes."""
