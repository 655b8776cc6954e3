"""SQL of starts and holds; all processes use the clock of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from alcove.foundation.database import Connection, Pool

# Keepalives release the lock of a host that disappears without closing its connection.
_LOCK = """
SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false), pg_advisory_lock($1)
"""

_UNLOCK = "SELECT pg_advisory_unlock($1)"

_LOCK_FOR_START = "SELECT pg_advisory_xact_lock($1)"

# $2 replaces the clock of the database in tests. `least` keeps waits bounded after the clock was set back.
_READ = """
WITH clock AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     counted AS (
        SELECT least(s.started_at, c.moment) AS started_at, least(s.counted_at, c.moment) AS counted_at
        FROM outbound_start s, clock c
        WHERE s.key = $1 AND s.counted_at > c.moment - $3 * interval '1 second')
SELECT extract(epoch FROM moment)::float8 AS now,
       ARRAY(SELECT extract(epoch FROM counted_at)::float8 FROM counted ORDER BY counted_at) AS starts,
       (SELECT extract(epoch FROM max(started_at))::float8 FROM counted) AS previous,
       (SELECT extract(epoch FROM until)::float8 FROM outbound_hold WHERE key = $1) AS hold_until
FROM clock
"""

_START = """
WITH clock AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     expired AS (
        DELETE FROM outbound_start
        WHERE key = $1 AND counted_at <= (SELECT moment FROM clock) - $3 * interval '1 second')
INSERT INTO outbound_start (key, started_at, counted_at) SELECT $1, moment, moment FROM clock RETURNING id
"""

_SET_COUNTED = """
UPDATE outbound_start SET counted_at = greatest(started_at, coalesce($2::timestamptz, clock_timestamp()))
WHERE id = $1
"""

_SET_ANSWERED = """
WITH counted AS (
    UPDATE outbound_start SET counted_at = greatest(started_at, coalesce($2::timestamptz, clock_timestamp()))
    WHERE id = $1)
UPDATE outbound_hold SET strikes = 0 WHERE key = $3 AND strikes > 0
"""

# Each consecutive refusal takes the next step of $4; a hold that ended over ten minutes ago does not count.
_HOLD_AFTER_REFUSAL = """
WITH clock AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     strike AS (
        SELECT coalesce((SELECT strikes FROM outbound_hold
                         WHERE key = $1 AND until > moment - interval '10 minutes'), 0) + 1 AS number, moment
        FROM clock),
     hold AS (
        SELECT number, moment + coalesce($3, ($4::float8[])[least(number, cardinality($4::float8[]))]) * $5
                       * interval '1 second' AS until
        FROM strike)
INSERT INTO outbound_hold AS h (key, until, strikes) SELECT $1, until, number FROM hold
ON CONFLICT (key) DO UPDATE SET until = greatest(h.until, excluded.until), strikes = excluded.strikes
RETURNING extract(epoch FROM until - (SELECT moment FROM clock))::float8
"""

_HOLD = """
INSERT INTO outbound_hold AS h (key, until, strikes)
VALUES ($1, coalesce($2::timestamptz, clock_timestamp()) + $3 * interval '1 second', 0)
ON CONFLICT (key) DO UPDATE SET until = greatest(h.until, excluded.until)
"""


@dataclass(frozen=True, slots=True)
class Starts:
    """The starts and the hold of a limit; all times are in seconds since the epoch."""

    now: float
    starts: Sequence[float]
    previous: float | None
    hold_until: float | None


def advisory_lock_id(key: str) -> int:
    """Return the id of the advisory lock of a key."""
    return int.from_bytes(blake2b(f"outbound {key}".encode(), digest_size=8).digest(), signed=True)


async def lock(connection: Connection, key: str, *, timeout: float) -> None:  # noqa: ASYNC109 - overrides the pool's
    """Wait until no other request is in flight; the lock is released when the connection closes."""
    await connection.execute(_LOCK, advisory_lock_id(key), timeout=timeout)


async def unlock(connection: Connection, key: str) -> None:
    """Release the lock."""
    await connection.execute(_UNLOCK, advisory_lock_id(key))


async def lock_for_start(connection: Connection, key: str) -> None:
    """Take the lock for checking and recording a start; it is released with the transaction."""
    await connection.execute(_LOCK_FOR_START, advisory_lock_id(f"start {key}"))


async def read(source: Pool | Connection, key: str, *, window: float, at: datetime | None) -> Starts:
    """Return the starts in the window and the hold, if any."""
    row = await source.fetchrow(_READ, key, at, window)
    return Starts(row["now"], row["starts"], row["previous"], row["hold_until"])


async def record_start(connection: Connection, key: str, *, window: float, at: datetime | None) -> int:
    """Record a start, delete expired ones, and return the id of the start."""
    start_id: int = await connection.fetchval(_START, key, at, window)
    return start_id


async def record_counted(connection: Connection, start_id: int, *, at: datetime | None) -> None:
    """Record that the server has counted a start by now."""
    await connection.execute(_SET_COUNTED, start_id, at)


async def record_success(source: Pool | Connection, key: str, *, start_id: int | None, at: datetime | None) -> None:
    """Record a response that was not a refusal."""
    await source.execute(_SET_ANSWERED, start_id, at, key)


async def record_refusal(
    source: Pool | Connection,
    key: str,
    *,
    retry_after: float | None,
    backoff_steps: Sequence[float],
    jitter_factor: float,
    at: datetime | None,
) -> float:
    """Hold all starts for `retry_after`, else for the next step of `backoff_steps`; return the seconds."""
    seconds: float = await source.fetchval(
        _HOLD_AFTER_REFUSAL, key, at, retry_after, list(backoff_steps), jitter_factor
    )
    return seconds


async def hold(source: Pool | Connection, key: str, *, seconds: float, at: datetime | None) -> None:
    """Hold all starts for `seconds`, or longer when a longer hold is active."""
    await source.execute(_HOLD, key, at, seconds)
