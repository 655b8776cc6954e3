"""What `alcove doctor` looks at."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from alcove.foundation.database import DatabaseError, pending_migrations, provide_database, read_server_info
from alcove.foundation.deps import Deps
from alcove.foundation.jobs import QueueStatus, queue_status
from alcove.foundation.settings import Configuration, SettingError
from alcove.foundation.telemetry import check
from alcove.main import build
from alcove.main.certificates import checked_certificate, date_problem
from alcove.main.configuration import check_settings, read_configuration
from alcove.main.http_status import status_of
from alcove.main.ports import base_url, is_free

MEGABYTE = 1024 * 1024
LITTLE_SPACE, NO_SPACE = 2048 * MEGABYTE, 200 * MEGABYTE
MOST_DRIFT = 5.0
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    name: str
    state: Literal["ok", "warning", "failed"]
    detail: str


async def examine(environ: Mapping[str, str]) -> list[Finding]:
    """Run every check; those that need what is broken are left out."""
    findings = [_python(), _clock()]
    try:
        configuration = read_configuration(environ)
        check_settings(configuration)
        certificate = checked_certificate(configuration)
    except SettingError as error:
        return [*findings, Finding("settings", "failed", str(error))]
    used = [str(file) for file in configuration.files if file.is_file()]
    findings.append(Finding("settings", "ok", ", ".join(used) or "environment and defaults"))
    findings += [_data_dir(configuration), await _port(configuration, tls=certificate is not None)]
    if certificate is not None:
        problem = date_problem(certificate)
        findings.append(Finding("certificate", "warning" if problem else "ok", problem or str(certificate.chain)))
    return findings + await _database(configuration)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", "ok" if sys.version_info >= (3, 11) else "failed", version)


def _clock() -> Finding:
    now = datetime.now(UTC)
    shown = now.isoformat(timespec="seconds")
    if now < RELEASED:
        return Finding("clock", "failed", f"{shown} is before this program was written")
    return Finding("clock", "ok", shown)


def _data_dir(configuration: Configuration) -> Finding:
    place = configuration.data_dir
    nearest = next(path for path in (place, *place.parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("data directory", "failed", f"{place} cannot be written")
    free = shutil.disk_usage(nearest).free
    detail = f"{place}, {free // MEGABYTE:,} MB free" + ("" if place.exists() else ", not created yet")
    if free < NO_SPACE:
        return Finding("data directory", "failed", detail)
    return Finding("data directory", "warning" if free < LITTLE_SPACE else "ok", detail)


async def _port(configuration: Configuration, *, tls: bool) -> Finding:
    host, port = configuration.server.host, configuration.server.port
    if await asyncio.to_thread(is_free, "127.0.0.1" if host == "localhost" else host.strip("[]"), port):
        return Finding("port", "ok", f"{port} is free")
    if await status_of(host, port, path="/health/live", tls=tls) == 200:
        scheme = "https" if tls else "http"
        return Finding("port", "ok", f"Alcove answers on {base_url(host, port, scheme=scheme)}")
    return Finding("port", "failed", f"{port} is used by another program; choose another with --port or PORT")


async def _database(configuration: Configuration) -> list[Finding]:
    embedded = configuration.database.dsn() is None
    if embedded and not configuration.data_dir.exists():
        return [Finding("database", "ok", "the embedded PostgreSQL is made at the first start")]
    with contextlib.ExitStack() as stack:
        try:
            lease = provide_database(configuration.database, configuration.data_dir)
            dsn = await asyncio.to_thread(stack.enter_context, lease)
            left = await asyncio.to_thread(pending_migrations, dsn, build.migration_sources(configuration.server))
            return await _inside(configuration, dsn, embedded=embedded, left=left)
        except (DatabaseError, OSError) as error:
            return [Finding("database", "failed", str(error))]


async def _inside(configuration: Configuration, dsn: str, *, embedded: bool, left: list[str]) -> list[Finding]:
    async with build.open_deps(configuration, dsn, name="alcove-doctor") as deps:
        findings = [await _server(deps, embedded=embedded)]
        if left:
            detail = f"{len(left)} pending; `alcove migrate` or the next start applies them"
            return [*findings, Finding("migrations", "warning", detail)]
        findings.append(Finding("migrations", "ok", "up to date"))
        findings.append(_jobs(await queue_status(deps.pool)))
        parts = await check([build.sign_in_probe(deps), *build.redis_probes(deps), *build.app_probes(deps)])
        states: dict[str, Literal["ok", "warning", "failed"]]
        states = {"ok": "ok", "degraded": "warning", "down": "failed"}
        return findings + [Finding(part.name, states[part.state], part.detail) for part in parts]


async def _server(deps: Deps, *, embedded: bool) -> Finding:
    server = await read_server_info(deps.pool)
    kind = "embedded" if embedded else "external"
    drift = abs((datetime.now(UTC) - server.now).total_seconds())
    if drift > MOST_DRIFT:
        return Finding("database", "warning", f"its clock and this one differ by {drift:.0f} s")
    return Finding("database", "ok", f"{kind} PostgreSQL {server.version}")


def _jobs(status: QueueStatus) -> Finding:
    detail = f"{status.waiting} waiting, {status.running} running, {status.failed} failed"
    if status.heartbeat_age is None:
        return Finding("jobs", "ok", f"{detail}, no worker runs")
    detail += f", {status.workers} workers, last heartbeat {status.heartbeat_age:.0f} s ago"
    return Finding("jobs", "ok" if status.worker_alive else "warning", detail)
