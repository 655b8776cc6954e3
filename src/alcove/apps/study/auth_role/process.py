"""The process of the role: read the configuration, prepare the database, serve."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from alcove import __version__
from alcove.apps.study.addresses import resolve_host
from alcove.apps.study.auth_role import CONFIG, PORT
from alcove.apps.study.auth_role.database import NAME, StartStopped, prepare_database
from alcove.apps.study.auth_role.variables_file import read_variables_file
from alcove.foundation.app import RoleProcess, ServedApp
from alcove.foundation.cli import OK, UNCONFIGURED, CommandError
from alcove.foundation.clock import SystemClock
from alcove.foundation.database import Pool, close_pool, open_foreign_pool
from alcove.foundation.fetch import Network
from alcove.foundation.identity import PasswordHasher
from alcove.foundation.settings import NetworkSettings, SettingError, load_settings
from alcove.foundation.telemetry import configure_logging, get_logger
from alcove.wires.supabase.auth.build import build_auth_server
from alcove.wires.supabase.auth.cors import CrossOriginRequests
from alcove.wires.supabase.auth.deps import AuthDeps, AuthMailer
from alcove.wires.supabase.auth.environment.process import ProcessConfig, read_process_config
from alcove.wires.supabase.auth.environment.variables import ConfigError
from alcove.wires.supabase.auth.forwarded import ForwardedClients
from alcove.wires.supabase.auth.limits import RequestLimiter
from alcove.wires.supabase.auth.mail_templates import FetchedTemplates
from alcove.wires.supabase.auth.mailers import NoMailer, SmtpMailer
from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.model import ConfigError as InvalidAddress
from alcove.wires.supabase.tokens import InvalidSecret, SigningKeys, SigningSettings

ANY_ADDRESS: Final = "*"
IDLE_LIFETIME: Final = 300.0
"""Seconds after which an idle connection to the database is closed."""

log = get_logger("alcove.auth")


async def run(process: RoleProcess) -> int:
    """Serve until the process stops; CommandError when it cannot start."""
    style = process.environ.get("LOG_FORMAT", "auto")
    configure_logging(level="info", style=style)
    try:
        environ = _read_environ(process)
        port = process.flags.get(PORT.name)
        config = read_process_config(environ, version=f"v{__version__}", port=None if port is None else int(port))
        dsn = connection_address(config.database_url.reveal())
        signer = build_signer(config)
        network = Network(load_settings(NetworkSettings, environ=environ), clock=SystemClock())
    except (ConfigError, InvalidAddress, SettingError) as error:
        raise CommandError(str(error).replace("db-uri", "DATABASE_URL"), code=UNCONFIGURED) from error
    configure_logging(level=config.log_level, style=style)
    try:
        await prepare_database(dsn, stop=process.stop)
    except StartStopped:
        return OK
    async with AsyncExitStack() as stack:
        stack.push_async_callback(network.close)
        pool = await open_foreign_pool(dsn, size=config.pool_size, name=NAME, idle_lifetime=IDLE_LIFETIME)
        stack.push_async_callback(close_pool, pool)
        app = build_app(config, pool, signer=signer, network=network)
        await process.serve([app], on_start=lambda ports: _report_start(config, ports))
    return OK


def _read_environ(process: RoleProcess) -> Mapping[str, str]:
    path = process.flags.get(CONFIG.name)
    return {**read_variables_file(Path(path)), **process.environ} if path else process.environ


def build_signer(config: ProcessConfig) -> SigningKeys:
    """Return the keys that tokens are signed with; ConfigError."""
    settings = SigningSettings(secret=config.jwt_secret, key_id=config.jwt_key_id, keys=config.signing_keys)
    try:
        return SigningKeys(settings, clock=SystemClock())
    except InvalidSecret as error:
        raise ConfigError(f"GOTRUE_JWT_KEYS cannot be used: {error}") from error


def build_app(config: ProcessConfig, pool: Pool, *, signer: SigningKeys, network: Network) -> ServedApp:
    """Return the app of a configuration, and where it is served."""
    clock = SystemClock()
    deps = AuthDeps(
        config=lambda: config.api,
        pool=lambda: pool,
        clock=clock,
        signer=lambda: signer,
        hasher=PasswordHasher(),
        mailer=_build_mailer(config),
        limiter=RequestLimiter(config.rates, clock=clock),
        network=network,
        templates=FetchedTemplates(network, clock=clock, log=log),
    )
    server = ForwardedClients(build_auth_server(deps, log=log), limit_header=config.limit_header)
    app = CrossOriginRequests(server, headers=config.allowed_headers)
    return ServedApp(
        app=app, addresses=resolve_host(config.host or ANY_ADDRESS, setting="GOTRUE_API_HOST"), port=config.port
    )


def _build_mailer(config: ProcessConfig) -> AuthMailer:
    smtp = config.smtp
    if smtp is None:
        if not config.api.mail.autoconfirm and config.api.email_enabled:
            log.warning("no_mail_server", set="GOTRUE_SMTP_HOST", effect="no link or code reaches anybody")
        return NoMailer(log=log)
    return SmtpMailer(smtp.server, sender=smtp.sender, headers=smtp.headers, clock=SystemClock(), log=log)


def _report_start(config: ProcessConfig, ports: Sequence[int]) -> None:
    log.info("api_server_listening", host=config.host or ANY_ADDRESS, port=ports[0], url=config.api.external_url)
