"""Health probes run concurrently and independently."""

import asyncio

import pytest
from structlog.testing import capture_logs

from alcove.foundation.telemetry import ComponentHealth, run_probes


async def database() -> ComponentHealth:
    """Return at once."""
    return ComponentHealth("database", "ok", "PostgreSQL 18")


async def slow() -> ComponentHealth:
    """Time out."""
    await asyncio.sleep(30)
    return ComponentHealth("slow", "ok")


async def probe_broken() -> ComponentHealth:
    """Raise an error with a secret in its text."""
    raise RuntimeError("password=abc123")


async def test_late_and_failing_probes_are_down() -> None:
    """A late or failing probe is a part that is down; its exception's text is not shown."""
    parts = await run_probes([database, slow, probe_broken], timeout=0.05)
    assert parts == [
        ComponentHealth("database", "ok", "PostgreSQL 18"),
        ComponentHealth("slow", "down", "no answer within 0.05 s"),
        ComponentHealth("broken", "down", "RuntimeError"),
    ]


class NoConnection(Exception):
    """What a probe needs does not answer."""


@pytest.mark.parametrize("error", [NoConnection("the server is starting"), ConnectionResetError("gone")])
async def test_what_cannot_be_reached_is_one_line(error: Exception) -> None:
    """A component whose system cannot be reached is down, and the log has one line without a traceback."""

    async def probe_part() -> ComponentHealth:
        raise error

    with capture_logs() as lines:
        parts = await run_probes([probe_part], unreachable=(NoConnection,))
    assert parts == [ComponentHealth("part", "down", type(error).__name__)]
    assert [line["error"] for line in lines] == [f"{type(error).__name__}: {error}"]
    assert "exc_info" not in lines[0]


async def test_probes_run_concurrently() -> None:
    """Ten probes that wait for each other all succeed."""
    barrier = asyncio.Barrier(10)

    async def probe() -> ComponentHealth:
        await barrier.wait()
        return ComponentHealth("part", "ok")

    parts = await run_probes([probe] * 10, timeout=60)
    assert [part.state for part in parts] == ["ok"] * 10
