"""Composition of a REST server from a pool, a schema cache and a configuration that may change."""

from collections.abc import Awaitable, Callable
from typing import Any

from alcove.foundation.clock import Clock, SystemClock
from alcove.foundation.database import Pool
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.handler import RequestHandler
from alcove.wires.supabase.rest.schema_cache.model import SchemaCache
from alcove.wires.supabase.rest.server import RestServer
from alcove.wires.supabase.rest.transaction.call_hooks import CallHooks
from alcove.wires.supabase.rest.transaction.runner import ActionRunner
from alcove.wires.supabase.tokens import InvalidRolePath, InvalidSecret, TokenSettings, TokenVerifier


class ConfiguredVerifier:
    """The verifier of tokens for the current configuration; a changed configuration gets a new one."""

    def __init__(self, config: Callable[[], RestConfig], *, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._last: RestConfig | None = None
        self._settings: TokenSettings | None = None
        self._verifier: TokenVerifier | None = None

    def __call__(self) -> TokenVerifier:
        """Return the verifier; InvalidSecret and InvalidRolePath for a configuration that is wrong."""
        config = self._config()
        if self._verifier is not None and config is self._last:
            return self._verifier
        settings = _token_settings(config)
        if self._verifier is None or settings != self._settings:
            self._settings, self._verifier = settings, TokenVerifier(settings, clock=self._clock)
        self._last = config
        return self._verifier


def check_tokens(config: RestConfig) -> None:
    """Check the keys and the path of the role, which would otherwise fail at the first token; ConfigError."""
    try:
        TokenVerifier(_token_settings(config), clock=SystemClock())
    except (InvalidSecret, InvalidRolePath) as error:
        raise ConfigError(str(error)) from error


def _token_settings(config: RestConfig) -> TokenSettings:
    return TokenSettings(
        secret=config.jwt_secret,
        secret_is_base64=config.jwt_secret_is_base64,
        audience=config.jwt_aud,
        role_path=config.jwt_role_claim_key,
        cache_entries=config.jwt_cache_max_entries,
    )


NO_HOOKS: CallHooks = {}


def build_rest_server(
    *,
    config: Callable[[], RestConfig],
    pool: Callable[[], Pool],
    cache: Callable[[], Awaitable[SchemaCache]],
    verifier: Callable[[], TokenVerifier],
    clock: Clock,
    log: Any,
    prefix: str = "",
    hooks: CallHooks = NO_HOOKS,
) -> RestServer:
    """Return the ASGI application.

    The connections of the pool belong to this server alone: what a session has set is reset before each request.
    `cache` is the method `current` of a `SchemaCacheHolder`. `prefix` is the part of paths before the API.
    `hooks` are by the names of functions.
    """
    handler = RequestHandler(ActionRunner(pool), cache=cache, verifier=verifier, clock=clock, hooks=hooks)
    return RestServer(handler, config=config, log=log, prefix=prefix)
