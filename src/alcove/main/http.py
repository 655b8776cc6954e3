"""Serves an ASGI application with Granian inside this process and this event loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from granian.constants import Interfaces, SSLProtocols
from granian.server.embed import Server

from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger
from alcove.main.certificates import Certificate, check_certificate

BACKLOG = 4096
HANDOVER = 0.2
"""Seconds in which listeners with a new certificate and the ones before them both accept."""

log = get_logger("alcove.http")


@dataclass(frozen=True, slots=True)
class Place:
    """An application and where it is served."""

    app: Any
    listen: Sequence[str]
    port: int


@dataclass(frozen=True, slots=True)
class Tls:
    """The certificate to show, and the event after which its files are read again."""

    certificate: Certificate
    renew: asyncio.Event


async def serve_http(
    app: Any,
    *,
    listen: Sequence[str],
    port: int,
    stop: asyncio.Event,
    patience: float,
    beside: Sequence[Place] = (),
    tls: Tls | None = None,
) -> None:
    """Serve `app` on every address until `stop`; running requests then get `patience` seconds to finish."""
    servers = _Servers((Place(app, listen, port), *beside), certificate=tls.certificate if tls else None)
    servers.open()
    log.info("listening", addresses=list(listen), port=port, scheme="https" if tls else "http")
    waiting = [asyncio.create_task(event.wait()) for event in (stop, servers.ended)]
    renewing = [asyncio.create_task(servers.keep_renewed(tls.renew))] if tls else []
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*waiting, *renewing):
            task.cancel()
        await asyncio.gather(*waiting, *renewing, return_exceptions=True)
        await servers.close(patience=patience)


class _Servers:
    """The listeners of one process: each a Granian of its own, replaced together when the certificate changes."""

    def __init__(self, places: Sequence[Place], *, certificate: Certificate | None) -> None:
        self._places = places
        self._certificate = certificate
        self._current: dict[asyncio.Task[None], Server] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self.ended = asyncio.Event()
        """Set when a listener ends that nobody has stopped."""

    def open(self) -> None:
        """Start a listener on every address, with the certificate as its files are now."""
        servers = [self._server(place, address) for place in self._places for address in place.listen]
        self._current = {asyncio.create_task(server.serve()): server for server in servers}
        for task in self._current:
            task.add_done_callback(self._note_end)

    async def keep_renewed(self, renew: asyncio.Event) -> None:
        """Read the certificate's files again after each `renew`; wrong ones leave everything as it is."""
        while self._certificate is not None:
            await renew.wait()
            renew.clear()
            try:
                await asyncio.to_thread(check_certificate, self._certificate)
            except SettingError as error:
                log.error("certificate_not_renewed", reason=str(error))  # noqa: TRY400 - the text says all
                continue
            await self._replace()
            log.info("certificate_renewed", file=str(self._certificate.chain))

    async def close(self, *, patience: float) -> None:
        """Stop listening, let running requests finish for `patience` seconds, then cut them off."""
        current = self._current
        self._stop(current)
        tasks = [*current, *self._leaving]
        _, late = await asyncio.wait(tasks, timeout=patience) if tasks else (set(), set())
        for task in late:
            task.cancel()
        if late:
            log.warning("requests_cut_off", after=patience)
        await asyncio.gather(*late, return_exceptions=True)
        for task in current:
            if not task.cancelled():
                task.result()

    async def _replace(self) -> None:
        before = self._current
        self.open()
        # The kernel shares the port between both until then, so that no caller is refused.
        await asyncio.sleep(HANDOVER)
        self._leaving.update(task for task in before if not task.done())
        self._stop(before)

    def _stop(self, servers: dict[asyncio.Task[None], Server]) -> None:
        for server in servers.values():
            server.stop()  # type: ignore[no-untyped-call] # Granian leaves it bare

    def _note_end(self, task: asyncio.Task[None]) -> None:
        self._leaving.discard(task)
        if task in self._current:
            self.ended.set()

    def _server(self, place: Place, address: str) -> Server:
        certificate = self._certificate
        return Server(
            place.app,
            address=address,
            port=place.port,
            interface=Interfaces.ASGINL,
            backlog=BACKLOG,
            log_enabled=False,
            ssl_cert=certificate.chain if certificate else None,
            ssl_key=certificate.key if certificate else None,
            ssl_protocol_min=SSLProtocols.tls12,
        )
