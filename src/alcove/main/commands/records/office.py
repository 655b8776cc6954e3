"""Where a records command works: settings read, database running and up to date, errors told in one line."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from alcove.apps import records
from alcove.foundation.database import provide
from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import configure_logging
from alcove.main import wiring
from alcove.main.commands.options import given_environment
from alcove.main.configuration import Configuration, prepare_data_dir, read_configuration
from alcove.main.exits import CONFLICT, FAILED, UNCONFIGURED, USAGE, Refused
from alcove.main.resources import Resources
from alcove.main.schema import ensure_migrated

T = TypeVar("T")

UNCONFIGURED_CODES = frozenset({"credentials_missing", "credentials_invalid"})
USAGE_CODES = frozenset({"invalid_request", "invalid_seller"})
CONFLICT_STATUS = 409


@dataclass(frozen=True, slots=True)
class At:
    """The running parts a command's action gets."""

    desk: "records.Desk"
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
            details = f" ({error.details})" if error.details else ""
            raise Refused(error.message + details, code=exit_code(error.code, error.status)) from error

    async def _run(self, action: Callable[[At], Awaitable[T]]) -> T:
        async with wiring.open_resources(self.configuration, self.dsn, name="alcove-records") as resources:
            return await action(At(records.open_desk(resources), resources))


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


def exit_code(code: str, status: int) -> int:
    """Return the exit code that says what kind of refusal this is."""
    if code in UNCONFIGURED_CODES:
        return UNCONFIGURED
    if code in USAGE_CODES:
        return USAGE
    return CONFLICT if status == CONFLICT_STATUS else FAILED
