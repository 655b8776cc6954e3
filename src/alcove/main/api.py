"""The api role: one process, one event loop, HTTP in front of the pool."""

import asyncio
from collections.abc import Mapping, Sequence

import uvloop

from alcove.foundation.cli import OK
from alcove.foundation.database import provide_database
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import configure_logging
from alcove.main import build
from alcove.main.certificates import Certificate, checked_certificate
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration
from alcove.main.first_accounts import prepare_accounts, print_welcome
from alcove.main.http import Place, Tls, serve_http
from alcove.main.listeners import OwnAddress, announce, own_addresses
from alcove.main.ports import addresses, base_url, claim
from alcove.main.roles import lifeline_of
from alcove.main.schema import ensure_migrated
from alcove.main.stopping import stop_event

PATIENCE = 3.0


def start(environ: Mapping[str, str], values: Mapping[str, str]) -> int:
    """Serve HTTP until told to stop; with a lifeline a supervisor has checked ports and schema."""
    lifeline = lifeline_of(values)
    configuration = read_configuration(environ)
    check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    server, alone = configuration.server, lifeline is None
    certificate = checked_certificate(configuration, warn=alone)
    if alone:
        announce(configuration)
    listen = claim(server.host, server.port, patience=PATIENCE) if alone else addresses(server.host)
    own = own_addresses(configuration, patience=PATIENCE if alone else None)
    with provide_database(configuration.database, configuration.data_dir) as dsn:
        if alone:
            ensure_migrated(configuration, dsn)
            scheme = "https" if certificate else "http"
            welcome = asyncio.run(prepare_accounts(configuration, dsn))
            print_welcome(welcome, address=base_url(server.host, server.port, scheme=scheme), host=server.host)
        serving = _serve(configuration, dsn, listen=listen, own=own, lifeline=lifeline, certificate=certificate)
        uvloop.run(serving)
    return OK


async def _serve(
    configuration: Configuration,
    dsn: str,
    *,
    listen: list[str],
    own: Sequence[OwnAddress],
    lifeline: int | None,
    certificate: Certificate | None,
) -> None:
    tls = Tls(certificate, renew=asyncio.Event()) if certificate else None
    stop = stop_event(lifeline=lifeline, reload=tls.renew.set if tls else None)
    server = configuration.server
    async with build.open_deps(configuration, dsn, name="alcove-api", stopping=stop) as deps:
        served = build.build_server(deps)
        await serve_http(
            served.main,
            listen=listen,
            port=server.port,
            stop=stop,
            patience=server.alcove_shutdown_timeout,
            beside=[Place(served.listeners[address.key], address.listen, address.port) for address in own],
            tls=tls,
        )
