"""`alcove serve --demo`: every app with made-up data, from simulated outside systems on this machine."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence

from alcove.foundation.app import App, Demo
from alcove.foundation.settings import Configuration, ServerSettings, find_data_dir, load_settings
from alcove.foundation.telemetry import get_logger
from alcove.main.apps import enabled_apps
from alcove.main.schema import child_environment

DATABASE_NAMES = ("DATABASE_URL", "DB_HOST", "DB_PORT", "DB_USER", "DB_NAME", "DB_PASSWORD", "DB_SSLMODE")
ADDRESS_PREFIX = "ALCOVE_DEMO_"
"""Where a simulator is, passed from process to process in a variable of this prefix and its name."""
WIDTH = 36

log = get_logger("alcove.demo")


def demos(apps: Sequence[App]) -> list[Demo]:
    """Return the demonstrations that these apps have."""
    return [app.demo() for app in apps if app.demo is not None]


def environment(environ: Mapping[str, str], *, data_dir_given: bool) -> dict[str, str]:
    """Return the environment of a demonstration: its own data, its own database, outside systems on loopback."""
    shown = demos(enabled_apps(load_settings(ServerSettings, environ=environ)))
    hidden = {*DATABASE_NAMES, *(name for demo in shown for name in demo.hidden)}
    own = {name: value for name, value in environ.items() if name not in hidden}
    if not data_dir_given:
        own["ALCOVE_DATA_DIR"] = str(find_data_dir(load_settings(ServerSettings, environ=environ)).path / "demo")
    # Two lines per made-up row would push the words about where to look off the screen.
    own.setdefault("LOG_LEVEL", "warning")
    place = find_data_dir(load_settings(ServerSettings, environ=own)).path.expanduser()
    names = [name for demo in shown for name in demo.simulators]
    addresses = dict(zip(names, _free_addresses(len(names)), strict=True))
    for demo in shown:
        own |= demo.environment(addresses, place)
    return own | {f"{ADDRESS_PREFIX}{name.upper()}": address for name, address in addresses.items()}


def simulators(configuration: Configuration) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the command of each simulator, which listens where the environment says."""
    for demo in demos(enabled_apps(configuration.server)):
        for name, arguments in demo.simulators.items():
            port = configuration.environ[f"{ADDRESS_PREFIX}{name.upper()}"].rpartition(":")[2]
            yield name, (*arguments, "--port", port)


async def fill(configuration: Configuration, dsn: str) -> None:
    """Have the apps ask for their first data, in a process of its own so that the supervisor stays small."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "alcove.main.supervisor.seeding",
        env={**configuration.environ, **child_environment(configuration, dsn)},
    )
    if await process.wait():
        log.error("demo_not_filled", code=process.returncode)


def guide(configuration: Configuration, address: str, *, page: bool) -> str:
    """Return what to look at; `page` says that the web page is built."""
    shown = demos(enabled_apps(configuration.server))
    places = [("/", "the web page")] if page else []
    places += [place for demo in shown for place in demo.guide]
    places.append(("/docs", "everything else the server answers"))
    head = f"The demonstration shows {' and '.join(demo.summary for demo in shown) or 'a server without apps'}:"
    return "\n".join([head, *(f"  {address}{path.ljust(WIDTH)} {text}" for path, text in places)])


def _free_addresses(count: int) -> list[str]:
    """Return addresses on this machine where nobody listens."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [f"http://127.0.0.1:{probe.getsockname()[1]}" for probe in probes]
