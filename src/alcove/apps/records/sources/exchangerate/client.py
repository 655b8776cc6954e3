"""The client of exchangerate-api.com. The key is a part of the URL, so no error may contain a URL."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote, urlsplit

from alcove.apps.records.catalogue.model import Rates, compute_expiry
from alcove.apps.records.errors import RatesFailed
from alcove.apps.records.settings import RecordsSettings, is_local
from alcove.apps.records.sources.lenient_json import parse_json
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, Network, NoLimit, Policy, RateLimited
from alcove.foundation.settings import Secret

MAX_RESPONSE_BYTES: Final = 256 * 1024
MAX_RATE: Final = Decimal(10) ** 12
ERROR_MESSAGES: Final[Mapping[str, str]] = {
    "unsupported-code": "The exchange-rate service does not know US dollars.",
    "malformed-request": "The exchange-rate service did not understand the request.",
    "invalid-key": "The exchange-rate service does not accept EXCHANGE_RATE_API_KEY.",
    "inactive-account": "The account of EXCHANGE_RATE_API_KEY is not active: its e-mail address was not confirmed.",
    "quota-reached": "The account of EXCHANGE_RATE_API_KEY has used up its requests.",
    "unreachable": "The exchange-rate service cannot be reached.",
    "malformed-response": "The exchange-rate service sent something that is not a table of rates.",
}


class ExchangeRates:
    """Implements RateSource with one request per call."""

    def __init__(self, http: Client, *, key: Secret, clock: Clock, ttl: timedelta) -> None:
        self._http = http
        self._key = key
        self._clock = clock
        self._ttl = ttl

    async def latest(self) -> Rates:
        """Return today's units of each currency per US dollar; RatesFailed."""
        body = await self._body()
        if body.get("result") != "success":
            raise _build_error(str(body.get("error-type", "")))
        rates = _parse_rates(body.get("conversion_rates"))
        if body.get("base_code") != "USD" or not rates:
            raise _build_error("malformed-response")
        now = self._clock.now()
        expires_at = compute_expiry(now, ttl=self._ttl, next_update=_parse_timestamp(body.get("time_next_update_unix")))
        return Rates(per_usd=rates, fetched_at=now, expires_at=expires_at)

    async def _body(self) -> Mapping[str, object]:
        path = f"/v6/{quote(self._key.reveal(), safe='')}/latest/USD"
        try:
            answer = await self._http.request("GET", path)
        except RateLimited:
            raise _build_error("quota-reached") from None
        except FetchError:
            raise _build_error("unreachable") from None
        with suppress(ValueError):
            body = parse_json(answer.content)
            if isinstance(body, dict):
                return body
        raise _build_error("malformed-response" if answer.status == 200 else "unreachable")


@asynccontextmanager
async def open_exchange_rates(
    settings: RecordsSettings,
    *,
    clock: Clock,
    rng: random.Random,
    network: Network | None = None,
    private_hosts: frozenset[str] = frozenset(),
) -> AsyncIterator[ExchangeRates]:
    """Open a client with the configured key for a block."""
    base = settings.exchange_rate_api_base
    policy = Policy(
        name="exchange-rates",
        base_url=base,
        user_agent=settings.discogs_user_agent,
        max_bytes=MAX_RESPONSE_BYTES,
        allow_private=private_hosts | ({urlsplit(base).hostname or ""} if is_local(base) else set()),
    )
    async with Client(policy, limiter=NoLimit(), clock=clock, rng=rng, network=network) as http:
        yield ExchangeRates(http, key=settings.exchange_rate_api_key, clock=clock, ttl=settings.fx_ttl)


def _build_error(kind: str) -> RatesFailed:
    reason = kind if kind in ERROR_MESSAGES else "unreachable"
    return RatesFailed(ERROR_MESSAGES[reason], kind=reason)


def _parse_rates(value: object) -> dict[str, Decimal]:
    """Return the valid rates; an invalid one does not affect the others."""
    if not isinstance(value, dict):
        return {}
    return {code: Decimal(rate) for code, rate in value.items() if _is_code(code) and _is_rate(rate)}


def _is_code(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _is_rate(rate: object) -> bool:
    if isinstance(rate, bool) or not isinstance(rate, int | Decimal):
        return False
    return Decimal(rate).is_finite() and 0 < rate < MAX_RATE


def _parse_timestamp(value: object) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
    return None
