"""The api role: one process, one event loop, HTTP in front of the pool."""

from collections.abc import Mapping

import uvloop

from alcove.foundation.database import provide
from alcove.foundation.telemetry import configure_logging
from alcove.main import wiring
from alcove.main.configuration import Configuration, prepare_data_dir, read_configuration
from alcove.main.exits import OK
from alcove.main.http import serve_http
from alcove.main.ports import addresses, claim
from alcove.main.schema import ensure_migrated
from alcove.main.stopping import stop_event

PATIENCE = 3.0


def run_api(environ: Mapping[str, str], *, lifeline: int | None = None) -> int:
    """Serve HTTP until told to stop; `lifeline` says that a supervisor has checked port and schema."""
    configuration = read_configuration(environ)
    wiring.check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    server = configuration.server
    alone = lifeline is None
    listen = claim(server.host, server.port, patience=PATIENCE) if alone else addresses(server.host)
    with provide(configuration.database, configuration.data_dir) as dsn:
        if alone:
            ensure_migrated(configuration, dsn)
        uvloop.run(_serve(configuration, dsn, listen=listen, lifeline=lifeline))
    return OK


async def _serve(configuration: Configuration, dsn: str, *, listen: list[str], lifeline: int | None) -> None:
    stop = stop_event(lifeline=lifeline)
    async with wiring.open_resources(configuration, dsn, name="alcove-api", stopping=stop) as resources:
        await serve_http(
            wiring.build_api(resources),
            listen=listen,
            port=configuration.server.port,
            stop=stop,
            patience=configuration.server.alcove_shutdown_timeout,
        )
