"""All SQL of budgets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from alcove.foundation.database import Connection, Pool

_RESERVE: Final = """
SELECT refused_by, fits_alone FROM study.reserve_ai_usage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_RECORD: Final = "SELECT study.record_ai_usage($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
_RENEW: Final = """
UPDATE study.ai_reservations SET lease_until = clock_timestamp() + $2::interval
WHERE id = ANY($1::uuid[]) AND NOT is_charged
"""
_CHARGE_LOST: Final = "SELECT study.charge_lost_ai_calls()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be used; 0 means no limit."""

    user_requests: int
    user_tokens: int
    user_usd: Decimal
    total_usd: Decimal

    @property
    def has_any(self) -> bool:
        """Whether anything is limited."""
        return any((self.user_requests, self.user_tokens, self.has_money))

    @property
    def has_money(self) -> bool:
        """Whether the cost is limited."""
        return bool(self.user_usd or self.total_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a call may use at most, and the day and month to which it counts."""

    id: UUID
    user_id: UUID
    day: date
    tokens: int
    usd: Decimal

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self.day.replace(day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call has used; without a provider it is not logged."""

    requests: int
    tokens: int
    usd: Decimal
    provider: str
    model: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The cap that refuses a demand, and whether it would fit if no other call were running."""

    cap: str
    fits_alone: bool


async def reserve(source: Pool | Connection, demand: Demand, *, caps: Caps, lease: timedelta) -> Refusal | None:
    """Reserve, or return why not; ForeignKeyViolationError for an account that does not exist."""
    row = await source.fetchrow(
        _RESERVE,
        *(demand.id, demand.user_id, demand.day, demand.month, demand.tokens, demand.usd, lease),
        *(caps.user_requests, caps.user_tokens, caps.user_usd, caps.total_usd),
    )
    assert row is not None
    return Refusal(cap=row["refused_by"], fits_alone=row["fits_alone"]) if row["refused_by"] else None


async def record(source: Pool | Connection, demand: Demand, *, usage: Usage) -> None:
    """Replace a reservation, if there is one, by what was used."""
    await source.execute(
        _RECORD,
        *(demand.id, demand.user_id, demand.day, demand.month, usage.requests, usage.tokens, usage.usd),
        *(usage.provider, usage.model, usage.at),
    )


async def renew(source: Pool | Connection, ids: Collection[UUID], *, lease: timedelta) -> None:
    """Keep reservations of running calls."""
    await source.execute(_RENEW, list(ids), lease)


async def charge_lost_calls(source: Pool | Connection) -> int:
    """End the reservations of processes that have gone; return how many there were."""
    return int(await source.fetchval(_CHARGE_LOST))
