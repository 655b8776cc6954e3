"""The health of mail: whether some waits because its last delivery failed."""

from typing import Final

from alcove.foundation.database import Pool
from alcove.foundation.mail import store
from alcove.foundation.telemetry import ComponentHealth, Probe

NAME: Final = "mail"


def build_probe(pool: Pool) -> Probe:
    """Return the probe of mail; it is degraded while a delivery is repeated.

    The errors, which may name recipients, are shown by `alcove mail list` only.
    """

    async def check_mail() -> ComponentHealth:
        delayed = await store.count_delayed(pool)
        if not delayed:
            return ComponentHealth(NAME, "ok", "no mail waits because of a failure")
        mails = "1 mail waits" if delayed == 1 else f"{delayed} mails wait"
        detail = (
            f"{mails}: the mail server failed. Tried again at least once an hour; `alcove mail list` has the errors"
        )
        return ComponentHealth(NAME, "degraded", detail)

    return check_mail
