"""Gauges that are read when somebody asks for the metrics, such as a state that processes share in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alcove.foundation.telemetry.logs import get_logger


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A gauge with its samples: the values of its labels, and the number."""

    name: str
    help: str
    labels: Sequence[str]
    samples: Sequence[tuple[Sequence[str], float]]


GaugeReader: TypeAlias = Callable[[], Awaitable[Gauge]]


async def read_gauges(
    readers: Iterable[GaugeReader],
    *,
    timeout: float = 2.0,  # noqa: ASYNC109 - of one reader
) -> Sequence[Gauge]:
    """Read all gauges concurrently; one that fails or takes too long is left out."""
    found = await asyncio.gather(*(_read(reader, seconds=timeout) for reader in readers))
    return [gauge for gauge in found if gauge is not None]


async def _read(reader: GaugeReader, *, seconds: float) -> Gauge | None:
    try:
        async with asyncio.timeout(seconds):
            return await reader()
    except Exception as error:  # noqa: BLE001 - one broken gauge must not hide the other metrics
        name = getattr(reader, "__name__", type(reader).__name__)
        get_logger("metrics").warning("gauge_not_read", gauge=name, error=f"{type(error).__name__}: {error}")
        return None
