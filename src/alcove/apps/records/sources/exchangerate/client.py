"""The client of exchangerate-api.com. The key is a part of the URL, so no error may contain a URL."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote, urlsplit

from alcove.apps.records.catalogue.model import EXCHANGE_RATE_API, Rates, compute_expiry, parse_rate
from alcove.apps.records.settings import RecordsSettings, is_local
from alcove.apps.records.sources.lenient_json import parse_json
from alcove.apps.records.sources.rate_requests import (
    MALFORMED,
    MAX_RESPONSE_BYTES,
    QUOTA_REACHED,
    REFUSED,
    UNREACHABLE,
    build_error,
    request_rates,
)
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, ClientResponse, Network, NoLimit, Policy
from alcove.foundation.settings import Secret

ERROR_MESSAGES: Final[Mapping[str, str]] = {
    "unsupported-code": "The exchange-rate service does not know US dollars.",
    "malformed-request": "The exchange-rate service did not understand the request.",
    "invalid-key": "The exchange-rate service does not accept EXCHANGE_RATE_API_KEY.",
    "inactive-account": "The account of EXCHANGE_RATE_API_KEY is not active: its e-mail address was not confirmed.",
    QUOTA_REACHED: "The account of EXCHANGE_RATE_API_KEY has used up its requests.",
    UNREACHABLE: "The exchange-rate service cannot be reached.",
    MALFORMED: "The exchange-rate service sent something that is not a table of rates.",
    REFUSED: "The exchange-rate service answered with status {status}.",
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
        path = f"/v6/{quote(self._key.reveal(), safe='')}/latest/USD"
        return await request_rates(self._http, path, parse=self._parse, messages=ERROR_MESSAGES, clock=self._clock)

    def _parse(self, answer: ClientResponse) -> Rates:
        body = _parse_body(answer)
        if body.get("result") != "success":
            raise build_error(str(body.get("error-type", "")), messages=ERROR_MESSAGES)
        rates = _parse_rates(body.get("conversion_rates"))
        if body.get("base_code") != "USD" or not rates:
            raise build_error(MALFORMED, messages=ERROR_MESSAGES)
        now = self._clock.now()
        return Rates(
            source=EXCHANGE_RATE_API,
            published=_parse_date(body.get("time_last_update_unix")),
            per_usd=rates,
            fetched_at=now,
            expires_at=compute_expiry(
                now, ttl=self._ttl, next_update=_parse_timestamp(body.get("time_next_update_unix"))
            ),
        )


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


def _parse_body(answer: ClientResponse) -> Mapping[str, object]:
    """Return the JSON object of an answer, which is one of an error, too."""
    with suppress(ValueError):
        body = parse_json(answer.content)
        if isinstance(body, dict) and "result" in body:
            return body
    raise build_error(MALFORMED if answer.status == 200 else REFUSED, messages=ERROR_MESSAGES, status=answer.status)


def _parse_rates(value: object) -> dict[str, Decimal]:
    """Return the valid rates; an invalid one does not affect the others."""
    if not isinstance(value, dict):
        return {}
    return {code: rate for code, number in value.items() if (rate := parse_rate(code, number)) is not None}


def _parse_date(value: object) -> date | None:
    moment = _parse_timestamp(value)
    return moment.date() if moment else None


def _parse_timestamp(value: object) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
    return None
