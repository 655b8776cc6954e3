"""The limits of `/auth/v1`: a lock after failed sign-ins, and how often mails and accounts may be asked for."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.study.account_settings import DAY, HOUR, AccountMailSettings
from alcove.foundation.errors import TooManyAttempts
from alcove.foundation.identity import AttemptLimiter, address_network
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.telemetry import SecurityKind, report_security
from alcove.wires.supabase.auth.errors import AuthError, sent_too_often
from alcove.wires.supabase.auth.requests import ClientInfo

_MINUTE: Final = 60.0
_REQUESTS: Final = "over_request_rate_limit"
_MAILS: Final = "over_email_send_rate_limit"
_TEXTS: Final[Mapping[str, str]] = {_REQUESTS: "Request rate limit reached", _MAILS: "email rate limit exceeded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLimit:
    """At most `count` requests of an action in a window, for each client or for each e-mail address."""

    count: int
    window: float
    per: Literal["client", "name"] = "client"
    code: str = _REQUESTS
    is_interval: bool = False
    """Whether it is the interval between two mails of one kind, whose error says so."""


class AccountLimiter:
    """Limits requests and guesses."""

    def __init__(
        self, settings: Callable[[], AccountMailSettings], *, store: LimitStore, attempts: AttemptLimiter
    ) -> None:
        """Take the current settings, the stores of the limits, and the limiter of guesses with their thresholds."""
        self._settings = settings
        self._locks = settings().study_lock_failures > 0
        self._store = store
        self._attempts = attempts

    async def check(self, action: str, *, client: ClientInfo, name: str = "") -> None:
        """Count a request; AuthError when there were too many."""
        for limit in list_limits(self._settings()).get(action, ()):
            who = name.lower() if limit.per == "name" else address_network(client.address)
            if not limit.count or not who:
                continue
            key = f"study {action} {limit.window:.0f} {who}"
            seconds = await self._store.start(key, Rule(limit.count, limit.window))
            if seconds > 0 and limit.is_interval:
                raise sent_too_often(seconds)
            if seconds > 0:
                raise _refuse(limit.code, _TEXTS[limit.code], seconds=seconds)

    async def check_lock(self, name: str, *, client: ClientInfo) -> None:
        """Count a guess as a failure until it turns out to be right; AuthError when there were too many.

        It is counted first, so that many guesses at once are not more than the limit.
        """
        if not self._locks:
            return
        try:
            await self._attempts.reserve(name.lower(), address=client.address)
        except TooManyAttempts as error:
            raise AuthError(_REQUESTS, error.message, status=429, headers=error.headers) from error

    async def record_failure(self, name: str, *, client: ClientInfo) -> None:  # noqa: ARG002 - of the protocol
        """Report the failure; the guess is already counted."""
        report_security(SecurityKind.FAILED_SIGN_IN, network=address_network(client.address))

    async def record_success(self, name: str, *, client: ClientInfo) -> None:
        """Forget the failures of a name and address."""
        if self._locks:
            await self._attempts.forget(name.lower(), address=client.address)


def list_limits(settings: AccountMailSettings) -> Mapping[str, Sequence[ActionLimit]]:
    """Return the limits by action."""
    requests = ActionLimit(count=settings.study_requests_per_minute, window=_MINUTE)
    # They send no mail, but each stores a flow until it is finished or old.
    flows = ActionLimit(count=10 * settings.study_requests_per_minute, window=_MINUTE)
    codes = ActionLimit(count=settings.study_codes_per_minute, window=_MINUTE)
    mails = (
        ActionLimit(count=settings.study_mails_per_hour, window=HOUR, per="name", code=_MAILS),
        ActionLimit(count=settings.study_mails_per_day, window=DAY, per="name", code=_MAILS),
    )
    interval = ActionLimit(count=1, window=settings.study_mail_interval, per="name", is_interval=True)
    return {
        "signup": (
            ActionLimit(count=settings.study_sign_ups_per_hour, window=HOUR),
            ActionLimit(count=settings.study_sign_ups_per_day, window=DAY),
        ),
        "anonymous": (ActionLimit(count=settings.study_anonymous_per_hour, window=HOUR),),
        "recover": (
            requests,
            ActionLimit(count=settings.study_resets_per_hour, window=HOUR, per="name", code=_MAILS),
            ActionLimit(count=settings.study_resets_per_day, window=DAY, per="name", code=_MAILS),
        ),
        **dict.fromkeys(("mail", "unsent_mail"), mails),
        "unsent": (interval,) if settings.study_mail_interval else (),
        # Whoever guesses from many addresses at a time.
        "code": (ActionLimit(count=settings.study_guesses_per_hour, window=HOUR, per="name"),),
        "oauth": (flows,),
        **dict.fromkeys(("otp", "magiclink", "resend"), (requests,)),
        **dict.fromkeys(("verify", "factor"), (codes,)),
    }


def _refuse(code: str, message: str, *, seconds: float) -> AuthError:
    return AuthError(code, message, status=429, headers={"Retry-After": str(max(1, math.ceil(seconds)))})
