"""The list of settings: their names, types and sources, for the parser, the dump and the documentation."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "integer", "boolean", "list"]

APP_SETTINGS: Final = "app.settings."
ENVIRONMENT_PREFIX: Final = "PGRST_"
DATABASE_PREFIX: Final = "pgrst."


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting, `db-max-rows`.

    `aliases` are its names in older versions. `reloadable` settings change when the configuration is reloaded;
    `in_database` ones are also read from `pgrst.*` settings. `choices` are its only values, if they are limited.
    """

    name: str
    summary: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    reloadable: bool = True
    in_database: bool = True

    @property
    def field(self) -> str:
        """The field of `RestConfig`."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return environment_variable(self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases, the name first."""
        return (self.name, *self.aliases)


def environment_variable(name: str) -> str:
    """Return the environment variable of a setting's name."""
    return ENVIRONMENT_PREFIX + name.upper().replace("-", "_")


def _process_setting(name: str, summary: str, *, kind: Kind = "text", aliases: tuple[str, ...] = ()) -> Setting:
    """Return a setting of the process itself: neither reloadable nor in the database."""
    return Setting(name=name, summary=summary, kind=kind, aliases=aliases, reloadable=False, in_database=False)


SETTINGS: Final = (
    _process_setting("admin-server-host", "Address of the admin server; default: `server-host`."),
    _process_setting("admin-server-port", "Port of the admin server; no admin server without it.", kind="integer"),
    _process_setting("admin-server-unix-socket", "Unix socket of the admin server, in place of its port."),
    Setting(
        name="client-error-verbosity",
        summary="`minimal` leaves only `code` and `message` in error responses.",
        choices=("verbose", "minimal"),
    ),
    Setting(name="db-aggregates-enabled", summary="Allow aggregate functions in `select`.", kind="boolean"),
    Setting(name="db-anon-role", summary="Role of requests without a token; without it they are refused."),
    # PostgREST reloads these two; here the listener is opened once.
    _process_setting("db-channel", "Channel for NOTIFY."),
    _process_setting("db-channel-enabled", "Listen on the channel for reloads.", kind="boolean"),
    Setting(name="db-config", summary="Read settings from the database.", kind="boolean", in_database=False),
    Setting(
        name="db-extra-search-path", summary="Schemas that are added to every request's `search_path`.", kind="list"
    ),
    Setting(
        name="db-hoisted-tx-settings",
        summary="Settings of functions that apply to the whole transaction.",
        kind="list",
    ),
    Setting(name="db-max-rows", summary="Most rows that a request reads.", kind="integer", aliases=("max-rows",)),
    Setting(name="db-plan-enabled", summary="Answer `Accept: application/vnd.pgrst.plan`.", kind="boolean"),
    _process_setting("db-pool", "Most connections to the database.", kind="integer"),
    _process_setting("db-pool-acquisition-timeout", "Seconds that a request waits for a connection.", kind="integer"),
    Setting(
        name="db-pool-automatic-recovery",
        summary="Reconnect when the database is lost; otherwise the process ends.",
        kind="boolean",
        in_database=False,
    ),
    _process_setting(
        "db-pool-max-idletime",
        "Seconds after which an idle connection is closed.",
        kind="integer",
        aliases=("db-pool-timeout",),
    ),
    _process_setting("db-pool-max-lifetime", "Seconds after which a connection is replaced.", kind="integer"),
    Setting(name="db-pre-config", summary="Function that sets `pgrst.*` settings when the configuration is loaded."),
    Setting(
        name="db-pre-request", summary="Function that is called before every request.", aliases=("pre-request",)
    ),
    Setting(name="db-prepared-statements", summary="Prepare statements.", kind="boolean"),
    Setting(name="db-root-spec", summary="Function that makes the response of `/`.", aliases=("root-spec",)),
    Setting(name="db-schemas", summary="Exposed schemas, the default first.", kind="list", aliases=("db-schema",)),
    Setting(
        name="db-tx-end",
        summary="How transactions end.",
        choices=("commit", "commit-allow-override", "rollback", "rollback-allow-override"),
        reloadable=False,
    ),
    _process_setting("db-uri", "Connection string, as URI or `key=value` pairs; `@file` reads it from a file."),
    Setting(name="jwt-aud", summary="Audience that tokens must have, if they have one."),
    Setting(name="jwt-cache-max-entries", summary="Most verified tokens to keep; 0 keeps none.", kind="integer"),
    Setting(
        name="jwt-role-claim-key", summary="JSON Path of the role in a token.", aliases=("role-claim-key",)
    ),
    Setting(
        name="jwt-secret",
        summary="Secret of at least 32 characters, JWK or JWK set; `@file` reads it from a file.",
    ),
    Setting(
        name="jwt-secret-is-base64",
        summary="`jwt-secret` is base64.",
        kind="boolean",
        aliases=("secret-is-base64",),
    ),
    Setting(
        name="log-level",
        summary="What is logged: `crit` the start, `error` also 5xx, `warn` also 4xx, `info` all requests.",
        choices=("crit", "error", "warn", "info", "debug"),
        reloadable=False,
        in_database=False,
    ),
    Setting(name="log-query", summary="Log the SQL of the logged requests.", kind="boolean", in_database=False),
    Setting(
        name="openapi-mode",
        summary="What `/` describes.",
        choices=("follow-privileges", "ignore-privileges", "disabled"),
    ),
    Setting(name="openapi-security-active", summary="Describe the token in `/`.", kind="boolean"),
    Setting(
        name="openapi-server-proxy-uri",
        summary="Public address that `/` names.",
        aliases=("server-proxy-uri",),
        reloadable=False,
    ),
    Setting(
        name="server-cors-allowed-origins",
        summary="Allowed origins; default: all.",
        kind="list",
        reloadable=False,
    ),
    _process_setting("server-host", "Address to listen on: a name, an IP address, `*`, `*4`, `!4`, `*6` or `!6`."),
    _process_setting("server-port", "Port to listen on; 0 chooses a free one.", kind="integer"),
    _process_setting("server-reuseport", "Share the port with other processes.", kind="boolean"),
    Setting(name="server-timing-enabled", summary="Send `Server-Timing`.", kind="boolean"),
    Setting(name="server-trace-header", summary="Request header that the response repeats."),
    _process_setting("server-unix-socket", "Unix socket to listen on, in place of the port."),
    _process_setting("server-unix-socket-mode", "File mode of the Unix socket, 600 to 777."),
    Setting(
        name="url-use-legacy-target-names",
        summary="Let filters name an embed by its table although it has an alias.",
        kind="boolean",
    ),
)  # fmt: skip

DATABASE_NAMES: Final = tuple(DATABASE_PREFIX + setting.field for setting in SETTINGS if setting.in_database)
"""The names under which settings are read from the database."""
