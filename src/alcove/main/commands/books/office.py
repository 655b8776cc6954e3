"""Where a books command works: settings read, database running and up to date, errors told in one line."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from alcove.apps import books
from alcove.foundation.database import provide
from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import configure_logging
from alcove.main import wiring
from alcove.main.commands.options import given_environment
from alcove.main.configuration import Configuration, prepare_data_dir, read_configuration
from alcove.main.exits import FAILED, USAGE, Refused
from alcove.main.resources import Resources
from alcove.main.schema import ensure_migrated

if TYPE_CHECKING:
    from alcove.apps.books.service.desk import Desk

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class At:
    """The running parts a command's action gets."""

    desk: "Desk"
    resources: Resources


@dataclass(frozen=True, slots=True)
class Office:
    """Runs actions, each with an event loop and connections of its own."""

    configuration: Configuration
    dsn: str

    def run(self, action: Callable[[At], Awaitable[T]]) -> T:
        """Run one action to its end; what the app refuses becomes Refused with an exit code."""
        try:
            return asyncio.run(self._run(action))
        except AppError as error:
            raise Refused(error.message, code=USAGE if error.status == 400 else FAILED) from error

    async def _run(self, action: Callable[[At], Awaitable[T]]) -> T:
        async with wiring.open_resources(self.configuration, self.dsn, name="alcove-books") as resources:
            desk = books.open_desk(resources)
            try:
                return await action(At(desk, resources))
            finally:
                await desk.close()


@contextmanager
def office(data_dir: str | None) -> Iterator[Office]:
    """Open the database, the embedded one included, for as long as the block runs."""
    configuration = read_configuration(given_environment(data_dir))
    # A person watches: only what breaks is told unless LOG_LEVEL asks for more.
    level = configuration.server.log_level if configuration.environ.get("LOG_LEVEL") else "error"
    configure_logging(level=level, style=configuration.server.log_format)
    wiring.check_settings(configuration)
    prepare_data_dir(configuration.data_dir)
    with provide(configuration.database, configuration.data_dir) as dsn:
        ensure_migrated(configuration, dsn)
        yield Office(configuration, dsn)
