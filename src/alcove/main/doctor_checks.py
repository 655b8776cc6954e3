"""The checks of `alcove doctor`."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from alcove.foundation.database import (
    DATABASE_LOST,
    DatabaseError,
    pending_migrations,
    provide_database,
    read_server_info,
)
from alcove.foundation.deps import Deps
from alcove.foundation.disk_space import MEGABYTE, read_disk_space
from alcove.foundation.jobs import QueueStatus, queue_status
from alcove.foundation.settings import Configuration, SettingError
from alcove.foundation.telemetry import run_probes
from alcove.main import build
from alcove.main.certificates import find_date_problem, load_certificate
from alcove.main.configuration import check_settings, read_configuration
from alcove.main.http_probe import probe_status
from alcove.main.ports import base_url, is_free

LOW_DISK_SPACE = 2048 * MEGABYTE
MAX_CLOCK_DIFFERENCE = 5.0
EARLIEST_TIME = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check."""

    name: str
    state: Literal["ok", "warning", "failed"]
    detail: str


async def run_checks(environ: Mapping[str, str]) -> list[CheckResult]:
    """Run all checks; those that depend on a failed one are skipped."""
    results = [_check_python(), _check_clock()]
    try:
        configuration = read_configuration(environ)
        check_settings(configuration)
        certificate = load_certificate(configuration)
    except SettingError as error:
        return [*results, CheckResult("settings", "failed", str(error))]
    files = [str(file) for file in configuration.files if file.is_file()]
    results.append(CheckResult("settings", "ok", ", ".join(files) or "environment and defaults"))
    results += [_check_data_dir(configuration), await _check_port(configuration, tls=certificate is not None)]
    if certificate is not None:
        problem = find_date_problem(certificate)
        results.append(CheckResult("certificate", "warning" if problem else "ok", problem or str(certificate.chain)))
    return results + await _check_database(configuration)


def _check_python() -> CheckResult:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return CheckResult("python", "ok" if sys.version_info >= (3, 11) else "failed", version)


def _check_clock() -> CheckResult:
    now = datetime.now(UTC)
    text = now.isoformat(timespec="seconds")
    if now < EARLIEST_TIME:
        return CheckResult("clock", "failed", f"{text} is before this version was released")
    return CheckResult("clock", "ok", text)


def _check_data_dir(configuration: Configuration) -> CheckResult:
    directory = configuration.data_dir
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return CheckResult("data directory", "failed", f"{directory} cannot be written")
    space = read_disk_space(nearest, reserve_mb=configuration.server.alcove_disk_reserve_mb)
    detail = f"{directory}, {space}" + ("" if directory.exists() else ", not created yet")
    if space.is_low:
        return CheckResult("data directory", "failed", detail)
    return CheckResult("data directory", "warning" if space.free < LOW_DISK_SPACE else "ok", detail)


async def _check_port(configuration: Configuration, *, tls: bool) -> CheckResult:
    host, port = configuration.server.host, configuration.server.port
    if await asyncio.to_thread(is_free, "127.0.0.1" if host == "localhost" else host.strip("[]"), port):
        return CheckResult("port", "ok", f"{port} is free")
    if await probe_status(host, port, path="/health/live", tls=tls) == 200:
        scheme = "https" if tls else "http"
        return CheckResult("port", "ok", f"Alcove answers on {base_url(host, port, scheme=scheme)}")
    return CheckResult("port", "failed", f"{port} is used by another program; choose another with --port or PORT")


async def _check_database(configuration: Configuration) -> list[CheckResult]:
    embedded = configuration.database.dsn() is None
    if embedded and not configuration.data_dir.exists():
        return [CheckResult("database", "ok", "the embedded PostgreSQL is created at the first start")]
    with contextlib.ExitStack() as stack:
        try:
            lease = provide_database(configuration.database, configuration.data_dir)
            dsn = await asyncio.to_thread(stack.enter_context, lease)
            pending = await asyncio.to_thread(pending_migrations, dsn, build.migration_sources(configuration.server))
            return await _check_inside_database(configuration, dsn, embedded=embedded, pending=pending)
        except (DatabaseError, OSError) as error:
            return [CheckResult("database", "failed", str(error))]


async def _check_inside_database(
    configuration: Configuration, dsn: str, *, embedded: bool, pending: list[str]
) -> list[CheckResult]:
    async with build.open_deps(configuration, dsn, name="alcove-doctor") as deps:
        results = [await _check_server(deps, embedded=embedded)]
        if pending:
            detail = f"{len(pending)} pending; `alcove migrate` or the next start applies them"
            return [*results, CheckResult("migrations", "warning", detail)]
        results.append(CheckResult("migrations", "ok", "up to date"))
        results.append(_check_jobs(await queue_status(deps.pool)))
        probes = [build.sign_in_probe(deps), build.mail_probe(deps), *build.redis_probes(deps), *build.app_probes(deps)]
        parts = await run_probes(probes, unreachable=DATABASE_LOST)
        states: dict[str, Literal["ok", "warning", "failed"]]
        states = {"ok": "ok", "degraded": "warning", "down": "failed"}
        return results + [CheckResult(part.name, states[part.state], part.detail) for part in parts]


async def _check_server(deps: Deps, *, embedded: bool) -> CheckResult:
    server = await read_server_info(deps.pool)
    kind = "embedded" if embedded else "external"
    difference = abs((datetime.now(UTC) - server.now).total_seconds())
    if difference > MAX_CLOCK_DIFFERENCE:
        return CheckResult(
            "database", "warning", f"its clock and the clock of this machine differ by {difference:.0f} s"
        )
    return CheckResult("database", "ok", f"{kind} PostgreSQL {server.version}")


def _check_jobs(status: QueueStatus) -> CheckResult:
    detail = f"{status.waiting} waiting, {status.running} running, {status.failed} failed"
    if status.heartbeat_age is None:
        return CheckResult("jobs", "ok", f"{detail}, no worker")
    detail += f", {status.workers} workers, last heartbeat {status.heartbeat_age:.0f} s ago"
    return CheckResult("jobs", "ok" if status.worker_alive else "warning", detail)
