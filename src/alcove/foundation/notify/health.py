"""The health of notifications: whether some wait because a delivery failed."""

from typing import Final

from alcove.foundation.database import Pool
from alcove.foundation.notify.store import deliveries
from alcove.foundation.telemetry import ComponentHealth, Probe

NAME: Final = "notifications"


def build_probe(pool: Pool) -> Probe:
    """Return the probe of notifications; always ok, since destinations are other people's servers."""

    async def check_notifications() -> ComponentHealth:
        delayed = await deliveries.count_delayed(pool)
        if not delayed:
            return ComponentHealth(NAME, "ok", "no delivery is being repeated")
        waiting = "1 delivery is" if delayed == 1 else f"{delayed} deliveries are"
        return ComponentHealth(NAME, "ok", f"{waiting} being repeated; `alcove notify list` has the errors")

    return check_notifications
