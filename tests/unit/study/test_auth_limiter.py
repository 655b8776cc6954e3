"""Limits of the accounts at the server's own address."""

from typing import cast

import pytest

from alcove.apps.study.auth_api.limiter import AccountLimiter
from alcove.apps.study.settings import StudySettings
from alcove.foundation.identity import AttemptLimiter
from alcove.foundation.ratelimit import MemoryLimitStore
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import ClientInfo
from support.clock import FakeClock


def make_limiter(clock: FakeClock) -> AccountLimiter:
    """Return a limiter that locks nothing, with the default limits."""
    attempts = cast("AttemptLimiter", None)
    settings = StudySettings(study_lock_failures=0)
    return AccountLimiter(lambda: settings, store=MemoryLimitStore(clock=clock), attempts=attempts)


async def test_codes_of_one_account_are_limited_whatever_the_address() -> None:
    """Guesses from many addresses at a time count together, and other accounts do not."""
    limiter = make_limiter(FakeClock())
    for number in range(30):
        await limiter.check("code", client=ClientInfo(address=f"192.0.2.{number}"), name="ann@example.org")
    with pytest.raises(AuthError) as refused:
        await limiter.check("code", client=ClientInfo(address="192.0.2.99"), name="Ann@example.org")
    assert (refused.value.status, refused.value.code) == (429, "over_request_rate_limit")
    await limiter.check("code", client=ClientInfo(address="192.0.2.99"), name="bob@example.org")


async def test_mails_that_are_not_sent_have_the_interval_of_those_that_are() -> None:
    """The error is that of a mail to somebody who has an account; each kind has an interval of its own."""
    clock = FakeClock()
    limiter, client = make_limiter(clock), ClientInfo(address="192.0.2.1")
    await limiter.check("unsent", client=client, name="recovery ann@example.org")
    await limiter.check("unsent", client=client, name="signup ann@example.org")
    clock.advance(10)
    with pytest.raises(AuthError, match=r"only request this after (49|50) seconds") as refused:
        await limiter.check("unsent", client=client, name="recovery ann@example.org")
    assert (refused.value.status, refused.value.code) == (429, "over_email_send_rate_limit")
    clock.advance(51)
    await limiter.check("unsent", client=client, name="recovery ann@example.org")
