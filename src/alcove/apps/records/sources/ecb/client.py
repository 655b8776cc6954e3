"""The client of the European Central Bank's daily reference rates, which need no key."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from alcove.apps.records.catalogue.model import ECB, USD, Rates, compute_expiry, convert_base
from alcove.apps.records.settings import RecordsSettings, is_local
from alcove.apps.records.sources.ecb.table import MalformedTable, parse_table
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

ERROR_MESSAGES: Final[Mapping[str, str]] = {
    MALFORMED: "The European Central Bank sent something that is not its table of rates.",
    QUOTA_REACHED: "The European Central Bank asks for fewer requests.",
    REFUSED: "The European Central Bank answered with status {status}.",
    UNREACHABLE: "The European Central Bank cannot be reached.",
}


class EcbRates:
    """Implements RateSource with the table at the configured address."""

    def __init__(self, http: Client, *, path: str, clock: Clock, ttl: timedelta) -> None:
        self._http = http
        self._path = path
        self._clock = clock
        self._ttl = ttl

    async def latest(self) -> Rates:
        """Return the units of each currency per US dollar of the newest table; RatesFailed."""
        return await request_rates(
            self._http, self._path, parse=self._parse, messages=ERROR_MESSAGES, clock=self._clock
        )

    def _parse(self, answer: ClientResponse) -> Rates:
        if answer.status != 200:
            raise build_error(REFUSED, messages=ERROR_MESSAGES, status=answer.status)
        try:
            published, per_euro = parse_table(answer.content)
        except MalformedTable as error:
            raise build_error(MALFORMED, messages=ERROR_MESSAGES) from error
        rates = convert_base(per_euro, base="EUR")
        if USD not in rates:
            raise build_error(MALFORMED, messages=ERROR_MESSAGES)
        now = self._clock.now()
        return Rates(
            source=ECB,
            published=published,
            per_usd=rates,
            fetched_at=now,
            expires_at=compute_expiry(now, ttl=self._ttl),
        )


@asynccontextmanager
async def open_ecb_rates(
    settings: RecordsSettings,
    *,
    clock: Clock,
    rng: random.Random,
    network: Network | None = None,
    private_hosts: frozenset[str] = frozenset(),
) -> AsyncIterator[EcbRates]:
    """Open a client for a block."""
    address = urlsplit(settings.ecb_rates_url)
    policy = Policy(
        name="ecb-rates",
        base_url=f"{address.scheme}://{address.netloc}",
        user_agent=settings.discogs_user_agent,
        max_bytes=MAX_RESPONSE_BYTES,
        allow_private=private_hosts | ({address.hostname or ""} if is_local(settings.ecb_rates_url) else set()),
    )
    async with Client(policy, limiter=NoLimit(), clock=clock, rng=rng, network=network) as http:
        yield EcbRates(http, path=address.path, clock=clock, ttl=settings.fx_ttl)
