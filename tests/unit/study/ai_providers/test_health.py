"""What health checks say about AI providers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from alcove.apps.study.ai_providers.health import build_breaker_gauge, build_providers_probe, describe_health
from alcove.apps.study.ai_providers.model import Availability, ProviderRegistry, ProviderStatus
from alcove.foundation.errors import DatabaseUnavailable
from alcove.foundation.settings import SettingError

UNTIL = datetime(2026, 1, 1, 12, tzinfo=UTC)


def make_status(name: str, reason: Availability) -> ProviderStatus:
    """Return a status; one that is held ends at noon."""
    is_held = reason in {Availability.OPEN, Availability.COOLING}
    return ProviderStatus(name=name, models=(), reason=reason, until=UNTIL if is_held else None)


@pytest.mark.parametrize(
    ("reasons", "state", "detail"),
    [
        (("no_key", "disabled"), "ok", "none is configured: answers come from learning materials"),
        (("ok", "no_key"), "ok", "p0 ok"),
        (("ok", "open"), "degraded", "p0 ok; p1 open until 2026-01-01T12:00:00Z"),
        (
            ("open", "cooling", "disabled"),
            "degraded",
            "p0 open until 2026-01-01T12:00:00Z; p1 cooling until 2026-01-01T12:00:00Z",
        ),
    ],
)
def test_the_check_is_degraded_when_one_is_held(reasons: Sequence[str], state: str, detail: str) -> None:
    """Each configured provider that cannot be called is named; none at all is no fault."""
    statuses = [make_status(f"p{number}", Availability(reason)) for number, reason in enumerate(reasons)]
    found = describe_health(statuses)
    assert (found.name, found.state, found.detail) == ("study AI providers", state, detail)


@pytest.mark.parametrize(
    "error", [DatabaseUnavailable("lost"), SettingError("wrong"), PermissionError("file"), TimeoutError()]
)
async def test_the_check_is_never_down(error: Exception) -> None:
    """Without the database, or with a file that cannot be read, it is degraded: other checks say why."""

    def open_registry() -> ProviderRegistry:
        raise error

    found = await build_providers_probe(open_registry)()
    assert (found.state, found.detail.partition(":")[0]) == ("degraded", "unknown")


class FixedRegistry:
    """A registry whose statuses do not change."""

    async def list_statuses(self) -> Sequence[ProviderStatus]:
        """Return one provider of each kind."""
        return [make_status(reason.value, reason) for reason in Availability]


async def test_the_gauge_has_the_configured_providers() -> None:
    """It is 1 while the breaker is open, and absent for providers that are never called."""
    gauge = await build_breaker_gauge(FixedRegistry)()  # type: ignore[arg-type]  # it needs no other method
    assert gauge.name == "alcove_ai_breaker_open"
    assert dict(gauge.samples) == {("ok",): 0.0, ("open",): 1.0, ("cooling",): 0.0}
