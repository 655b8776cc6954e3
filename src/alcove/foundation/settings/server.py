"""Settings of the server and of its database."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings.secret import Secret, SettingError
from alcove.foundation.settings.type_descriptions import RELOADABLE

Origin = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9+.-]*://[^/\s*,]+$",
        description="an origin such as http://localhost:5173, without a slash at its end",
    ),
]

MIN_TOKEN_LENGTH: Final = 20
"""Least number of characters of ALCOVE_TOKEN when other machines can reach the server."""
_DEV_PORTS = (3000, 5173, 5174, 4173)
_DEV_ORIGINS = tuple(f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in _DEV_PORTS)
_REDIS_URL: Final = re.compile(
    r"(?:rediss?://(?P<hosts>[^/?,]+)(?:/\d*)?|unix:///[^?]+|rediss?\+sentinel://(?P<sentinels>[^/?]+)/[^/?]+(?:/\d+)?)(?:\?.*)?"
)


class DiskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a disk stays free; part of the settings of the server and of apps that store files."""

    alcove_disk_reserve_mb: Annotated[
        Annotated[int, Meta(ge=0, le=1_000_000)] | None,
        Meta(
            description="Megabytes that downloads leave free on a disk; by default a tenth of it, at least 16 and at"
            " most 512."
        ),
    ] = None


class ServerSettings(DiskSettings, frozen=True, kw_only=True):
    """Settings of the server: addresses, access, logs and apps."""

    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port to listen on.")] = 8000
    alcove_data_dir: Annotated[
        Path | None,
        Meta(description="Data directory; by default the platform's directory for user data, as root /var/lib/alcove."),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error", "critical"],
        Meta(description="Lowest level that is logged.", extra=RELOADABLE),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "human", "json"],
        Meta(description="Format of the log; auto means human on a terminal and JSON otherwise."),
    ] = "auto"
    alcove_environment: Annotated[
        Literal["development", "staging", "production"],
        Meta(
            description="What the server is for. production refuses to start with secrets of examples and with origins"
            " that stand for all; staging logs a warning instead."
        ),
    ] = "development"
    alcove_token: Annotated[
        Secret,
        Meta(description="Grants access as bearer token or basic password; once set, callers have to sign in."),
    ] = Secret()
    alcove_allowed_hosts: Annotated[tuple[str, ...], Meta(description="Additional host names of this server.")] = ()
    cors_origins: Annotated[
        tuple[Origin, ...], Meta(description="Origins of other web pages that may call this server.", extra=RELOADABLE)
    ] = _DEV_ORIGINS
    serve_frontend_dir: Annotated[Path | None, Meta(description="Folder of a built web page to serve at /.")] = None
    alcove_workers: Annotated[int, Meta(ge=1, le=64, description="How many api processes to run.")] = 1
    alcove_body_limit: Annotated[int, Meta(ge=1024, le=2**31 - 1, description="Largest request body, in bytes.")] = (
        1024 * 1024
    )
    alcove_shutdown_timeout: Annotated[
        float, Meta(ge=0, le=600, description="Seconds that running requests get to finish at shutdown.")
    ] = 4.0
    alcove_fail_fast: Annotated[
        bool,
        Meta(description="Exit when the database cannot be started or reached, instead of trying again for ever."),
    ] = False
    redis_url: Annotated[
        Secret,
        Meta(description="Redis for rate limits, caches and messages that all hosts share; optional."),
    ] = Secret()
    alcove_allow_private_hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Hosts with private addresses to which requests are allowed: HOST at every port, or HOST:PORT."
        ),
    ] = ()

    url_base: Annotated[
        str,
        Meta(
            pattern=r"^(/[A-Za-z0-9._~/-]*)?\Z", description="Path in front of the API behind a proxy, such as /alcove."
        ),
    ] = ""
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Addresses or networks of proxies whose X-Forwarded-* headers are trusted.")
    ] = ()
    alcove_apps: Annotated[
        tuple[str, ...], Meta(description="Apps to run, such as records,books; all when not set.")
    ] = ()
    alcove_demo: Annotated[
        bool, Meta(description="Whether all data are made up, as the page says then; --demo sets it.")
    ] = False

    def __post_init__(self) -> None:
        for network in self.trusted_proxies:
            _check_network(network)
        if self.redis_url:
            _check_redis(self.redis_url.reveal())
        if not is_loopback(self.host) and self.alcove_token and len(self.alcove_token.reveal()) < MIN_TOKEN_LENGTH:
            raise SettingError(
                f"ALCOVE_TOKEN has fewer than {MIN_TOKEN_LENGTH} characters, and HOST is {self.host!r}, which other"
                " machines can reach: set a longer random text, or set HOST to 127.0.0.1"
            )


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The PostgreSQL to use; without settings Alcove starts its own."""

    database_url: Annotated[Secret, Meta(description="postgresql://user:password@host:port/name; overrides DB_*.")] = (
        Secret()
    )
    db_host: Annotated[str | None, Meta(description="Host or socket folder; default localhost.")] = None
    db_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the database.")] = 5432
    db_user: Annotated[str | None, Meta(description="User of the database; default app.")] = None
    db_name: Annotated[
        str | None, Meta(description="Name of the database; by default the one that the apps expect.")
    ] = None
    db_password: Annotated[Secret, Meta(description="Password of the database; there is no default.")] = Secret()
    db_sslmode: Annotated[
        Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        Meta(description="Encryption of the connection to the database."),
    ] = "disable"
    database_pool_size: Annotated[
        int, Meta(ge=1, le=200, description="Maximum number of database connections per process.")
    ] = 10
    alcove_migration_backups: Annotated[
        int,
        Meta(
            ge=0,
            le=100,
            description="Number of migration backups that are kept in DATA_DIR/backups; 0 disables backups.",
        ),
    ] = 3

    def __post_init__(self) -> None:
        if self.database_url and not self.database_url.reveal().startswith(("postgresql://", "postgres://")):
            raise SettingError("DATABASE_URL has a value that is not allowed: expected postgresql://...")

    def dsn(self) -> str | None:
        """Return the DSN of the external database, or None for the embedded one."""
        if self.database_url:
            return self.database_url.reveal()
        if not (self.db_host or self.db_user or self.db_name or self.db_password):
            return None
        host = self.db_host or "localhost"
        options: dict[str, str] = {"sslmode": self.db_sslmode}
        if host.startswith("/"):
            options |= {"host": host, "port": str(self.db_port)}
            address = ""
        else:
            address = f"[{host}]:{self.db_port}" if ":" in host else f"{quote(host, safe='')}:{self.db_port}"
        login = quote(self.db_user or "app", safe="")
        if self.db_password:
            login += ":" + quote(self.db_password.reveal(), safe="")
        name = quote(self.db_name or "alcove", safe="")
        return f"postgresql://{login}@{address}/{name}?{urlencode(options, quote_via=quote)}"


def _check_network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise SettingError(f"TRUSTED_PROXIES has {text[:80]!r} in it: expected addresses or networks") from None


def _check_redis(address: str) -> None:
    match = _REDIS_URL.fullmatch(address)
    hosts = (match["hosts"] or match["sentinels"] or "").rpartition("@")[2] if match else ""
    try:
        # Reading `port` validates it.
        valid = match is not None and all(urlsplit(f"//{host}").port != 0 for host in hosts.split(","))
    except ValueError:
        valid = False
    if not valid:
        raise SettingError(
            "REDIS_URL has a value that is not allowed: expected redis://host:port/db, rediss://host:port/db,"
            " unix:///path, or redis+sentinel://host:port,host:port/master/db"
        )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens on `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
