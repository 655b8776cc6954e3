"""Health probes run concurrently and independently."""

import asyncio

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


async def test_probes_run_concurrently() -> None:
    """Ten probes that wait for each other all succeed."""
    barrier = asyncio.Barrier(10)

    async def probe() -> ComponentHealth:
        await barrier.wait()
        return ComponentHealth("part", "ok")

    parts = await run_probes([probe] * 10, timeout=60)
    assert [part.state for part in parts] == ["ok"] * 10
