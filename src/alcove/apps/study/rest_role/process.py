"""The process of the role: read the configuration, then print something or serve."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from alcove.apps.study.rest_role import CONFIG, DUMP_CONFIG, DUMP_SCHEMA, EXAMPLE, PORT, READY
from alcove.apps.study.rest_role.ready import check_ready
from alcove.apps.study.rest_role.serve import serve
from alcove.foundation.app import RoleProcess
from alcove.foundation.cli import FAILED, OK, UNCONFIGURED, CommandError, print_line
from alcove.foundation.database import DATABASE_LOST, foreign_connection
from alcove.foundation.telemetry import configure_logging, get_logger
from alcove.wires.supabase.rest.admin.dump import dump_schema_cache
from alcove.wires.supabase.rest.build import check_tokens
from alcove.wires.supabase.rest.config.connection_string import connection_address
from alcove.wires.supabase.rest.config.dump import dump_config, example_config
from alcove.wires.supabase.rest.config.loader import ConfigLoader
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig
from alcove.wires.supabase.rest.live_config import LiveConfig
from alcove.wires.supabase.rest.schema_cache.load import SchemaMissing, load_schema_cache
from alcove.wires.supabase.tokens import is_legacy_path

# The start and the recovery of connections are logged at every level; the level decides which requests are.
DIAGNOSTICS: Final = {"crit": "info", "error": "info", "warn": "info", "info": "info", "debug": "debug"}

log = get_logger("alcove.rest")


async def run(process: RoleProcess) -> int:
    """Serve until the process stops; CommandError when it cannot start."""
    if EXAMPLE.name in process.flags:
        print_line(example_config().rstrip())
        return OK
    failures: list[Exception] = []

    def fail(error: Exception) -> None:
        failures.append(error)
        process.stop.set()

    style = process.environ.get("LOG_FORMAT", "auto")
    configure_logging(level="info", style=style)
    live = _load_config(process, fail)
    configure_logging(level=DIAGNOSTICS[live.current().log_level], style=style)
    if DUMP_CONFIG.name in process.flags:
        await _dump_config(live)
    elif DUMP_SCHEMA.name in process.flags:
        await _dump_schema(live)
    elif READY.name in process.flags:
        print_line(await check_ready(live.current()))
    else:
        await serve(process, live, fail=fail)
    if failures:
        code = UNCONFIGURED if isinstance(failures[0], ConfigError) else FAILED
        raise CommandError(str(failures[0]), code=code)
    return OK


def _load_config(process: RoleProcess, fail: Callable[[Exception], None]) -> LiveConfig:
    path = process.flags.get(CONFIG.name)
    port = process.flags.get(PORT.name)
    loader = ConfigLoader(
        path=Path(path) if path else None, environ=process.environ, port=None if port is None else int(port)
    )
    try:
        return LiveConfig(loader, check=_check_tokens, fail=fail)
    except ConfigError as error:
        raise CommandError(str(error), code=UNCONFIGURED) from error


def _check_tokens(config: RestConfig) -> None:
    check_tokens(config)
    path = config.jwt_role_claim_key
    if is_legacy_path(path):
        log.warning("deprecated_role_path", setting="jwt-role-claim-key", path=path, use="a JSON Path such as $.role")


async def _dump_config(live: LiveConfig) -> None:
    with suppress(*DATABASE_LOST):
        await live.reload()
    print_line(dump_config(live.current()).rstrip())


async def _dump_schema(live: LiveConfig) -> None:
    try:
        await live.reload()
        config = live.current()
        async with foreign_connection(connection_address(config.db_uri), name="alcove-rest") as connection:
            cache = await load_schema_cache(connection, config)
    except (*DATABASE_LOST, SchemaMissing) as error:
        raise CommandError(f"cannot read the schema: {error}", code=FAILED) from error
    print_line(dump_schema_cache(cache).decode())
