"""The settings of the server itself and of its database."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Meta

from alcove.foundation.settings.secret import Secret, SettingError

Origin = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9+.-]*://[^/\s*,]+$",
        description="an origin such as http://localhost:5173, without a slash at its end",
    ),
]

SHORTEST_TOKEN: Final = 20
"""Characters that ALCOVE_TOKEN has at least where other machines can try to guess it."""
_PORTS = (3000, 5173, 5174, 4173)
_ORIGINS = tuple(f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in _PORTS)
_REDIS: Final = re.compile(
    r"(?:rediss?://(?P<places>[^/?,]+)(?:/\d*)?|unix:///[^?]+|rediss?\+sentinel://(?P<sentinels>[^/?]+)/[^/?]+(?:/\d+)?)(?:\?.*)?"
)


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the server listens, whom it trusts, and what it serves."""

    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port to listen on.")] = 8000
    alcove_data_dir: Annotated[
        Path | None,
        Meta(description="Where Alcove keeps its data; the platform's place, as root /var/lib/alcove, when not set."),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error", "critical"], Meta(description="The least to log.")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "human", "json"],
        Meta(description="How to log; auto means human on a terminal and JSON otherwise."),
    ] = "auto"
    alcove_token: Annotated[
        Secret,
        Meta(
            description="Lets in whoever sends it as bearer token or basic password; once set, callers have to sign in."
        ),
    ] = Secret()
    alcove_allowed_hosts: Annotated[
        tuple[str, ...], Meta(description="Further names by which this server may be called.")
    ] = ()
    cors_origins: Annotated[
        tuple[Origin, ...], Meta(description="Web pages of other origins that may call this server.")
    ] = _ORIGINS
    serve_frontend_dir: Annotated[Path | None, Meta(description="Folder of a built web page to serve at /.")] = None
    alcove_workers: Annotated[int, Meta(ge=1, le=64, description="How many api processes to run.")] = 1
    alcove_body_limit: Annotated[int, Meta(ge=1024, le=2**31 - 1, description="Largest request body, in bytes.")] = (
        1024 * 1024
    )
    alcove_shutdown_timeout: Annotated[
        float, Meta(ge=0, le=600, description="Seconds that running requests get to finish at shutdown.")
    ] = 30.0
    redis_url: Annotated[
        Secret,
        Meta(description="Redis for rate limits, kept answers and messages that all hosts share; never needed."),
    ] = Secret()
    alcove_allow_private_hosts: Annotated[
        tuple[str, ...], Meta(description="Hosts with private addresses that may be called from here.")
    ] = ()

    url_base: Annotated[
        str,
        Meta(
            pattern=r"^(/[A-Za-z0-9._~/-]*)?\Z", description="Path in front of the API behind a proxy, such as /alcove."
        ),
    ] = ""
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Addresses or networks of proxies whose X-Forwarded-* are believed.")
    ] = ()
    alcove_apps: Annotated[
        tuple[str, ...], Meta(description="The apps to run, such as records,books; all of them when not set.")
    ] = ()

    def __post_init__(self) -> None:
        for network in self.trusted_proxies:
            _check_network(network)
        if self.redis_url:
            _check_redis(self.redis_url.reveal())
        if not is_loopback(self.host) and self.alcove_token and len(self.alcove_token.reveal()) < SHORTEST_TOKEN:
            raise SettingError(
                f"ALCOVE_TOKEN has fewer than {SHORTEST_TOKEN} characters, and HOST is {self.host!r}, which other"
                " machines can reach: set a longer random text, or set HOST to 127.0.0.1"
            )


class DatabaseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Which PostgreSQL to use; the one that Alcove starts itself when nothing is set."""

    database_url: Annotated[Secret, Meta(description="postgresql://user:password@host:port/name; wins over DB_*.")] = (
        Secret()
    )
    db_host: Annotated[str | None, Meta(description="Host or socket folder; localhost if need be.")] = None
    db_port: Annotated[int, Meta(ge=1, le=65535, description="Port of the database.")] = 5432
    db_user: Annotated[str | None, Meta(description="User of the database; app if need be.")] = None
    db_name: Annotated[str | None, Meta(description="Name of the database; what the apps expect if need be.")] = None
    db_password: Annotated[Secret, Meta(description="Password of the database; there is no default.")] = Secret()
    db_sslmode: Annotated[
        Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        Meta(description="How to encrypt the way to the database."),
    ] = "disable"
    database_pool_size: Annotated[
        int, Meta(ge=1, le=200, description="Most connections to the database per process.")
    ] = 10
    alcove_migration_backups: Annotated[
        int,
        Meta(
            ge=0,
            le=100,
            description="Backups made before migrations that stay in DATA_DIR/backups; 0: none is made.",
        ),
    ] = 3

    def __post_init__(self) -> None:
        if self.database_url and not self.database_url.reveal().startswith(("postgresql://", "postgres://")):
            raise SettingError("DATABASE_URL has a value that is not allowed: expected postgresql://...")

    def dsn(self) -> str | None:
        """Return the address of the external database, or None for the embedded one."""
        if self.database_url:
            return self.database_url.reveal()
        if not (self.db_host or self.db_user or self.db_name or self.db_password):
            return None
        host = self.db_host or "localhost"
        options: dict[str, str] = {"sslmode": self.db_sslmode}
        if host.startswith("/"):
            options |= {"host": host, "port": str(self.db_port)}
            place = ""
        else:
            place = f"[{host}]:{self.db_port}" if ":" in host else f"{quote(host, safe='')}:{self.db_port}"
        login = quote(self.db_user or "app", safe="")
        if self.db_password:
            login += ":" + quote(self.db_password.reveal(), safe="")
        name = quote(self.db_name or "alcove", safe="")
        return f"postgresql://{login}@{place}/{name}?{urlencode(options, quote_via=quote)}"


def _check_network(text: str) -> None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise SettingError(f"TRUSTED_PROXIES has {text[:80]!r} in it: expected addresses or networks") from None


def _check_redis(address: str) -> None:
    found = _REDIS.fullmatch(address)
    places = (found["places"] or found["sentinels"] or "").rpartition("@")[2] if found else ""
    try:
        # Reading a port checks it.
        valid = found is not None and all(urlsplit(f"//{place}").port != 0 for place in places.split(","))
    except ValueError:
        valid = False
    if not valid:
        raise SettingError(
            "REDIS_URL has a value that is not allowed: expected redis://host:port/db, rediss://host:port/db,"
            " unix:///path, or redis+sentinel://host:port,host:port/master/db"
        )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server that listens on `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
