"""`alcove serve --demo`: all apps with made-up data from simulated outside systems on this machine."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence

from alcove.foundation.app import App, Demo
from alcove.foundation.settings import Configuration, ServerSettings, find_data_dir, load_settings
from alcove.foundation.telemetry import get_logger
from alcove.main.apps import enabled_apps
from alcove.main.migrations import child_environment
from alcove.main.running_demo import DEMO_DIRECTORY

DATABASE_VARIABLES = ("DATABASE_URL", "DB_HOST", "DB_PORT", "DB_USER", "DB_NAME", "DB_PASSWORD", "DB_SSLMODE")
ADDRESS_PREFIX = "ALCOVE_DEMO_"
"""Prefix of the environment variables with the addresses of the simulators."""
PATH_WIDTH = 36
START_TIMEOUT = 60.0
"""Seconds in which a simulator starts."""
CONNECT_INTERVAL = 0.05

log = get_logger("alcove.demo")


def demos(apps: Sequence[App]) -> list[Demo]:
    """Return the demos of `apps`."""
    return [app.demo() for app in apps if app.demo is not None]


def environment(environ: Mapping[str, str], *, has_data_dir: bool) -> dict[str, str]:
    """Return the environment of a demo: own data directory and database, simulated outside systems."""
    active = demos(enabled_apps(load_settings(ServerSettings, environ=environ)))
    hidden = _hidden_variables(active)
    demo_environ = {name: value for name, value in environ.items() if name not in hidden}
    if not has_data_dir:
        demo_environ["ALCOVE_DATA_DIR"] = str(
            find_data_dir(load_settings(ServerSettings, environ=environ)).path / DEMO_DIRECTORY
        )
    # At level info the two log lines per row would push the guide off the screen.
    demo_environ.setdefault("LOG_LEVEL", "warning")
    demo_environ.setdefault("ALCOVE_SIGN_UP", "true")
    demo_environ["ALCOVE_DEMO"] = "true"
    directory = find_data_dir(load_settings(ServerSettings, environ=demo_environ)).path.expanduser()
    names = [name for demo in active for name in demo.simulators]
    addresses = dict(zip(names, _free_addresses(len(names)), strict=True))
    for demo in active:
        demo_environ |= demo.environment(addresses, directory)
    return demo_environ | {f"{ADDRESS_PREFIX}{name.upper()}": address for name, address in addresses.items()}


def describe(environ: Mapping[str, str]) -> dict[str, object]:
    """Return what commands beside a demo need: its settings, which are those of simulators, and what it hides."""
    active = demos(enabled_apps(load_settings(ServerSettings, environ=environ)))
    directory = find_data_dir(load_settings(ServerSettings, environ=environ)).path.expanduser()
    addresses = {name: environ[f"{ADDRESS_PREFIX}{name.upper()}"] for demo in active for name in demo.simulators}
    settings: dict[str, str] = {}
    for demo in active:
        settings |= demo.environment(addresses, directory)
    return {"settings": settings, "hidden": sorted(_hidden_variables(active))}


def _hidden_variables(active: Sequence[Demo]) -> set[str]:
    return {*DATABASE_VARIABLES, *(name for demo in active for name in demo.hidden)}


def simulators(configuration: Configuration) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the command of each simulator; its port is in the environment."""
    for demo in demos(enabled_apps(configuration.server)):
        for name, arguments in demo.simulators.items():
            port = configuration.environ[f"{ADDRESS_PREFIX}{name.upper()}"].rpartition(":")[2]
            yield name, (*arguments, "--port", port)


async def fill(configuration: Configuration, dsn: str) -> None:
    """Fill the apps with data, in a child process that keeps the memory of the supervisor small."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "alcove.main.supervisor.fill_demo",
        env={**configuration.environ, **child_environment(configuration, dsn)},
    )
    if await process.wait():
        log.error("demo_not_filled", code=process.returncode)


async def wait_for_simulators(configuration: Configuration) -> None:
    """Wait until every simulator accepts connections: work that finds none would be tried again much later."""
    for name, _ in simulators(configuration):
        host, _, port = configuration.environ[f"{ADDRESS_PREFIX}{name.upper()}"].rpartition("/")[2].rpartition(":")
        async with asyncio.timeout(START_TIMEOUT):
            await _wait_for_port(host, int(port))


async def _wait_for_port(host: str, port: int) -> None:
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(CONNECT_INTERVAL)


def guide(configuration: Configuration, address: str, *, page: bool) -> str:
    """Return the list of addresses to visit; `page` says whether the web page is built."""
    active = demos(enabled_apps(configuration.server))
    entries = [("/", "the web page")] if page else []
    entries += [entry for demo in active for entry in demo.guide]
    entries.append(("/docs", "the API documentation"))
    head = f"The demo shows {' and '.join(demo.summary for demo in active) or 'a server without apps'}:"
    return "\n".join([head, *(f"  {address}{path.ljust(PATH_WIDTH)} {text}" for path, text in entries)])


def _free_addresses(count: int) -> list[str]:
    """Return free addresses on this machine."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [f"http://127.0.0.1:{probe.getsockname()[1]}" for probe in probes]
