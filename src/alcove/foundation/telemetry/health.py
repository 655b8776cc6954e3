"""Health checks of the server's components."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from alcove.foundation.telemetry.logs import get_logger


@dataclass(frozen=True, slots=True)
class ComponentHealth:
    """The state of one component; everybody who can call the health route sees `detail`."""

    name: str
    state: Literal["ok", "degraded", "down"]
    detail: str = ""


Probe = Callable[[], Awaitable[ComponentHealth]]


async def run_probes(
    probes: Sequence[Probe],
    *,
    timeout: float = 2.0,  # noqa: ASYNC109 - one per probe
    unreachable: tuple[type[Exception], ...] = (),
) -> list[ComponentHealth]:
    """Run all probes concurrently and return their results in order; a probe that fails or times out is down.

    `unreachable` are errors which say that what a component needs cannot be reached: they are no fault of the program,
    and are logged in one line. OSError is always one.
    """
    expected: tuple[type[Exception], ...] = (OSError, *unreachable)
    return list(await asyncio.gather(*(_run(probe, seconds=timeout, expected=expected) for probe in probes)))


async def _run(probe: Probe, *, seconds: float, expected: tuple[type[Exception], ...]) -> ComponentHealth:
    name = getattr(probe, "__name__", type(probe).__name__).strip("_").removeprefix("probe_")
    try:
        async with asyncio.timeout(seconds):
            return await probe()
    except TimeoutError:
        return ComponentHealth(name, "down", f"no answer within {seconds:g} s")
    except expected as error:
        get_logger("health").warning("probe_failed", component=name, error=f"{type(error).__name__}: {error}")
        return ComponentHealth(name, "down", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - one broken probe must not hide the others
        get_logger("health").warning("probe_failed", component=name, exc_info=error)
        return ComponentHealth(name, "down", type(error).__name__)
