"""Health probes run side by side and cannot hide each other."""

import asyncio

from alcove.foundation.telemetry import Part, check


async def database() -> Part:
    """Answer at once."""
    return Part("database", "ok", "PostgreSQL 18")


async def slow() -> Part:
    """Never answer in time."""
    await asyncio.sleep(30)
    return Part("slow", "ok")


async def probe_broken() -> Part:
    """Fail with something secret."""
    raise RuntimeError("password=abc123")


async def test_late_and_broken_parts_are_down_and_the_rest_is_told() -> None:
    """A late or failing probe is a part that is down; its exception's text is not shown."""
    parts = await check([database, slow, probe_broken], timeout=0.05)
    assert parts == [
        Part("database", "ok", "PostgreSQL 18"),
        Part("slow", "down", "no answer within 0.05 s"),
        Part("broken", "down", "RuntimeError"),
    ]


async def test_probes_run_side_by_side() -> None:
    """Ten probes that wait for each other all answer."""
    together = asyncio.Barrier(10)

    async def probe() -> Part:
        await together.wait()
        return Part("part", "ok")

    parts = await check([probe] * 10, timeout=60)
    assert [part.state for part in parts] == ["ok"] * 10
