"""The api role: one process that serves HTTP."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

import uvloop

from alcove.foundation.cli import OK
from alcove.foundation.database import provide_database
from alcove.foundation.settings import Configuration, LiveSettings
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.certificates import Certificate, load_certificate
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.first_accounts import prepare_accounts, print_welcome
from alcove.main.http_server import BoundApp, Tls, serve_http
from alcove.main.listeners import AppAddress, app_addresses, log_app_starts
from alcove.main.ports import base_url, claim_port, listen_addresses
from alcove.main.reload import ReloadSignal, reloading
from alcove.main.roles import read_lifeline
from alcove.main.start_retry import start_standalone, start_with_retries
from alcove.main.stop_signals import stop_event

PORT_TIMEOUT = 3.0
"""Seconds to wait for a port that is in use."""
STATEMENT_TIMEOUT = 30.0
"""Seconds after which PostgreSQL stops a statement of a request, which gets 503; a worker's may take longer."""


def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
    """Serve HTTP until stopped; with a lifeline the supervisor has checked the ports and migrated the database."""
    lifeline = read_lifeline(values)
    configuration = read_configuration(environ)
    check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    server, is_standalone = configuration.server, lifeline is None
    certificate = load_certificate(configuration, warn=is_standalone)
    if is_standalone:
        log_app_starts(configuration)
    listen = (
        claim_port(server.host, server.port, timeout=PORT_TIMEOUT) if is_standalone else listen_addresses(server.host)
    )
    own_addresses = app_addresses(configuration, claim_timeout=PORT_TIMEOUT if is_standalone else None)
    with ExitStack() as leases:
        if is_standalone:
            dsn = start_standalone(leases, configuration)
            scheme = "https" if certificate else "http"
            preparing = start_with_retries(
                lambda: prepare_accounts(configuration, dsn), fail_fast=server.alcove_fail_fast, stop=asyncio.Event()
            )
            setup_path = asyncio.run(preparing)
            print_welcome(setup_path, address=base_url(server.host, server.port, scheme=scheme), host=server.host)
        else:
            dsn = leases.enter_context(provide_database(configuration.database, configuration.data_dir))
        serving = _serve(
            configuration, dsn, listen=listen, own_addresses=own_addresses, lifeline=lifeline, certificate=certificate
        )
        uvloop.run(serving)
    return OK


async def _serve(
    configuration: Configuration,
    dsn: str,
    *,
    listen: list[str],
    own_addresses: Sequence[AppAddress],
    lifeline: int | None,
    certificate: Certificate | None,
) -> None:
    tls = Tls(certificate, reload=asyncio.Event()) if certificate else None
    reload, live = ReloadSignal(), LiveSettings(configuration)
    if tls is not None:
        reload.on_signal(tls.reload.set)
    stop = stop_event(lifeline=lifeline, reload=reload.send)
    server = configuration.server
    opening = build.open_deps(
        configuration, dsn, name="alcove-api", live=live, stopping=stop, statement_timeout=STATEMENT_TIMEOUT
    )
    async with opening as deps, reloading(live, reload, environ=configuration.environ):
        apps = build.build_server(deps)
        await serve_http(
            apps.main,
            listen=listen,
            port=server.port,
            stop=stop,
            shutdown_timeout=server.alcove_shutdown_timeout,
            further_apps=[
                BoundApp(apps.listeners[address.key], address.listen, address.port) for address in own_addresses
            ],
            tls=tls,
        )
