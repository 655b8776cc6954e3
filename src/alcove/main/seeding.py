"""Asks for the demonstration's scrapes and ends; run by the supervisor as a process of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping

from alcove.foundation.database import connect
from alcove.foundation.telemetry import configure_logging
from alcove.main.configuration import read_configuration
from alcove.main.demo import seed_demo
from alcove.main.exits import OK
from alcove.main.guarding import guarded


def seed(environ: Mapping[str, str]) -> int:
    """Fill the demonstration's database, whose address the supervisor passed on."""
    configuration = read_configuration(environ)
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    asyncio.run(_seed(configuration.database.dsn() or ""))
    return OK


async def _seed(dsn: str) -> None:
    connection = await connect(dsn, name="alcove-demo")
    try:
        await seed_demo(connection)
    finally:
        await connection.close()


if __name__ == "__main__":
    sys.exit(guarded(lambda: seed(os.environ)))
