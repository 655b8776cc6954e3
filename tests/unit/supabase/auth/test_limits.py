"""The limits of GoTrue."""

from contextlib import suppress

import pytest

from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.limits import RequestLimiter, RequestRates
from alcove.wires.supabase.auth.requests import ClientInfo
from support.clock import FakeClock


async def count_allowed(limiter: RequestLimiter, action: str, *, client: ClientInfo, tries: int = 60) -> int:
    """Return how many of the requests are allowed."""
    allowed = 0
    for _ in range(tries):
        with suppress(AuthError):
            await limiter.check(action, client=client)
            allowed += 1
    return allowed


async def test_a_client_has_a_bucket_for_each_action() -> None:
    """Thirty requests at once are allowed for each address and action; more come back with the time."""
    clock = FakeClock()
    limiter = RequestLimiter(RequestRates(), clock=clock)
    client, other = ClientInfo(address="192.0.2.1"), ClientInfo(address="192.0.2.2")
    assert await count_allowed(limiter, "otp", client=client) == 30
    with pytest.raises(AuthError, match="Request rate limit reached") as raised:
        await limiter.check("otp", client=client)
    assert (raised.value.status, raised.value.code) == (429, "over_request_rate_limit")
    assert raised.value.headers["Retry-After"] == "10"
    assert await count_allowed(limiter, "verify", client=client) == 30
    assert await count_allowed(limiter, "otp", client=other) == 30
    clock.advance(20)
    assert await count_allowed(limiter, "otp", client=client) == 2
    assert await count_allowed(limiter, "refresh", client=client, tries=20) == 20
    assert await count_allowed(limiter, "token", client=client) == 10


async def test_the_limit_key_replaces_the_address() -> None:
    """Requests are counted by the key of the proxy; without a value of it they are not counted."""
    limiter = RequestLimiter(RequestRates(), clock=FakeClock())
    keyed = [ClientInfo(address=f"192.0.2.{number}", limit_key="a") for number in range(2)]
    assert [await count_allowed(limiter, "otp", client=client) for client in keyed] == [30, 0]
    assert await count_allowed(limiter, "otp", client=ClientInfo(address="192.0.2.1", limit_key="")) == 60
    assert await count_allowed(limiter, "health", client=keyed[0]) == 60


async def test_mails_are_limited_for_all_together() -> None:
    """Mails are counted whatever the client is, and the error is that of mails."""
    clock = FakeClock()
    limiter = RequestLimiter(RequestRates(mails=2, mails_window=600), clock=clock)
    for number in range(2):
        await limiter.check("mail", client=ClientInfo(address=f"192.0.2.{number}", limit_key=""))
    with pytest.raises(AuthError) as raised:
        await limiter.check("mail", client=ClientInfo(address="192.0.2.9"))
    assert raised.value.code == "over_email_send_rate_limit"
    assert raised.value.headers["Retry-After"] == "300"
    clock.advance(300)
    await limiter.check("mail", client=ClientInfo(address="192.0.2.9"))


async def test_a_limit_of_zero_allows_nothing() -> None:
    """A rate of 0 refuses what the bucket does not hold, for ever."""
    limiter = RequestLimiter(RequestRates(anonymous_per_hour=0), clock=FakeClock())
    assert await count_allowed(limiter, "anonymous", client=ClientInfo(address="192.0.2.1")) == 0
