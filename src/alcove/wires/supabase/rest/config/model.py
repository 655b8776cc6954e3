"""The settings of PostgREST 16, by their names with underscores."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


class ConfigError(ValueError):
    """A setting is invalid; the text says which one. A process does not start with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestConfig:
    """The settings of a REST server; the defaults are PostgREST's.

    `app_settings` are by the name after `app.settings.`. The last group is not PostgREST's: `blank_as_null` stores an
    empty text for a nullable column of another type as NULL, `max_depth` bounds the nesting of select, logic and JSON
    paths, `statement_timeout` (milliseconds) applies to roles without one of their own, `max_body` and
    `max_response` bound the bodies of requests and responses in bytes. 0 means no bound.
    paths, `statement_timeout` (milliseconds) applies to roles without one of their own, `max_body` bounds the request
    body in bytes; 0 means no bound. `default_order` has, by the names of tables, the `order` of reads that have none.
    """

    db_uri: str = "postgresql://"
    db_schemas: tuple[str, ...] = ("public",)
    db_anon_role: str | None = None
    db_extra_search_path: tuple[str, ...] = ("public",)
    db_max_rows: int | None = None
    db_pre_request: str | None = None
    db_pre_config: str | None = None
    db_config: bool = True
    db_channel: str = "pgrst"
    db_channel_enabled: bool = True
    db_pool: int = 10
    db_pool_acquisition_timeout: int = 10
    db_pool_max_idletime: int = 30
    db_pool_max_lifetime: int = 1800
    db_pool_automatic_recovery: bool = True
    db_tx_end: Literal["commit", "commit-allow-override", "rollback", "rollback-allow-override"] = "commit"
    db_aggregates_enabled: bool = False
    db_plan_enabled: bool = False
    db_root_spec: str | None = None
    db_hoisted_tx_settings: tuple[str, ...] = (
        "statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation",
    )  # fmt: skip
    db_prepared_statements: bool = True
    jwt_secret: str | None = None
    jwt_secret_is_base64: bool = False
    jwt_aud: str | None = None
    jwt_role_claim_key: str = "$.role"
    jwt_cache_max_entries: int = 1000
    openapi_mode: Literal["follow-privileges", "ignore-privileges", "disabled"] = "follow-privileges"
    openapi_security_active: bool = False
    openapi_server_proxy_uri: str | None = None
    server_host: str = "!4"
    server_port: int = 3000
    server_reuseport: bool = False
    server_unix_socket: str | None = None
    server_unix_socket_mode: str = "660"
    server_cors_allowed_origins: tuple[str, ...] | None = None
    server_timing_enabled: bool = False
    server_trace_header: str | None = None
    admin_server_host: str | None = None
    admin_server_port: int | None = None
    admin_server_unix_socket: str | None = None
    client_error_verbosity: Literal["verbose", "minimal"] = "verbose"
    url_use_legacy_target_names: bool = True
    log_level: Literal["crit", "error", "warn", "info", "debug"] = "error"
    log_query: bool = False
    app_settings: Mapping[str, str] = field(default_factory=dict)

    blank_as_null: bool = False
    max_depth: int = 20
    statement_timeout: int = 0
    max_body: int = 0
    max_response: int = 0
    default_order: Mapping[str, str] = field(default_factory=dict)
