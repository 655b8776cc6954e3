"""Health probes run concurrently and independently."""

import asyncio
import time

from alcove.foundation.telemetry import Part, check


async def database() -> Part:
    """Return at once."""
    return Part("database", "ok", "PostgreSQL 18")


async def slow() -> Part:
    """Time out."""
    await asyncio.sleep(30)
    return Part("slow", "ok")


async def probe_broken() -> Part:
    """Raise an error with a secret in its text."""
    raise RuntimeError("password=abc123")


async def test_late_and_failing_probes_are_down() -> None:
    """A late or failing probe is down, without the text of its exception; the others are reported."""
    parts = await check([database, slow, probe_broken], timeout=0.05)
    assert parts == [
        Part("database", "ok", "PostgreSQL 18"),
        Part("slow", "down", "no answer within 0.05 s"),
        Part("broken", "down", "RuntimeError"),
    ]


async def test_probes_run_concurrently() -> None:
    """Ten probes that time out take the time of one."""
    started = time.monotonic()
    parts = await check([slow] * 10, timeout=0.05)
    assert time.monotonic() - started < 0.4
    assert len(parts) == 10
