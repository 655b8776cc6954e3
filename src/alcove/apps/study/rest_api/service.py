"""The REST API behind its gateway; it connects to the database at the first request."""

import asyncio
from dataclasses import replace
from functools import cached_property
from typing import Final

import asyncpg
from starlette.types import Receive, Scope, Send

from alcove.apps.study.api_database import ApiDatabase
from alcove.apps.study.api_keys import build_call_hooks
from alcove.apps.study.auth_api import find_external_url
from alcove.apps.study.keys import KeyStore, ProjectKeys
from alcove.apps.study.known_sessions import KnownSessions
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.token_keys import GatewaySettingsSource
from alcove.apps.study.vault import build_vault_keys
from alcove.foundation.database import DATABASE_LOST, Pool, foreign_connection
from alcove.foundation.deps import Deps
from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.gateway import Gateway, SessionGuard
from alcove.wires.supabase.rest.build import ConfiguredVerifier, build_rest_server, check_tokens
from alcove.wires.supabase.rest.config.build import override_config
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.pg_errors import DatabaseUnreachable
from alcove.wires.supabase.rest.query.database_settings import load_database_settings
from alcove.wires.supabase.rest.schema_cache.holder import SchemaCacheHolder
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.transaction.call_hooks import CallHooks

NAME: Final = "alcove-rest"
DEFAULT_ORDER: Final = {"study_analytics": "date,subject_id.nullsfirst"}
"""The front end takes the first row of a day without asking for an order."""

log = get_logger("alcove.study")


class RestApi:
    """The ASGI application of `/rest/v1`.

    Its configuration is PostgREST's with the limits of the settings; the `pgrst.*` settings of the role authenticator
    win over them.
    """

    def __init__(
        self, deps: Deps, *, database: ApiDatabase, key_store: KeyStore, sessions: KnownSessions, prefix: str
    ) -> None:
        self._deps = deps
        self._database = database
        self._prefix = prefix
        self._settings = deps.load(StudySettings)
        self._key_store = key_store
        self._sessions = sessions
        self._lock = asyncio.Lock()
        self._config: RestConfig | None = None
        self._config_keys: ProjectKeys | None = None
        self._pool: Pool | None = None
        self._holder: SchemaCacheHolder | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._gateway(scope, receive, send)

    @property
    def keys(self) -> ProjectKeys:
        """The keys that requests are checked with; SettingError, OSError."""
        return self._key_store.keys

    @cached_property
    def _gateway(self) -> Gateway:
        verifier = ConfiguredVerifier(self._current_config, clock=self._deps.clock)
        settings = GatewaySettingsSource(self._deps.load, self._key_store)
        server = build_rest_server(
            config=self._current_config,
            pool=self._current_pool,
            cache=self._current_cache,
            verifier=verifier,
            clock=self._deps.clock,
            log=log,
            prefix=self._prefix,
            # A program's own database has none of our functions.
            hooks={} if self._settings.study_project_database else self._build_hooks(),
        )
        guard = SessionGuard(server, verifier=verifier, sessions=self._sessions, issuer=find_external_url(self._deps))
        return Gateway(guard, settings=settings, verifier=verifier)

    def _build_hooks(self) -> CallHooks:
        return build_call_hooks(self._deps.vault, log_read=build_vault_keys(self._deps).log_read)

    @cached_property
    def _own_config(self) -> RestConfig:
        settings = self._settings
        return RestConfig(
            db_schemas=("public",),
            db_anon_role="anon",
            db_extra_search_path=("public", "extensions"),
            db_max_rows=settings.study_max_rows,
            db_pool=settings.study_database_pool_size,
            jwt_secret=self.keys.verification_secret,
            blank_as_null=True,
            max_depth=settings.study_max_depth,
            statement_timeout=round(settings.study_statement_timeout * 1000),
            max_body=self._deps.server.alcove_body_limit,
            max_response=settings.study_max_response,
            default_order={} if settings.study_project_database else DEFAULT_ORDER,
        )

    def _current_config(self) -> RestConfig:
        """Return the configuration with the current keys; the settings of the database may name another secret."""
        keys, previous = self.keys, self._config_keys
        config = self._config or self._own_config
        if keys is not previous:
            if previous is not None and config.jwt_secret == previous.verification_secret:
                config = replace(config, jwt_secret=keys.verification_secret)
            self._config, self._config_keys = config, keys
        return config

    def _current_pool(self) -> Pool:
        if self._pool is None:
            raise DatabaseUnreachable("the connections are not open yet")
        return self._pool

    async def _current_cache(self) -> SchemaCache:
        """Return the schema cache; connects to the database first. RestError."""
        if self._holder is None:
            async with self._lock:
                if self._holder is None:
                    await self._open()
        assert self._holder is not None
        return await self._holder.current()

    async def _open(self) -> None:
        try:
            dsn, self._pool = await self._database.address(), await self._database.pool()
        except DATABASE_LOST as error:
            raise DatabaseUnreachable(str(error)) from error
        holder = SchemaCacheHolder(
            dsn, read_config=self._current_config, reload_config=lambda: self._reload_config(dsn)
        )
        await holder.start()
        self._deps.exit_stack.push_async_callback(holder.close)
        self._holder = holder

    async def _reload_config(self, dsn: str) -> None:
        """Read the settings of the database; an invalid one is logged, and the current ones stay."""
        async with foreign_connection(dsn, name=NAME) as connection:
            try:
                own = replace(self._own_config, jwt_secret=self.keys.verification_secret)
                config = override_config(own, await load_database_settings(connection, own))
                check_tokens(config)
                self._config = config
            except (ConfigError, asyncpg.PostgresError) as error:
                log.error("database_settings_not_used", reason=str(error))  # noqa: TRY400 - no traceback needed
