"""The api role: one process, one event loop, HTTP in front of the pool."""

from collections.abc import Mapping

import uvloop

from alcove.apps.books import Settings as BooksSettings
from alcove.foundation.database import provide
from alcove.foundation.telemetry import configure_logging
from alcove.main import wiring
from alcove.main.books import claim_own, tell_ignored, tell_start
from alcove.main.configuration import Configuration, prepare_data_dir, read_configuration
from alcove.main.exits import OK
from alcove.main.http import Place, serve_http
from alcove.main.ports import addresses, claim
from alcove.main.schema import ensure_migrated
from alcove.main.stopping import stop_event

PATIENCE = 3.0


def run_api(environ: Mapping[str, str], *, lifeline: int | None = None) -> int:
    """Serve HTTP until told to stop; `lifeline` says that a supervisor has checked ports and schema."""
    configuration = read_configuration(environ)
    wiring.check_settings(configuration)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    prepare_data_dir(configuration.data_dir)
    server, books = configuration.server, configuration.load(BooksSettings)
    alone = lifeline is None
    if alone:
        tell_ignored(configuration)
        tell_start(configuration)
    listen = claim(server.host, server.port, patience=PATIENCE) if alone else addresses(server.host)
    own = claim_own(books, patience=PATIENCE if alone else None)
    with provide(configuration.database, configuration.data_dir) as dsn:
        if alone:
            ensure_migrated(configuration, dsn)
        uvloop.run(_serve(configuration, dsn, listen=listen, own=own, lifeline=lifeline))
    return OK


async def _serve(
    configuration: Configuration, dsn: str, *, listen: list[str], own: list[str], lifeline: int | None
) -> None:
    stop = stop_event(lifeline=lifeline)
    server, books = configuration.server, configuration.load(BooksSettings)
    async with wiring.open_resources(configuration, dsn, name="alcove-api", stopping=stop) as resources:
        apps = wiring.build_applications(resources)
        await serve_http(
            apps.all,
            listen=listen,
            port=server.port,
            stop=stop,
            patience=server.alcove_shutdown_timeout,
            beside=[Place(apps.books, own, books.flask_port)] if apps.books is not None else [],
        )
