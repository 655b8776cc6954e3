"""Gauges that are read for each response of `/metrics`."""

import asyncio

import pytest

from alcove.foundation.errors import DatabaseUnavailable
from alcove.foundation.telemetry import Gauge, read_gauges


def make_gauge(name: str) -> Gauge:
    """Return a gauge without samples."""
    return Gauge(name=name, help="A gauge.", labels=(), samples=())


async def read_first() -> Gauge:
    """Return a gauge."""
    return make_gauge("first")


async def read_second() -> Gauge:
    """Return another gauge."""
    return make_gauge("second")


@pytest.mark.parametrize("error", [DatabaseUnavailable("lost"), ValueError("wrong"), OSError("away")])
async def test_a_gauge_that_fails_hides_no_other(error: Exception) -> None:
    """What cannot be read now is left out, and the others keep their order."""

    async def read_broken() -> Gauge:
        raise error

    assert [gauge.name for gauge in await read_gauges([read_first, read_broken, read_second])] == ["first", "second"]


async def test_a_gauge_that_takes_too_long_is_left_out() -> None:
    """A reader that never returns is cancelled; the response does not wait for it."""
    cancelled = asyncio.Event()

    async def read_endlessly() -> Gauge:
        try:
            return await asyncio.Future()
        finally:
            cancelled.set()

    assert [gauge.name for gauge in await read_gauges([read_endlessly, read_first], timeout=0.05)] == ["first"]
    assert cancelled.is_set()
