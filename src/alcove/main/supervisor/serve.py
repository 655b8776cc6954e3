"""The serve role: run the database and supervise the other processes."""

import asyncio
import contextlib
import dataclasses
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from alcove.foundation.cli import OK, print_line
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import EmbeddedPostgres, provide_database
from alcove.foundation.settings import Configuration, DatabaseSettings
from alcove.foundation.telemetry import configure_logging, get_logger
from alcove.main.certificates import Certificate, load_certificate
from alcove.main.configuration import check_settings, frontend_dir, prepare_data_dir, read_configuration
from alcove.main.first_accounts import prepare_accounts, print_welcome
from alcove.main.http_probe import probe_status
from alcove.main.listeners import app_addresses, log_app_starts
from alcove.main.migrations import child_environment
from alcove.main.ports import base_url, claim_port
from alcove.main.serve_lock import serve_lock
from alcove.main.start_retry import StartStopped, start_database, start_with_retries
from alcove.main.stop_signals import stop_event
from alcove.main.supervisor import demo as demonstration
from alcove.main.supervisor.children import Child
from alcove.main.supervisor.database_watch import watch_database

PORT_TIMEOUT = 8.0
SHUTDOWN_MARGIN = 5.0
"""Seconds that a child gets in addition to ALCOVE_SHUTDOWN_TIMEOUT."""
API, WORKER = "api", "worker"

log = get_logger("alcove.serve")


def run_serve(environ: Mapping[str, str], *, demo: bool = False, has_data_dir: bool = False) -> int:
    """Run Alcove on this machine until stopped, and return the exit code."""
    about: Mapping[str, object] = {}
    if demo:
        environ = demonstration.environment(environ, has_data_dir=has_data_dir)
        about = demonstration.describe(environ)
    configuration = read_configuration(environ)
    check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    if configuration.data_dir_note:
        print_line(configuration.data_dir_note)
    certificate = load_certificate(configuration, warn=True)
    prepare_data_dir(configuration.data_dir)
    share_metrics(configuration.data_dir / "metrics")
    supervisor = Supervisor(configuration, clock=SystemClock(), demo=demo, certificate=certificate)
    with serve_lock(configuration.data_dir, address=supervisor.address, about=about):
        return asyncio.run(supervisor.run())


def share_metrics(directory: Path) -> None:
    """Let this process and its children share their metrics in `directory`, which is emptied.

    Call it before any process imports the metrics. On a full disk each process has its own metrics only.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.warning("metrics_not_shared", error=str(error))
        return
    for stale_file in directory.glob("*.db"):
        stale_file.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)


class Supervisor:
    """The database and the child processes of one `alcove serve`."""

    def __init__(
        self, configuration: Configuration, *, clock: Clock, demo: bool, certificate: Certificate | None = None
    ) -> None:
        self._configuration = configuration
        self._has_tls = certificate is not None
        self._clock = clock
        self._demo = demo
        self._database = DatabaseSettings() if demo else configuration.database
        self._leases = contextlib.ExitStack()
        self._children: list[Child] = []
        self._lifeline, self._lifeline_write_end = os.pipe()
        self._setup_path: str | None = None

    @property
    def address(self) -> str:
        """The URL of the server on this machine."""
        server = self._configuration.server
        return base_url(server.host, server.port, scheme="https" if self._has_tls else "http")

    async def run(self) -> int:
        """Start everything, supervise it until stopped, and return the exit code."""
        stop = stop_event(reload=self._reload)
        server = self._configuration.server
        await asyncio.to_thread(claim_port, server.host, server.port, timeout=PORT_TIMEOUT)
        await asyncio.to_thread(app_addresses, self._configuration, claim_timeout=PORT_TIMEOUT)
        with self._leases, contextlib.suppress(StartStopped):
            dsn = await self._start_database(stop)
            if not stop.is_set():
                log_app_starts(self._configuration)
                await self._supervise(stop, dsn)
        log.info("stopped")
        return OK

    def _reload(self) -> None:
        """Let the processes read the certificate and the settings again."""
        for child in self._children:
            if child.name.startswith((API, WORKER)):
                child.send_signal(signal.SIGHUP)

    async def _start_database(self, stop: asyncio.Event) -> str:
        """Start and migrate the database and prepare the accounts, as soon as that is possible."""
        fail_fast = self._configuration.server.alcove_fail_fast
        configuration = dataclasses.replace(self._configuration, database=self._database)
        dsn = await start_database(self._leases, configuration, fail_fast=fail_fast, stop=stop)
        self._setup_path = await start_with_retries(
            lambda: prepare_accounts(self._configuration, dsn), fail_fast=fail_fast, stop=stop
        )
        return dsn

    def _acquire_lease(self) -> str:
        """Run the database until the end; a new lease restarts it after a crash."""
        return self._leases.enter_context(provide_database(self._database, self._configuration.data_dir))

    async def _supervise(self, stop: asyncio.Event, dsn: str) -> None:
        self._children = self._build_children(dsn)
        supervising = [asyncio.create_task(child.keep_running()) for child in self._children]
        background = [asyncio.create_task(self._print_ready(dsn))]
        if self._database.dsn() is None:
            reserve = EmbeddedPostgres(self._configuration.data_dir).reserved_space.reserve
            watch = watch_database(dsn, restart=self._acquire_lease, clock=self._clock, reserve=reserve)
            background.append(asyncio.create_task(watch))
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([stopping, *supervising], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopping, *background, *supervising):
                task.cancel()
            await asyncio.gather(stopping, *background, *supervising, return_exceptions=True)
            await self._stop_children()
        for task in done - {stopping}:
            task.result()

    async def _stop_children(self) -> None:
        """Stop the children gracefully; a second signal kills them."""
        grace = self._configuration.server.alcove_shutdown_timeout + SHUTDOWN_MARGIN
        second_signal = stop_event()
        stopping = asyncio.create_task(self._terminate_all(grace))
        stopping.add_done_callback(lambda _: second_signal.set())
        await second_signal.wait()
        if not stopping.done():
            for child in self._children:
                child.kill()
        await stopping

    async def _terminate_all(self, grace: float) -> None:
        await asyncio.gather(*(child.terminate(grace=grace) for child in self._children))

    def _build_children(self, dsn: str) -> list[Child]:
        configuration = self._configuration
        environ = {**os.environ, **configuration.environ, **child_environment(configuration, dsn)}
        pages = frontend_dir(configuration)
        if pages is not None:
            environ["SERVE_FRONTEND_DIR"] = str(pages)
        count = configuration.server.alcove_workers
        names = [API] if count == 1 else [f"{API}-{number}" for number in range(1, count + 1)]
        commands: list[tuple[str, tuple[str, ...]]] = [(name, (API,)) for name in names]
        commands.append((WORKER, (WORKER,)))
        if self._demo:
            commands = [*demonstration.simulators(configuration), *commands]
        return [
            Child(
                name,
                arguments,
                environ=environ,
                lifeline=self._lifeline,
                clock=self._clock,
                fail_fast=configuration.server.alcove_fail_fast,
            )
            for name, arguments in commands
        ]

    async def _print_ready(self, dsn: str) -> None:
        """Print the address, the setup link and the guide of the demo when the server is ready."""
        server, address = self._configuration.server, self.address
        async with asyncio.TaskGroup() as group:
            # A demo has data soon after its first answer only if it is filled meanwhile.
            filling = group.create_task(demonstration.fill(self._configuration, dsn)) if self._demo else None
            while (await probe_status(server.host, server.port, path="/health/ready", tls=self._has_tls) or 500) >= 500:
                await self._clock.sleep(0.05)
            print_line(f"Alcove is ready: {address}")
            print_welcome(self._setup_path, address=self.address, host=server.host)
            page = frontend_dir(self._configuration) is not None
            if not page:
                print_line(f"The web page is not built (`make web` builds it); the API runs: see {address}/docs")
            if filling is not None:
                await filling
                print_line(demonstration.guide(self._configuration, address, page=page))
