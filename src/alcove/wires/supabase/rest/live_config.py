"""The configuration of a running server, which is read again on request."""

from collections.abc import Callable, Mapping

import asyncpg

from alcove.foundation.database import foreign_connection
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.rest.config.build import reload_config
from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.loader import ConfigLoader
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.query.database_settings import load_database_settings

CONNECTION_NAME = "alcove-rest-config"

log = get_logger("alcove.supabase.rest")


class LiveConfig:
    """Holds the configuration as it is now.

    `check` raises ConfigError for a configuration that cannot be used. `fail` is called with such an error of the first
    load from the database; later, an invalid configuration is logged and the current one stays.
    """

    def __init__(
        self, loader: ConfigLoader, *, check: Callable[[RestConfig], None], fail: Callable[[Exception], None]
    ) -> None:
        """Load the file and the environment; ConfigError."""
        self._loader = loader
        self._check = check
        self._fail = fail
        self._current = loader.load()
        check(self._current)
        self._is_complete = False

    def current(self) -> RestConfig:
        """Return the configuration."""
        return self._current

    async def reload(self) -> None:
        """Read every source again; errors of the connection to the database."""
        settings = await self._read_database()
        try:
            loaded = self._loader.load(settings)
            loaded = reload_config(self._current, loaded) if self._is_complete else loaded
            self._check(loaded)
        except ConfigError as error:
            if not self._is_complete:
                self._fail(error)
            log.error("config_not_loaded", reason=str(error))  # noqa: TRY400 - no traceback needed
            return
        self._current = loaded
        self._is_complete = True
        log.info("config_loaded")

    async def _read_database(self) -> Mapping[str, str]:
        current = self._current
        if not current.db_config:
            return {}
        async with foreign_connection(connection_address(current.db_uri), name=CONNECTION_NAME) as connection:
            try:
                return await load_database_settings(connection, current)
            except asyncpg.PostgresError as error:
                # As in PostgREST, a failing function does not keep the server from starting.
                log.error("database_settings_not_read", reason=str(error))  # noqa: TRY400 - no traceback needed
                return {}
