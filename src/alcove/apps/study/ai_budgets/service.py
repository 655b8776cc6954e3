"""Budgets over the database: reservations are leased, so that a process that was killed keeps none."""

import asyncio
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from alcove.apps.study.ai_budgets import store
from alcove.apps.study.ai_budgets.model import (
    ModelPrice,
    RecordedUsage,
    Reservation,
    estimate_usage,
    highest_usage,
)
from alcove.apps.study.ai_budgets.prices import PriceList
from alcove.apps.study.ai_errors import BudgetExceeded, ModelUnpriced
from alcove.foundation.clock import Clock
from alcove.foundation.database import DATABASE_LOST, Pool
from alcove.foundation.retry import backoff, retry
from alcove.wires.ai_providers import ChatRequest, TokenUsage

LEASE: Final = timedelta(seconds=6)
RENEWAL_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 10.0
"""How long a call waits that fails only because of others' reservations (longer than a lease)."""
_POLL_SECONDS: Final = 0.1
RECORD_ATTEMPTS: Final = 3
_RECORD_PAUSE: Final = backoff(0.2, 1.0)
_DAY: Final = 86_400
_FREE: Final = ModelPrice(prompt=Decimal(0), completion=Decimal(0))
_REASONS: Final[Mapping[str, str]] = {
    "user_requests": "You have used your AI answers of today.",
    "user_tokens": "The question needs more AI tokens than you have left today.",
    "user_usd": "The question may cost more than you have left this month.",
    "total_usd": "The question may cost more than this server has left this month.",
}


class StoredBudgets:
    """The budgets of all api processes."""

    def __init__(
        self, pool: Pool, *, caps: Callable[[], store.Caps], prices: PriceList, clock: Clock, log: Any
    ) -> None:
        self._pool = pool
        self._read_caps = caps
        self._prices = prices
        self._clock = clock
        self._log = log
        self._running: set[UUID] = set()
        self._renewal: asyncio.Task[None] | None = None

    @property
    def _caps(self) -> store.Caps:
        return self._read_caps()

    async def close(self) -> None:
        """Stop renewing; what is still reserved then expires."""
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)

    async def reserve(
        self, user_id: UUID, request: ChatRequest, *, provider: str, is_billed: bool = True
    ) -> Reservation:
        """Return the reservation of one attempt; BudgetExceeded, ModelUnpriced."""
        price = self._prices.find(provider, request.model) if is_billed else None
        if price is None and is_billed and self._caps.has_money:
            raise ModelUnpriced(
                f"The model {request.model} of {provider} has no price, so that its cost cannot be limited.",
                details=f"model: no price for {request.model}",
            )
        highest = highest_usage(request)
        demand = self._demand(user_id, tokens=highest.total, usd=(price or _FREE).cost(highest))
        if self._caps.has_any:
            await self._wait_for_budget(demand)
            self._keep_lease(demand.id)
        return Reservation(
            id=demand.id, user_id=user_id, day=demand.day, provider=provider, request=request, price=price
        )

    async def record_usage(
        self, reservation: Reservation, usage: TokenUsage | None, *, is_answered: bool, text: str = ""
    ) -> RecordedUsage:
        """Replace the reservation by what was used, and log it."""
        used = usage or estimate_usage(reservation.request, text)
        cost = None if reservation.price is None else reservation.price.cost(used)
        demand = store.Demand(
            id=reservation.id, user_id=reservation.user_id, day=reservation.day, tokens=0, usd=Decimal(0)
        )
        recorded = store.Usage(
            requests=int(is_answered),
            tokens=used.total,
            usd=cost or Decimal(0),
            provider=reservation.provider,
            model=reservation.request.model,
            at=self._clock.now(),
        )
        await self._record(demand, recorded)
        return RecordedUsage(usage=used, is_estimated=usage is None, cost_usd=cost)

    async def count_cached(self, user_id: UUID) -> None:
        """Count an answer from the cache: one request, no tokens; BudgetExceeded."""
        demand = self._demand(user_id, tokens=0, usd=Decimal(0))
        if self._caps.has_any:
            await self._wait_for_budget(demand)
        usage = store.Usage(requests=1, tokens=0, usd=Decimal(0), provider="", model="", at=self._clock.now())
        await self._record(demand, usage)

    def _demand(self, user_id: UUID, *, tokens: int, usd: Decimal) -> store.Demand:
        return store.Demand(id=uuid4(), user_id=user_id, day=self._clock.now().date(), tokens=tokens, usd=usd)

    async def _wait_for_budget(self, demand: store.Demand) -> None:
        end = self._clock.monotonic() + WAIT_SECONDS
        while (refusal := await self._try_to_reserve(demand)) is not None:
            if not refusal.fits_alone:
                raise _exceeded(refusal.cap, now=self._clock.now())
            if self._clock.monotonic() >= end:
                message = "Other questions are being answered, and may use the rest of the budget."
                raise BudgetExceeded(message, headers={"Retry-After": str(math.ceil(WAIT_SECONDS))})
            await store.charge_lost_calls(self._pool)
            await self._clock.sleep(_POLL_SECONDS)

    async def _try_to_reserve(self, demand: store.Demand) -> store.Refusal | None:
        statement = asyncio.create_task(store.reserve(self._pool, demand, caps=self._caps, lease=LEASE))
        try:
            return await asyncio.shield(statement)
        except asyncio.CancelledError:
            await asyncio.wait([statement])
            if statement.exception() is None and statement.result() is None:
                # Reserved for a call that nobody makes.
                nothing = store.Usage(requests=0, tokens=0, usd=Decimal(0), provider="", model="", at=self._clock.now())
                await self._record(demand, nothing)
            raise

    async def _record(self, demand: store.Demand, usage: store.Usage) -> None:
        try:
            # A call that is recorded twice, because the connection was lost at the commit, counts once.
            await retry(
                partial(store.record, self._pool, demand, usage=usage),
                on=DATABASE_LOST,
                wait=_RECORD_PAUSE,
                sleep=self._clock.sleep,
                attempts=RECORD_ATTEMPTS,
            )
        except DATABASE_LOST:
            # Without a renewal the reservation ends by itself, and counts as used.
            self._log.warning("ai_usage_lost", provider=usage.provider, tokens=usage.tokens)
        finally:
            self._running.discard(demand.id)

    def _keep_lease(self, reservation_id: UUID) -> None:
        self._running.add(reservation_id)
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        while self._running:
            await asyncio.sleep(RENEWAL_SECONDS)
            if not self._running:
                return
            try:
                await store.renew(self._pool, tuple(self._running), lease=LEASE)
            except DATABASE_LOST:
                self._log.warning("ai_reservations_not_renewed", count=len(self._running))


def _exceeded(cap: str, *, now: datetime) -> BudgetExceeded:
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    is_daily = cap in ("user_requests", "user_tokens")
    renewal = (
        midnight
        if is_daily
        else (now.replace(day=28) + timedelta(days=4)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    seconds = min(_DAY, max(1, math.ceil((renewal - now).total_seconds())))
    when = "tomorrow" if is_daily else "next month"
    return BudgetExceeded(f"{_REASONS[cap]} The budget renews {when} (UTC).", headers={"Retry-After": str(seconds)})
