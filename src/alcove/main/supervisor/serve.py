"""The serve role: one command that holds the database and keeps the other processes running."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping

from alcove.foundation.cli import OK, print_line
from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import provide_database
from alcove.foundation.settings import Configuration, DatabaseSettings
from alcove.foundation.telemetry import configure_logging, get_logger, share_metrics
from alcove.main.certificates import Certificate, checked_certificate
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.first_accounts import prepare_accounts, print_welcome
from alcove.main.http_status import status_of
from alcove.main.listeners import announce, own_addresses
from alcove.main.pages import frontend_dir
from alcove.main.ports import base_url, claim
from alcove.main.schema import child_environment, ensure_migrated
from alcove.main.stopping import stop_event
from alcove.main.supervisor import demo as demonstration
from alcove.main.supervisor.children import Child
from alcove.main.supervisor.database_watch import watch_database
from alcove.main.supervisor.serve_lock import serve_lock

PATIENCE = 8.0
MARGIN = 5.0
API = "api"

log = get_logger("alcove.serve")


def run_serve(environ: Mapping[str, str], *, demo: bool = False, data_dir_given: bool = False) -> int:
    """Run Alcove on this machine until told to stop."""
    if demo:
        environ = demonstration.environment(environ, data_dir_given=data_dir_given)
    configuration = read_configuration(environ)
    check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    if configuration.data_dir_note:
        print_line(configuration.data_dir_note)
    certificate = checked_certificate(configuration, warn=True)
    prepare_data_dir(configuration.data_dir)
    share_metrics(configuration.data_dir / "metrics")
    supervisor = Supervisor(configuration, clock=SystemClock(), demo=demo, certificate=certificate)
    with serve_lock(configuration.data_dir, address=supervisor.address):
        return asyncio.run(supervisor.run())


class Supervisor:
    """Holds the database and the child processes of one `alcove serve`."""

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
        self._lifeline, self._held = os.pipe()
        self._welcome: str | None = None

    @property
    def address(self) -> str:
        """Return the address to open on this machine."""
        server = self._configuration.server
        return base_url(server.host, server.port, scheme="https" if self._has_tls else "http")

    async def run(self) -> int:
        """Start everything, keep it running, and end it in order."""
        stop = stop_event(reload=self._renew_certificate if self._has_tls else None)
        server = self._configuration.server
        await asyncio.to_thread(claim, server.host, server.port, patience=PATIENCE)
        await asyncio.to_thread(own_addresses, self._configuration, patience=PATIENCE)
        with self._leases:
            dsn = await asyncio.to_thread(self._lease)
            await asyncio.to_thread(ensure_migrated, self._configuration, dsn)
            self._welcome = await prepare_accounts(self._configuration, dsn)
            if not stop.is_set():
                announce(self._configuration)
                await self._keep(stop, dsn)
        log.info("stopped")
        return OK

    def _renew_certificate(self) -> None:
        for child in self._children:
            if child.name.startswith(API):
                child.send(signal.SIGHUP)

    def _lease(self) -> str:
        """Have the database run until the end, also when it has died since the lease before this one."""
        return self._leases.enter_context(provide_database(self._database, self._configuration.data_dir))

    async def _keep(self, stop: asyncio.Event, dsn: str) -> None:
        self._children = self._plan(dsn)
        keeping = [asyncio.create_task(child.keep()) for child in self._children]
        beside = [asyncio.create_task(self._greet(dsn))]
        if self._database.dsn() is None:
            watch = watch_database(dsn, revive=self._lease, clock=self._clock)
            beside.append(asyncio.create_task(watch))
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([stopping, *keeping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopping, *beside, *keeping):
                task.cancel()
            await asyncio.gather(stopping, *beside, *keeping, return_exceptions=True)
            await self._end_children()
        for task in done - {stopping}:
            task.result()

    async def _end_children(self) -> None:
        """Let the children finish what they do; a second signal ends them at once."""
        within = self._configuration.server.alcove_shutdown_timeout + MARGIN
        again = stop_event()
        ending = asyncio.create_task(self._all_ended(within))
        ending.add_done_callback(lambda _: again.set())
        await again.wait()
        if not ending.done():
            for child in self._children:
                child.kill()
        await ending

    async def _all_ended(self, within: float) -> None:
        await asyncio.gather(*(child.end(within=within) for child in self._children))

    def _plan(self, dsn: str) -> list[Child]:
        configuration = self._configuration
        environ = {**os.environ, **configuration.environ, **child_environment(configuration, dsn)}
        pages = frontend_dir(configuration)
        if pages is not None:
            environ["SERVE_FRONTEND_DIR"] = str(pages)
        count = configuration.server.alcove_workers
        names = [API] if count == 1 else [f"{API}-{number}" for number in range(1, count + 1)]
        plan: list[tuple[str, tuple[str, ...]]] = [(name, (API,)) for name in names]
        plan.append(("worker", ("worker",)))
        if self._demo:
            plan = [*demonstration.simulators(configuration), *plan]
        return [
            Child(name, arguments, environ=environ, lifeline=self._lifeline, clock=self._clock)
            for name, arguments in plan
        ]

    async def _greet(self, dsn: str) -> None:
        """Say where to look once the server answers."""
        server, address = self._configuration.server, self.address
        while (await status_of(server.host, server.port, path="/health/ready", tls=self._has_tls) or 500) >= 500:
            await self._clock.sleep(0.05)
        print_line(f"Alcove is ready: {address}")
        print_welcome(self._welcome, address=self.address, host=server.host)
        page = frontend_dir(self._configuration) is not None
        if not page:
            print_line(f"The web page is not built (`make web` builds it); the API runs: see {address}/docs")
        if self._demo:
            await demonstration.fill(self._configuration, dsn)
            print_line(demonstration.guide(self._configuration, address, page=page))
