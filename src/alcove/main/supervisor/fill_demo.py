"""The child process that fills the apps of a demo with data."""

import asyncio
import os
import sys
from collections.abc import Mapping

from alcove.foundation.cli import OK, run_with_exit_code
from alcove.foundation.database import connect
from alcove.foundation.telemetry import configure_logging
from alcove.main.apps import enabled_apps
from alcove.main.configuration import read_configuration
from alcove.main.supervisor.demo import demos, wait_for_simulators


def fill(environ: Mapping[str, str]) -> int:
    """Fill the database of the demo, whose DSN is in the environment, and return the exit code."""
    configuration = read_configuration(environ)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    fill_functions = [demo.fill for demo in demos(enabled_apps(configuration.server)) if demo.fill is not None]

    async def run() -> None:
        await wait_for_simulators(configuration)
        connection = await connect(configuration.database.dsn() or "", name="alcove-demo")
        try:
            for fill_app in fill_functions:
                await fill_app(connection)
        finally:
            await connection.close()

    asyncio.run(run())
    return OK


if __name__ == "__main__":
    sys.exit(run_with_exit_code(lambda: fill(os.environ)))
