"""The limits of GoTrue: token buckets in the memory of the process, and no lock of accounts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from alcove.foundation.clock import Clock
from alcove.foundation.ratelimit import BucketRule, TokenBuckets
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import ClientInfo

_BURST: Final = 30
_FIVE_MINUTES: Final = 300.0
_HOUR: Final = 3600.0
_MAX_RETRY_AFTER: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRates:
    """How many requests of one client are allowed in five minutes, except where it says otherwise."""

    otp: float = 30.0
    verify: float = 30.0
    token_refresh: float = 150.0
    sso: float = 30.0
    anonymous_per_hour: float = 30.0
    factors_per_minute: float = 15.0
    mails: float = 30.0
    """Mails to all addresses together in `mails_window` seconds."""
    mails_window: float = _HOUR


class RequestLimiter:
    """Limits requests by client, and mails of the whole server."""

    def __init__(self, rates: RequestRates, *, clock: Clock) -> None:
        self._buckets = TokenBuckets(clock=clock)
        self._mails = BucketRule(size=int(rates.mails), rate=rates.mails / rates.mails_window)
        otp = BucketRule(size=_BURST, rate=rates.otp / _FIVE_MINUTES)
        token = BucketRule(size=_BURST, rate=rates.token_refresh / _FIVE_MINUTES)
        self._rules: Mapping[str, BucketRule] = {
            **dict.fromkeys(("signup", "otp", "magiclink", "recover", "resend"), otp),
            **dict.fromkeys(("token", "refresh"), token),
            "verify": BucketRule(size=_BURST, rate=rates.verify / _FIVE_MINUTES),
            "sso": BucketRule(size=_BURST, rate=rates.sso / _FIVE_MINUTES),
            "anonymous": BucketRule(size=int(rates.anonymous_per_hour), rate=rates.anonymous_per_hour / _HOUR),
            "factor": BucketRule(size=_BURST, rate=rates.factors_per_minute / 60.0),
        }

    async def check(self, action: str, *, client: ClientInfo, name: str = "") -> None:  # noqa: ARG002 - of the protocol
        """Count a request; AuthError when there are too many. Without a key of the client only mails are counted."""
        if action == "mail":
            seconds = self._buckets.take("mail", self._mails)
            if seconds > 0:
                raise too_many_mails(seconds)
            return
        rule, key = self._rules.get(action), client.address if client.limit_key is None else client.limit_key
        if rule is None or not key:
            return
        # Both grants use up the requests to one address.
        bucket = "token" if action == "refresh" else action
        seconds = self._buckets.take(f"{bucket} {key}", rule)
        if seconds > 0:
            raise too_many_requests(seconds)

    async def check_lock(self, name: str, *, client: ClientInfo) -> None:
        """Do nothing: GoTrue locks no account."""

    async def record_failure(self, name: str, *, client: ClientInfo) -> None:
        """Do nothing."""

    async def record_success(self, name: str, *, client: ClientInfo) -> None:
        """Do nothing."""


def too_many_requests(seconds: float, message: str = "Request rate limit reached") -> AuthError:
    """Return the error of a client that sends too many requests."""
    return AuthError("over_request_rate_limit", message, status=429, headers=_retry_after(seconds))


def too_many_mails(seconds: float, message: str = "email rate limit exceeded") -> AuthError:
    """Return the error of a request that would send one mail too many."""
    return AuthError("over_email_send_rate_limit", message, status=429, headers=_retry_after(seconds))


def _retry_after(seconds: float) -> Mapping[str, str]:
    return {"Retry-After": str(max(1, min(_MAX_RETRY_AFTER, math.ceil(min(seconds, _MAX_RETRY_AFTER)))))}
