"""Hold the schema cache of a server, and load it again when the database says that its schema has changed."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from alcove.foundation.database import PgListener, connect_foreign, foreign_connection
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.schema_cache.errors import SchemaCacheNotLoaded
from alcove.wires.supabase.rest.schema_cache.load import load_schema_cache
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache

LONGEST_WAIT: Final = 10.0
"""Seconds that a request waits for a load that is under way."""
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 32.0

_RELOAD_CONFIG: Final = "reload config"
_RELOAD_SCHEMA: Final = frozenset({"", "reload schema", "reload tables", "reload relationships"})

log = get_logger("alcove.supabase.rest")


@dataclass(frozen=True, slots=True)
class LoadStatistics:
    """How often the schema cache was loaded, how often that failed, and the seconds of the last load."""

    loads: int = 0
    failures: int = 0
    seconds: float = 0.0


class SchemaCacheHolder:
    """Keeps the schema cache current, on connections of its own.

    `read_config` returns the configuration as it is now. `reload_config` is awaited when the channel asks for it, and
    before each load when the configuration is partly in the database. `on_failure` is told why a load failed, before it
    is tried again.
    """

    def __init__(
        self,
        dsn: str,
        *,
        read_config: Callable[[], RestConfig],
        reload_config: Callable[[], Awaitable[None]] | None = None,
        on_failure: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._dsn = dsn
        self._read_config = read_config
        self._reload_config = reload_config
        self._on_failure = on_failure
        self._cache: SchemaCache | None = None
        self._statistics = LoadStatistics()
        self._pause = FIRST_PAUSE
        self._is_config_stale = False
        self._is_schema_stale = False
        self._work_requested = asyncio.Event()
        self._has_attempted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_loaded(self) -> bool:
        """Whether a schema cache is there, and no load is under way."""
        return self._cache is not None and self._has_attempted.is_set()

    @property
    def statistics(self) -> LoadStatistics:
        """How often and how fast the schema cache was loaded."""
        return self._statistics

    async def start(self) -> None:
        """Load the schema cache in the background, retrying while the database is away, and follow its changes."""
        self._tasks = [asyncio.create_task(self._keep_current(), name="schema-cache")]
        if self._read_config().db_channel_enabled:
            self._tasks.append(asyncio.create_task(self._follow_notifications(), name="schema-cache-listener"))
        else:
            self.request_reload()

    async def close(self) -> None:
        """Stop loading and listening."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    async def current(self) -> SchemaCache:
        """Return the schema cache, after a load that is under way; SchemaCacheNotLoaded.

        While a load fails, this is the last one that succeeded.
        """
        if not self._has_attempted.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._has_attempted.wait(), LONGEST_WAIT)
        if self._cache is None:
            raise SchemaCacheNotLoaded(
                "Could not query the database for the schema cache. Retrying.",
                headers={"Retry-After": str(math.ceil(self._pause))},
            )
        return self._cache

    def request_reload(self) -> None:
        """Load the schema cache again; requests that come from now on wait for it."""
        self._is_schema_stale = True
        self._has_attempted.clear()
        self._work_requested.set()

    async def _keep_current(self) -> None:
        while True:
            await self._work_requested.wait()
            self._work_requested.clear()
            await _attempt(self._bring_up_to_date, sleep=self._sleep, on_failure=self._report_failure)
            if not self._is_schema_stale:
                self._has_attempted.set()

    async def _bring_up_to_date(self) -> None:
        """Do what was asked for until now, once; what is asked for meanwhile is done afterwards."""
        is_config_stale, is_schema_stale = self._is_config_stale, self._is_schema_stale
        self._is_config_stale = self._is_schema_stale = False
        try:
            if self._reload_config is not None and (is_config_stale or self._read_config().db_config):
                await self._reload_config()
            if is_schema_stale:
                await self._load()
        except BaseException:
            self._is_config_stale |= is_config_stale
            self._is_schema_stale |= is_schema_stale
            raise

    async def _load(self) -> None:
        clock = asyncio.get_running_loop().time
        started = clock()
        async with foreign_connection(self._dsn, name="alcove-schema-cache") as connection:
            self._cache = await load_schema_cache(connection, self._read_config())
        seconds = clock() - started
        self._statistics = replace(self._statistics, loads=self._statistics.loads + 1, seconds=seconds)
        log.info(
            "schema_cache_loaded",
            tables=len(self._cache.tables),
            functions=len(self._cache.functions),
            seconds=round(seconds, 3),
        )

    def _report_failure(self, error: BaseException, pause: float) -> None:
        self._pause = pause
        self._statistics = replace(self._statistics, failures=self._statistics.failures + 1)
        self._has_attempted.set()
        log.warning("schema_cache_load_failed", error=str(error), retry_in=pause)
        if self._on_failure is not None:
            self._on_failure(error)

    async def _sleep(self, seconds: float) -> None:
        """Wait before the next attempt, or until another one is asked for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._work_requested.wait(), seconds)
        self._work_requested.clear()

    async def _follow_notifications(self) -> None:
        listener = PgListener(self._dsn, name="alcove-schema-listener", open_connection=connect_foreign)
        await _attempt(listener.start, sleep=asyncio.sleep, on_failure=self._report_listener_failure)
        try:
            async with listener.listen(self._read_config().db_channel, handler=self._handle_notification):
                # The first load comes after this, so that no change is missed between the two.
                self.request_reload()
                await asyncio.Event().wait()
        finally:
            await listener.close()

    def _report_listener_failure(self, error: BaseException, pause: float) -> None:
        log.warning("schema_listener_failed", error=str(error), retry_in=pause)
        if self._cache is None and not self._is_schema_stale:
            # A load fails for the same reason, and that is what requests are told.
            self.request_reload()

    def _handle_notification(self, channel: str, payload: str) -> None:
        is_reconnection = not channel
        if payload == _RELOAD_CONFIG or is_reconnection:
            self._is_config_stale = True
            self._work_requested.set()
        if payload in _RELOAD_SCHEMA:
            self.request_reload()


async def _attempt(
    work: Callable[[], Awaitable[None]],
    *,
    sleep: Callable[[float], Awaitable[None]],
    on_failure: Callable[[BaseException, float], None],
) -> None:
    """Repeat `work` until it succeeds, whatever its error: a bug in one load must not end all later ones."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - the error is logged, and the work done again
        on_failure(error, FIRST_PAUSE)
        await sleep(FIRST_PAUSE)
        wait = backoff(FIRST_PAUSE, LONGEST_PAUSE)
        await retry(work, on=Exception, wait=wait, sleep=sleep, on_failure=on_failure)
