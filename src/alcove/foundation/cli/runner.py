"""Run the commands of an app: read settings, start and migrate the database, map errors to exit codes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from alcove.foundation.cli.exit_codes import CommandError
from alcove.foundation.cli.flags import DATA_DIR
from alcove.foundation.database import DATABASE_LOST, explain_unavailable
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from alcove.foundation.settings import Configuration
from alcove.foundation.telemetry import configure_logging

F = TypeVar("F")
T = TypeVar("T")


class DepsOpener(Protocol):
    """Opens the dependencies of this process for one action."""

    def __call__(self, configuration: Configuration, dsn: str, *, name: str) -> AbstractAsyncContextManager[Deps]:
        """Open connections for the block; `name` is their application name in PostgreSQL."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEnvironment:
    """What `main` passes to the commands of apps: the environment, and how to prepare a process.

    `find_environment` returns the variables that a command uses: those of the demo that runs on its data, if there is
    one. `prepare` checks the settings, creates the data directory, starts the embedded database if it is used, migrates
    it, and yields its address.
    """

    environ: Mapping[str, str]
    find_environment: Callable[[Mapping[str, str]], Mapping[str, str]]
    read_configuration: Callable[[Mapping[str, str]], Configuration]
    prepare: Callable[[Configuration], AbstractContextManager[str]]
    open_deps: DepsOpener

    def with_data_dir(self, data_dir: str | None) -> Mapping[str, str]:
        """Return the environment variables, with the data directory that the command line sets."""
        environ = {**self.environ, DATA_DIR.setting: data_dir} if data_dir else self.environ
        return self.find_environment(environ)


COMMAND_ENVIRONMENT: ContextVar[CommandEnvironment] = ContextVar("COMMAND_ENVIRONMENT")
"""Set by main before a command runs."""


@dataclass(frozen=True, slots=True)
class CommandContext(Generic[F]):
    """The app's facade and the dependencies that the action of a command works with."""

    facade: F
    deps: Deps


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRunner(Generic[F]):
    """Runs actions; each gets an event loop and connections of its own."""

    environment: CommandEnvironment
    configuration: Configuration
    dsn: str
    name: str
    open_facade: Callable[[Deps], AbstractAsyncContextManager[F]]
    exit_code: Callable[[AppError], int]

    def run(self, action: Callable[[CommandContext[F]], Awaitable[T]]) -> T:
        """Return the result of an action; CommandError with an exit code when the app raises an AppError."""
        try:
            return asyncio.run(self._run(action))
        except AppError as error:
            details = f" ({error.details})" if error.details else ""
            raise CommandError(error.message + details, code=self.exit_code(error)) from error
        except DATABASE_LOST as error:
            explained = explain_unavailable(error)
            if explained is None:
                raise
            raise CommandError(explained.message, code=self.exit_code(explained)) from error

    async def _run(self, action: Callable[[CommandContext[F]], Awaitable[T]]) -> T:
        async with (
            self.environment.open_deps(self.configuration, self.dsn, name=self.name) as deps,
            self.open_facade(deps) as facade,
        ):
            return await action(CommandContext(facade, deps))


@contextmanager
def open_runner(
    data_dir: str | None,
    *,
    name: str,
    open_facade: Callable[[Deps], AbstractAsyncContextManager[F]],
    exit_code: Callable[[AppError], int],
) -> Iterator[CommandRunner[F]]:
    """Yield a command runner; the database, the embedded one included, runs during the block."""
    environment = COMMAND_ENVIRONMENT.get()
    configuration = environment.read_configuration(environment.with_data_dir(data_dir))
    # A person reads the terminal: log only errors, unless LOG_LEVEL is set.
    level = configuration.server.log_level if configuration.environ.get("LOG_LEVEL") else "error"
    configure_logging(level=level, style=configuration.server.log_format)
    with environment.prepare(configuration) as dsn:
        yield CommandRunner(
            environment=environment,
            configuration=configuration,
            dsn=dsn,
            name=name,
            open_facade=open_facade,
            exit_code=exit_code,
        )
