"""What health checks and metrics say about AI providers, from the state that all processes share."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from alcove.apps.study.ai_providers.model import Availability, ProviderRegistry, ProviderStatus
from alcove.foundation.errors import AppError
from alcove.foundation.settings import SettingError
from alcove.foundation.telemetry import ComponentHealth, Gauge, GaugeReader, Probe

COMPONENT: Final = "study AI providers"
BREAKER_GAUGE: Final = "alcove_ai_breaker_open"
_SECONDS: Final = 1.5
"""Shorter than the time in which a health check has to end: no provider makes the server unhealthy."""
_ABSENT: Final = (Availability.DISABLED, Availability.NO_KEY)


def build_providers_probe(open_registry: Callable[[], ProviderRegistry]) -> Probe:
    """Return the check whether a configured provider can be called; it is never down: the tutor works without."""
    registry = cache(open_registry)

    async def probe_ai_providers() -> ComponentHealth:
        try:
            async with asyncio.timeout(_SECONDS):
                statuses = await registry().list_statuses()
        except (AppError, TimeoutError):
            return ComponentHealth(COMPONENT, "degraded", "unknown: the database does not respond")
        except (SettingError, OSError):
            return ComponentHealth(
                COMPONENT, "degraded", "unknown: the keys or the prices of this server cannot be read"
            )
        return describe_health(statuses)

    return probe_ai_providers


def describe_health(statuses: Sequence[ProviderStatus]) -> ComponentHealth:
    """Return the state of the providers together: degraded when one of the configured ones cannot be called."""
    configured = [status for status in statuses if status.reason not in _ABSENT]
    if not configured:
        return ComponentHealth(COMPONENT, "ok", "none is configured: answers come from learning materials")
    held = [status for status in configured if not status.is_available]
    texts = [f"{status.name} {status.reason.value}{_describe_end(status)}" for status in held]
    names = ", ".join(status.name for status in configured if status.is_available)
    detail = "; ".join(([f"{names} ok"] if names else []) + texts)
    return ComponentHealth(COMPONENT, "degraded" if held else "ok", detail)


def build_breaker_gauge(open_registry: Callable[[], ProviderRegistry]) -> GaugeReader:
    """Return what reads, for each configured provider, whether its breaker is open."""
    registry = cache(open_registry)

    async def read_breakers() -> Gauge:
        statuses = await registry().list_statuses()
        return Gauge(
            name=BREAKER_GAUGE,
            help="Whether calls of an AI provider are refused after failures.",
            labels=("provider",),
            samples=[
                ((status.name,), float(status.reason is Availability.OPEN))
                for status in statuses
                if status.reason not in _ABSENT
            ],
        )

    return read_breakers


def _describe_end(status: ProviderStatus) -> str:
    return f" until {status.until:%Y-%m-%dT%H:%M:%SZ}" if status.until else ""
