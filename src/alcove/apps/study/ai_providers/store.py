"""All SQL of the health of AI providers: one statement to acquire a call, one to record it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from alcove.apps.study.ai_providers.model import BreakerRules, ProviderHealth
from alcove.foundation.database import Pool, read_table, run_statement

CLOCK_TOLERANCE: Final = timedelta(minutes=2)
"""How far a clock may be behind that of another process; more means that it was set back."""

# Of many callers at the same time, one updates the row: the others wait for it, and then the condition is false.
# A key that is held for longer than it could be was held before the clock was set back.
_ACQUIRE: Final = """
WITH keys AS MATERIALIZED (
        SELECT fingerprint, cooling_until FROM study.ai_key_cooldowns
        WHERE provider = $1 AND fingerprint = ANY($3::text[]) AND cooling_until > $4
          AND cooling_until <= $4 + ($5::float8 + 120) * interval '1 second'),
     probe AS (
        UPDATE study.ai_provider_health
        SET probe_id = $6, probe_until = $4 + $7::float8 * interval '1 second', updated_at = $4
        WHERE provider = $1 AND address = $2 AND open_until <= $4 AND coalesce(probe_until <= $4, true)
          AND coalesce(cooling_until <= $4, true) AND updated_at <= $4 + interval '2 minutes'
          AND (SELECT count(*) FROM keys) < cardinality($3::text[])
        RETURNING provider)
SELECT h.open_until, h.probe_until, h.cooling_until, h.updated_at, EXISTS (SELECT FROM probe) AS has_probe,
       ARRAY(SELECT fingerprint FROM keys ORDER BY fingerprint) AS fingerprints,
       ARRAY(SELECT cooling_until FROM keys ORDER BY fingerprint) AS free_at
FROM (VALUES ($1, $2)) AS wanted (provider, address) LEFT JOIN study.ai_provider_health AS h USING (provider, address)
"""
_RENEW: Final = """
UPDATE study.ai_provider_health SET probe_until = $4::timestamptz + $5::float8 * interval '1 second', updated_at = $4
WHERE provider = $1 AND address = $2 AND probe_id = $3
"""
_CORRECT_CLOCK: Final = "SELECT study.correct_ai_clock($1, $2, $3)"
_RECORD: Final = """
SELECT study.record_ai_outcome($1, $2, $3, $4, $5, $6, $7::float8, $8, $9::float8, $10, $11::float8, $12::float8,
                               $13::float8, $14)
"""
_LIST: Final = """
SELECT wanted.provider, h.open_until, h.probe_until, h.cooling_until, h.updated_at, NULL::boolean AS has_probe,
       keys.fingerprints, keys.free_at
FROM unnest($1::text[], $2::text[]) AS wanted (provider, address)
LEFT JOIN study.ai_provider_health AS h USING (provider, address)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(k.fingerprint), '{}') AS fingerprints,
           coalesce(array_agg(k.cooling_until), '{}') AS free_at
    FROM study.ai_key_cooldowns AS k
    WHERE k.provider = wanted.provider AND k.fingerprint = ANY($3::text[]) AND k.cooling_until > $4
      AND k.cooling_until <= $4 + ($5::float8 + 120) * interval '1 second') AS keys
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRow:
    """The row of a provider at an address."""

    provider: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedOutcome:
    """How a call has ended; None for what did not happen."""

    probe_id: UUID | None
    is_success: bool
    is_counted: bool
    cooldown: float | None
    fingerprint: str
    key_cooldown: float | None

    @property
    def changes_health(self) -> bool:
        """Whether there is something to store."""
        has_cooldown = self.cooldown is not None or self.key_cooldown is not None
        return self.is_counted or has_cooldown or self.probe_id is not None


async def acquire_call(
    pool: Pool,
    row: HealthRow,
    *,
    fingerprints: Sequence[str],
    now: datetime,
    probe_id: UUID,
    probe_lease: float,
    key_seconds: float,
) -> ProviderHealth:
    """Return the health of a provider; if it is half-open and has no probe, the call becomes the probe."""
    keys = list(fingerprints)
    args = (row.provider, row.address, keys, now, key_seconds, probe_id, probe_lease)
    [found] = await run_statement(pool, _ACQUIRE, *args)
    if _is_ahead(found, now=now):
        await pool.execute(_CORRECT_CLOCK, row.provider, row.address, now)
        [found] = await run_statement(pool, _ACQUIRE, *args)
    return _read_health(found)


async def renew_probe(pool: Pool, row: HealthRow, *, probe_id: UUID, now: datetime, probe_lease: float) -> None:
    """Extend the lease of a probe, unless another one has taken its place."""
    await pool.execute(_RENEW, row.provider, row.address, probe_id, now, probe_lease)


async def record_outcome(
    pool: Pool, row: HealthRow, *, outcome: RecordedOutcome, now: datetime, rules: BreakerRules
) -> str | None:
    """Record how a call has ended; return `opened` or `closed` when the breaker did so."""
    change: str | None = await pool.fetchval(
        _RECORD, row.provider, row.address, now, outcome.probe_id, outcome.is_success, outcome.is_counted,
        outcome.cooldown, outcome.fingerprint, outcome.key_cooldown, rules.failures, rules.window, rules.open_seconds,
        rules.max_open_seconds, rules.successes,
    )  # fmt: skip
    return change


async def list_health(
    pool: Pool, rows: Sequence[HealthRow], *, fingerprints: Sequence[str], now: datetime, key_seconds: float
) -> Mapping[str, ProviderHealth]:
    """Return the health of providers by their names, with those of the keys that are not used now."""
    providers, addresses = [row.provider for row in rows], [row.address for row in rows]
    found = await read_table(pool, _LIST, providers, addresses, list(fingerprints), now, key_seconds)
    return {record["provider"]: _read_health(record) for record in found}


def _is_ahead(record: Mapping[str, Any], *, now: datetime) -> bool:
    updated_at: datetime | None = record["updated_at"]
    return updated_at is not None and updated_at > now + CLOCK_TOLERANCE


def _read_health(record: Mapping[str, Any]) -> ProviderHealth:
    return ProviderHealth(
        open_until=record["open_until"],
        probe_until=record["probe_until"],
        cooling_until=record["cooling_until"],
        cooling_keys=dict(zip(record["fingerprints"], record["free_at"], strict=True)),
        has_probe=record["has_probe"],
    )
