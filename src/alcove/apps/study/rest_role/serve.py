"""Serve REST until the process stops: pool, schema cache, HTTP servers, signals."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import asyncpg

from alcove.apps.study.addresses import reachable_address, resolve_host
from alcove.foundation.app import RoleProcess, ServedApp, UnixSocket
from alcove.foundation.cli import print_line
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import (
    CONNECTION_LOST,
    DATABASE_LOST,
    Pool,
    close_pool,
    foreign_connection,
    open_foreign_pool,
    read_server_info,
)
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.rest.admin.access_log import AccessLog
from alcove.wires.supabase.rest.admin.dump import dump_schema_cache
from alcove.wires.supabase.rest.admin.metrics import (
    PoolStatistics,
    list_metrics,
    render_metrics,
)
from alcove.wires.supabase.rest.admin.server import AdminServer
from alcove.wires.supabase.rest.build import ConfiguredVerifier, build_rest_server
from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.live_config import LiveConfig
from alcove.wires.supabase.rest.schema_cache.holder import SchemaCacheHolder

NAME: Final = "alcove-rest"
CHECK_TIMEOUT: Final = 2.0
"""Seconds that a health check may take."""
WATCH_PAUSE: Final = 1.0

_NO_RECOVERY: Final = "the database is away, and db-pool-automatic-recovery is off"

log = get_logger("alcove.rest")


class ConnectionLost(Exception):
    """The database is away, and db-pool-automatic-recovery is off."""


@dataclass(slots=True, kw_only=True)
class _RunningServer:
    """The parts of a running server that the admin server and the signals ask for."""

    live: LiveConfig
    pool: Pool
    holder: SchemaCacheHolder
    verifier: ConfiguredVerifier
    endpoint: tuple[str, int] | Path | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, work: Any) -> None:
        """Run a coroutine beside the others until it ends or the server stops."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def is_live(self) -> bool:
        """Return whether the main server accepts a connection."""
        if self.endpoint is None:
            return False
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(CHECK_TIMEOUT):
                opening = (
                    asyncio.open_unix_connection(str(self.endpoint))
                    if isinstance(self.endpoint, Path)
                    else asyncio.open_connection(*self.endpoint)
                )
                _, writer = await opening
            writer.close()
            return True
        return False

    async def is_ready(self) -> bool:
        """Return whether the schema cache is loaded and the database answers."""
        if not self.holder.is_loaded:
            return False
        with suppress(*DATABASE_LOST, TimeoutError):
            async with asyncio.timeout(CHECK_TIMEOUT):
                await read_server_info(self.pool)
            return True
        return False

    async def reload_config(self) -> None:
        """Reload the configuration and what depends on it."""
        with suppress(*DATABASE_LOST):
            await self.live.reload()
        self.holder.request_reload()

    async def replace_connections(self, seconds: float) -> None:
        """Replace all connections each time that many seconds have passed."""
        while True:
            await asyncio.sleep(seconds)
            await self.pool.expire_connections()

    async def fail_on_loss(self, fail: Callable[[Exception], None]) -> None:
        """End the process when the database is away while the automatic recovery is off."""
        while True:
            await asyncio.sleep(WATCH_PAUSE)
            config = self.live.current()
            if config.db_pool_automatic_recovery or not self.holder.is_loaded or await self.is_ready():
                continue
            # Or else all connections of the pool are busy.
            try:
                async with foreign_connection(connection_address(config.db_uri), name=NAME):
                    pass
            except CONNECTION_LOST as error:
                fail(ConnectionLost(f"{_NO_RECOVERY}: {error}"))
                return
            except asyncpg.PostgresError as error:
                # It answers; it has no free connection, for example.
                log.warning("database_check_failed", reason=str(error))

    def render_metrics(self) -> str:
        """Return the metrics as text."""
        size, idle = self.live.current().db_pool, self.pool.get_idle_size()
        statistics = PoolStatistics(
            available=size - self.pool.get_size() + idle,
            waiting=self.pool.waiting,
            size=size,
            timeouts=self.pool.timeouts,
        )
        return render_metrics(list_metrics(self.holder.statistics, statistics, tokens=self.verifier().statistics))

    async def dump_schema_cache(self) -> bytes | None:
        """Return the schema cache as JSON, None before it is loaded."""
        with suppress(RestError):
            return dump_schema_cache(await self.holder.current())
        return None


async def serve(process: RoleProcess, live: LiveConfig, *, fail: Callable[[Exception], None]) -> None:
    """Serve until the process stops; `fail` gets an error that ends it."""
    config = live.current()
    dsn = connection_address(config.db_uri)
    async with AsyncExitStack() as stack:
        pool = await open_foreign_pool(
            dsn,
            size=config.db_pool,
            name=NAME,
            idle_lifetime=config.db_pool_max_idletime,
            acquire_timeout=config.db_pool_acquisition_timeout,
            prepares_statements=config.db_prepared_statements,
        )
        stack.push_async_callback(close_pool, pool)

        def check_failure(error: BaseException) -> None:
            if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
                # The same login is refused again.
                fail(error)
            elif not live.current().db_pool_automatic_recovery:
                fail(ConnectionLost(f"{_NO_RECOVERY}: {error}"))

        holder = SchemaCacheHolder(dsn, read_config=live.current, reload_config=live.reload, on_failure=check_failure)
        verifier = ConfiguredVerifier(live.current, clock=SystemClock())
        running = _RunningServer(live=live, pool=pool, holder=holder, verifier=verifier)
        stack.push_async_callback(_cancel, running.tasks)
        stack.push_async_callback(holder.close)
        await holder.start()
        if config.db_pool_max_lifetime:
            running.spawn(running.replace_connections(config.db_pool_max_lifetime))
        running.spawn(running.fail_on_loss(fail))
        _handle_signals(running)
        await process.serve(
            _build_apps(running, config), on_start=lambda ports: _report_start(running, ports, config=config)
        )


def _build_apps(running: _RunningServer, config: RestConfig) -> list[ServedApp]:
    clock = SystemClock()
    rest = build_rest_server(
        config=running.live.current,
        pool=lambda: running.pool,
        cache=running.holder.current,
        verifier=running.verifier,
        clock=clock,
        log=log,
    )
    main = AccessLog(
        app=rest,
        config=running.live.current,
        clock=clock,
        write=print_line,
        write_query=lambda sql: log.info("query", sql=sql),
    )
    admin = AdminServer(
        is_live=running.is_live,
        is_ready=running.is_ready,
        dump_schema_cache=running.dump_schema_cache,
        render_metrics=running.render_metrics,
    )
    mode = int(config.server_unix_socket_mode, 8)
    apps = [_place_app(main, config.server_host, port=config.server_port, path=config.server_unix_socket, mode=mode)]
    if config.admin_server_port is not None or config.admin_server_unix_socket is not None:
        host = config.admin_server_host or config.server_host
        port = config.admin_server_port or 0
        apps.append(_place_app(admin, host, port=port, path=config.admin_server_unix_socket, mode=mode))
    if config.server_reuseport:
        apps = [replace(app, shares_port=True) for app in apps]
    return apps


def _place_app(app: Any, host: str, *, port: int, path: str | None, mode: int) -> ServedApp:
    if path is not None:
        return ServedApp(app=app, unix_socket=UnixSocket(path=Path(path), mode=mode))
    return ServedApp(app=app, addresses=resolve_host(host), port=port)


def _report_start(running: _RunningServer, ports: Sequence[int], *, config: RestConfig) -> None:
    if config.server_unix_socket is not None:
        running.endpoint = Path(config.server_unix_socket)
        log.info("api_server_listening", socket=config.server_unix_socket)
    else:
        running.endpoint = (reachable_address(resolve_host(config.server_host)), ports[0])
        log.info("api_server_listening", host=config.server_host, port=ports[0])
    if len(ports) > 1:
        log.info("admin_server_listening", port=ports[1], socket=config.admin_server_unix_socket)


def _handle_signals(running: _RunningServer) -> None:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, running.holder.request_reload)
    loop.add_signal_handler(signal.SIGUSR2, lambda: running.spawn(running.reload_config()))


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    pending = list(tasks)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
