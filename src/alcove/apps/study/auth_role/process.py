"""The process of the role: read the configuration, prepare the database, serve."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp

from alcove import __version__
from alcove.apps.study.addresses import resolve_host
from alcove.apps.study.auth_role import CONFIG, PORT
from alcove.apps.study.auth_role.database import NAME, StartStopped, prepare_database
from alcove.apps.study.auth_role.live import LiveApp
from alcove.apps.study.auth_role.upkeep import keep_removing
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
    configure_logging(level="info", style=_log_style(process))
    try:
        return await _serve(process)
    except (ConfigError, InvalidAddress, SettingError) as error:
        raise CommandError(str(error).replace("db-uri", "DATABASE_URL"), code=UNCONFIGURED) from error


async def _serve(process: RoleProcess) -> int:
    network = Network(load_settings(NetworkSettings, environ=_read_environ(process)), clock=SystemClock())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(network.close)
        opened: list[Pool] = []
        live = LiveApp(
            lambda: _read_config(process), build=lambda config: build_app(config, lambda: opened[0], network=network)
        )
        config = live.config
        dsn = connection_address(config.database_url.reveal())
        try:
            await prepare_database(dsn, stop=process.stop)
        except StartStopped:
            return OK
        pool = await open_foreign_pool(dsn, size=config.pool_size, name=NAME, idle_lifetime=IDLE_LIFETIME)
        stack.push_async_callback(close_pool, pool)
        opened.append(pool)
        removal = keep_removing(pool, read_rules=lambda: live.config.api.sessions, clock=SystemClock())
        stack.push_async_callback(_cancel, asyncio.create_task(removal, name="auth-upkeep"))
        if CONFIG.name in process.flags:
            process.on_reload(live.reload)
        await process.serve([place_app(config, live)], on_start=lambda ports: _report_start(config, ports))
    return OK


def _read_config(process: RoleProcess) -> ProcessConfig:
    """Return the configuration of the file and the environment, whose level of the log counts from now on."""
    port = process.flags.get(PORT.name)
    environ = _read_environ(process)
    config = read_process_config(environ, version=f"v{__version__}", port=None if port is None else int(port))
    configure_logging(level=config.log_level, style=_log_style(process))
    return config


def _read_environ(process: RoleProcess) -> Mapping[str, str]:
    path = process.flags.get(CONFIG.name)
    return {**read_variables_file(Path(path)), **process.environ} if path else process.environ


def _log_style(process: RoleProcess) -> str:
    return process.environ.get("LOG_FORMAT", "auto")


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def build_signer(config: ProcessConfig) -> SigningKeys:
    """Return the keys that tokens are signed with; ConfigError."""
    settings = SigningSettings(secret=config.jwt_secret, key_id=config.jwt_key_id, keys=config.signing_keys)
    try:
        return SigningKeys(settings, clock=SystemClock())
    except InvalidSecret as error:
        raise ConfigError(f"GOTRUE_JWT_KEYS cannot be used: {error}") from error


def build_app(config: ProcessConfig, pool: Callable[[], Pool], *, network: Network) -> ASGIApp:
    """Return the API of a configuration, whose connections are there before its first request; ConfigError."""
    clock, signer = SystemClock(), build_signer(config)
    deps = AuthDeps(
        config=lambda: config.api,
        pool=pool,
        clock=clock,
        signer=lambda: signer,
        hasher=PasswordHasher(),
        mailer=_build_mailer(config),
        limiter=RequestLimiter(config.rates, clock=clock),
        network=network,
        templates=FetchedTemplates(network, clock=clock, log=log),
    )
    server = ForwardedClients(build_auth_server(deps, log=log), limit_header=config.limit_header)
    return CrossOriginRequests(server, headers=config.allowed_headers)


def place_app(config: ProcessConfig, app: ASGIApp) -> ServedApp:
    """Return the app with the addresses at which it is served; CommandError."""
    addresses = resolve_host(config.host or ANY_ADDRESS, setting="GOTRUE_API_HOST")
    return ServedApp(app=app, addresses=addresses, port=config.port)


def _build_mailer(config: ProcessConfig) -> AuthMailer:
    smtp = config.smtp
    if smtp is None:
        if not config.api.mail.autoconfirm and config.api.email_enabled:
            log.warning("no_mail_server", set="GOTRUE_SMTP_HOST", effect="no link or code reaches anybody")
        return NoMailer(log=log)
    return SmtpMailer(smtp.server, sender=smtp.sender, headers=smtp.headers, clock=SystemClock(), log=log)


def _report_start(config: ProcessConfig, ports: Sequence[int]) -> None:
    log.info("api_server_listening", host=config.host or ANY_ADDRESS, port=ports[0], url=config.api.external_url)
