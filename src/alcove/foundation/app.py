"""The declaration of an app: its settings, migrations, endpoints, tasks, probes and commands.

Heavy parts are declared with `lazy("module:name")` and imported on first use, so that each process imports only what
its role needs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from alcove.foundation.cli import Flag
from alcove.foundation.database import Connection, MigrationSource
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Queue, Task
from alcove.foundation.notify import NotificationKind
from alcove.foundation.settings import Configuration, ServerSettings
from alcove.foundation.telemetry import GaugeReader, Probe
from alcove.foundation.vault import SecretColumn

if TYPE_CHECKING:
    from alcove.foundation.backup import BackupParts
    from alcove.foundation.overview import Activity, Find, LiveEvents, Today
    from alcove.foundation.web import Api, Frontend


@dataclass(frozen=True, slots=True)
class Lazy:
    """A callable that is imported on its first call."""

    target: str

    def resolve(self) -> Any:
        """Import and return the callable; ImportError or AttributeError when it does not exist."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Import and call it."""
        return self.resolve()(*args, **kwargs)


def lazy(target: str) -> Any:
    """Return the callable `module:name`, which is imported on its first call."""
    return Lazy(target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """An additional address at which an app is served by itself; `setting` is the setting of its port."""

    name: str
    host: str
    port: int
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The API, settings and front end that are served at a listener.

    `read_origins` returns the current origins of other pages, if they can be reloaded.
    """

    api: "Api"
    server: ServerSettings
    frontend: "Frontend | None" = None
    read_origins: Callable[[], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The endpoints of an app at the server's address, and its sites by the name of their listener."""

    api: "Api"
    sites: Mapping[str, Site] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceComponents:
    """The API, tasks and probes of a service process."""

    api: "Api"
    tasks: Sequence[Task]
    probes: Sequence[Probe] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A role of an app, started as `alcove <name>`: one process that serves HTTP and runs the jobs behind it."""

    port: int
    help: str
    open: Callable[[Deps], AbstractAsyncContextManager[ServiceComponents]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnixSocket:
    """A Unix socket to serve at; `mode` is its file mode."""

    path: Path
    mode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedApp:
    """An ASGI application with the addresses and the port, or the Unix socket, at which a process serves it.

    Port 0 stands for a free one. `setting` is what chooses another port, for the error text. With `shares_port` other
    processes may serve at the same port.
    """

    app: Any
    addresses: Sequence[str] = ()
    port: int = 0
    unix_socket: UnixSocket | None = None
    setting: str = "--port"
    shares_port: bool = False


class AppServer(Protocol):
    """Serves applications until the process stops."""

    async def __call__(self, apps: Sequence[ServedApp], *, on_start: Callable[[Sequence[int]], None]) -> None:
        """Serve `apps`; `on_start` gets the ports, 0 for a Unix socket. CommandError when a port is in use."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleProcess:
    """The process of a standalone role: its environment, its flags by name, its stop signal, and its HTTP server.

    SIGHUP stops the process, until `on_reload` gets what to call instead.
    """

    environ: Mapping[str, str]
    flags: Mapping[str, str]
    stop: asyncio.Event
    serve: AppServer
    on_reload: Callable[[Callable[[], object]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandaloneRole:
    """A role of an app that stands alone, started as `alcove <name>`.

    It has no database, data directory, migrations or jobs of the server; `run` opens what it needs and returns the exit
    code.
    """

    help: str
    flags: tuple[Flag, ...]
    run: Callable[[RoleProcess], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo of an app, which needs no outside system.

    `simulators` are `alcove` commands by name; each gets `--port`. `hidden` are environment variables that the demo
    removes; `environment` returns those that it sets, from the addresses of the simulators and the data directory.
    `fill` runs when the server is ready, and `guide` lists paths to visit with their descriptions.
    """

    summary: str
    simulators: Mapping[str, tuple[str, ...]]
    hidden: tuple[str, ...] = ()
    environment: Callable[[Mapping[str, str], Path], Mapping[str, str]]
    fill: Callable[[Connection], Awaitable[None]] | None = None
    guide: tuple[tuple[str, str], ...] = ()


def _keep_environment(environ: Mapping[str, str]) -> Mapping[str, str]:
    return environ


def _no_gauges(_: Deps) -> Sequence[GaugeReader]:
    return ()


def _no_listeners(_: Configuration) -> Sequence[Listener]:
    return ()


def _do_nothing(_: Configuration) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One app of the server.

    `aliases` maps environment variables of older programs to the current names. `check_settings` makes checks that the
    settings struct cannot make (SettingError); `log_start` logs messages for the operator. `database_name` is the
    default of DB_NAME. `page_addresses` are paths of the app's older front end at which the built page is served.
    `backup` returns what the app keeps outside of the database and cannot make again.
    `gauges` returns the metrics of an api process that are read when somebody asks for them.
    `notifications` are the kinds of events that it reports to accounts.
    `activity`, `find`, `today` and `live_events` are what the pages over all apps show of it: its jobs, the results of
    a search, what there is to do, and its changes. Settings that a page may change are declared by `settings`.
    `secrets` are the columns with secrets of the vault, for rotations of its keys.
    `has_shared_library`: all accounts share its data, so users of external sign-in backends become members of it.
    """

    name: str
    title: str
    settings: type[msgspec.Struct]
    migrations: MigrationSource
    queues: tuple[Queue, ...]
    build_api: Callable[[Deps], Endpoints]
    build_tasks: Callable[[Deps], Sequence[Task]]
    probes: Callable[[Deps], Sequence[Probe]]
    cli: Callable[[], Any]
    gauges: Callable[[Deps], Sequence[GaugeReader]] = _no_gauges
    services: Mapping[str, Service] = field(default_factory=dict)
    roles: Mapping[str, StandaloneRole] = field(default_factory=dict)
    listeners: Callable[[Configuration], Sequence[Listener]] = _no_listeners
    aliases: Callable[[Mapping[str, str]], Mapping[str, str]] = _keep_environment
    check_settings: Callable[[Configuration], None] = _do_nothing
    log_start: Callable[[Configuration], None] = _do_nothing
    demo: Callable[[], Demo] | None = None
    backup: Callable[[Configuration], "BackupParts"] | None = None
    database_name: str = ""
    page_addresses: tuple[str, ...] = ()
    notifications: tuple[NotificationKind, ...] = ()
    activity: Callable[[Deps], "Activity"] | None = None
    find: Callable[[Deps], "Find"] | None = None
    today: Callable[[Deps], "Today"] | None = None
    live_events: Callable[[Deps], "LiveEvents"] | None = None
    secrets: tuple[SecretColumn, ...] = ()
    has_shared_library: bool = False
