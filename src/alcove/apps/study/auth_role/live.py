"""The API of a configuration that is read again while the process serves."""

from collections.abc import Callable, Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.auth.environment.process import ProcessConfig
from alcove.wires.supabase.auth.environment.variables import ConfigError

FIXED: Final = ("host", "port", "database_url", "pool_size")
"""What a process keeps until it is started again."""

log = get_logger("alcove.auth")


class LiveApp:
    """Serves the API of the current configuration; requests that run go on with the one before."""

    def __init__(self, read: Callable[[], ProcessConfig], *, build: Callable[[ProcessConfig], ASGIApp]) -> None:
        """Take how the configuration is read and its API is built; ConfigError, SettingError."""
        self._read = read
        self._build = build
        self.config = read()
        self._app = build(self.config)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, send)

    def reload(self) -> None:
        """Read the configuration again; one that cannot be used is logged, and the current one stays."""
        try:
            config = self._read()
            app = self._build(config)
        except (ConfigError, SettingError) as error:
            log.error("config_not_loaded", reason=str(error))  # noqa: TRY400 - no traceback needed
            return
        self.config, before = config, self.config
        self._app = app
        log.info("config_loaded", needs_restart=_list_changes(before, config))


def _list_changes(before: ProcessConfig, after: ProcessConfig) -> Sequence[str]:
    return [name for name in FIXED if getattr(before, name) != getattr(after, name)]
