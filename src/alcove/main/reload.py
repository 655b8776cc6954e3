"""SIGHUP: read the configuration again while the process runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping

from alcove.foundation.settings import LiveSettings, ServerSettings, SettingError
from alcove.foundation.telemetry import configure_logging, get_logger
from alcove.main.configuration import check_settings, read_configuration

log = get_logger("alcove.settings")


class ReloadSignal:
    """Distributes one SIGHUP to everything that reads files again."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], object]] = []

    def on_signal(self, callback: Callable[[], object]) -> None:
        """Call `callback` at every signal."""
        self._callbacks.append(callback)

    def send(self) -> None:
        """Call all callbacks."""
        for callback in self._callbacks:
            callback()


def reload_settings(live: LiveSettings, *, environ: Mapping[str, str]) -> None:
    """Apply what has changed in the sources of the settings; when something is wrong with them, log it and keep all."""
    try:
        configuration = read_configuration(environ)
        check_settings(configuration)
        names = live.apply(configuration)
    except SettingError as error:
        log.error("settings_not_reloaded", faults=list(error.faults))  # noqa: TRY400 - no traceback needed
        return
    log.info("settings_reloaded", changed=list(names["applied"]))
    if names["ignored"]:
        log.warning("settings_need_restart", names=list(names["ignored"]))


@contextlib.asynccontextmanager
async def reloading(live: LiveSettings, signal: ReloadSignal, *, environ: Mapping[str, str]) -> AsyncIterator[None]:
    """Reload the settings at every signal until the end of the block."""
    requested = asyncio.Event()
    signal.on_signal(requested.set)
    live.on_change(lambda: follow_log_level(live))

    async def follow() -> None:
        while True:
            await requested.wait()
            requested.clear()
            try:
                reload_settings(live, environ=environ)
            except Exception:  # a worker loop: what one signal has met must not keep the next one from reloading
                log.exception("settings_not_reloaded")

    task = asyncio.create_task(follow())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def follow_log_level(live: LiveSettings) -> None:
    """Log from the configured level on."""
    server = live.load(ServerSettings)
    configure_logging(level=server.log_level, style=server.log_format)
