"""What an app is: one declared object that names its settings, tables, endpoints, tasks, checks and commands.

Everything heavy is named by `lazy("module:name")` and imported on first use, so that each process loads only what
its role needs.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from alcove.foundation.database import Connection, MigrationSource
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Queue, Task
from alcove.foundation.settings import Configuration, ServerSettings
from alcove.foundation.telemetry import Probe

if TYPE_CHECKING:
    from alcove.foundation.web import Api, Frontend


@dataclass(frozen=True, slots=True)
class Lazy:
    """A callable that is imported when it is first called."""

    target: str

    def resolve(self) -> Any:
        """Return the callable; ImportError or AttributeError when there is none under this name."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self.resolve()(*args, **kwargs)


def lazy(target: str) -> Any:
    """Return the callable named `module:name`, imported when it is first called."""
    return Lazy(target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A further address at which an app is served by itself; `setting` names what chooses its port."""

    name: str
    host: str
    port: int
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served at a listener of an app."""

    api: "Api"
    server: ServerSettings
    frontend: "Frontend | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """An app's endpoints beside those of other apps, and what each of its own listeners serves, by name."""

    api: "Api"
    sites: Mapping[str, Site] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParts:
    """What one process of a service answers, works on and checks."""

    api: "Api"
    tasks: Sequence[Task]
    probes: Sequence[Probe] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A role of an app's own: HTTP and the work behind it in one process, started as `alcove <name>`."""

    port: int
    help: str
    open: Callable[[Deps], AbstractAsyncContextManager[ServiceParts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """How an app shows itself with nothing but this machine.

    `simulators` are `alcove` commands by name; each gets `--port`. `hidden` are settings of the owner that a
    demonstration leaves out; `environment` returns what it sets, from the simulators' addresses and the data
    directory. `fill` runs once the server answers, and `guide` lists addresses worth a look.
    """

    summary: str
    simulators: Mapping[str, tuple[str, ...]]
    hidden: tuple[str, ...] = ()
    environment: Callable[[Mapping[str, str], Path], Mapping[str, str]]
    fill: Callable[[Connection], Awaitable[None]] | None = None
    guide: tuple[tuple[str, str], ...] = ()


def _unchanged(environ: Mapping[str, str]) -> Mapping[str, str]:
    return environ


def _no_listeners(_: Configuration) -> Sequence[Listener]:
    return ()


def _nothing(_: Configuration) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One app of the server.

    `aliases` gives today's names to variables of older programs. `check_settings` refuses what loading a struct
    cannot (SettingError), `announce` logs what an operator wants to see at the start. `database_name` is the database
    that the DB_* variables mean when DB_NAME is not set. `page_addresses` are addresses of the app's older front end,
    exactly as written, at which a built page is served. `has_shared_library`: all accounts share its data, so
    users of external sign-in backends become members of it.
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
    services: Mapping[str, Service] = field(default_factory=dict)
    listeners: Callable[[Configuration], Sequence[Listener]] = _no_listeners
    aliases: Callable[[Mapping[str, str]], Mapping[str, str]] = _unchanged
    check_settings: Callable[[Configuration], None] = _nothing
    announce: Callable[[Configuration], None] = _nothing
    demo: Callable[[], Demo] | None = None
    database_name: str = ""
    page_addresses: tuple[str, ...] = ()
    has_shared_library: bool = False
