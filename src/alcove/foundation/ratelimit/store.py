"""The rows of starts and holds; the database's clock is the one that all processes have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from alcove.foundation.database import Connection, Pool

# A machine that vanishes without closing its connection would otherwise keep the lock for hours.
_LOCK = """
SELECT set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false), pg_advisory_lock($1)
"""

_UNLOCK = "SELECT pg_advisory_unlock($1)"

_LOCK_BRIEFLY = "SELECT pg_advisory_xact_lock($1)"

# $2 replaces the database's clock in tests. A clock that was set back must not make the window wait for longer.
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
     gone AS (
        DELETE FROM outbound_start
        WHERE key = $1 AND counted_at <= (SELECT moment FROM clock) - $3 * interval '1 second')
INSERT INTO outbound_start (key, started_at, counted_at) SELECT $1, moment, moment FROM clock RETURNING id
"""

_COUNTED = """
UPDATE outbound_start SET counted_at = greatest(started_at, coalesce($2::timestamptz, clock_timestamp()))
WHERE id = $1
"""

_ANSWERED = """
WITH counted AS (
    UPDATE outbound_start SET counted_at = greatest(started_at, coalesce($2::timestamptz, clock_timestamp()))
    WHERE id = $1)
UPDATE outbound_hold SET strikes = 0 WHERE key = $3 AND strikes > 0
"""

# Refusals in a row climb the ladder $4; a hold that ended ten minutes ago no longer counts as the row before.
_REFUSED = """
WITH clock AS MATERIALIZED (SELECT coalesce($2::timestamptz, clock_timestamp()) AS moment),
     strike AS (
        SELECT coalesce((SELECT strikes FROM outbound_hold
                         WHERE key = $1 AND until > moment - interval '10 minutes'), 0) + 1 AS number, moment
        FROM clock),
     wanted AS (
        SELECT number, moment + coalesce($3, ($4::float8[])[least(number, cardinality($4::float8[]))]) * $5
                       * interval '1 second' AS until
        FROM strike)
INSERT INTO outbound_hold AS h (key, until, strikes) SELECT $1, until, number FROM wanted
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
    """The starts of a limit as the database knows them, all moments in seconds since the epoch."""

    now: float
    starts: Sequence[float]
    previous: float | None
    hold_until: float | None


def lock_number(key: str) -> int:
    """Return the number of the advisory lock for a key."""
    return int.from_bytes(blake2b(f"outbound {key}".encode(), digest_size=8).digest(), signed=True)


async def lock(connection: Connection, key: str, *, timeout: float) -> None:  # noqa: ASYNC109 - replaces the pool's own
    """Wait until nobody else has a request in flight; the lock ends with the connection, however that ends."""
    await connection.execute(_LOCK, lock_number(key), timeout=timeout)


async def unlock(connection: Connection, key: str) -> None:
    """Let the next one start."""
    await connection.execute(_UNLOCK, lock_number(key))


async def lock_briefly(connection: Connection, key: str) -> None:
    """Wait until nobody else looks whether a start is possible; the lock ends with the transaction."""
    await connection.execute(_LOCK_BRIEFLY, lock_number(f"start {key}"))


async def read(source: Pool | Connection, key: str, *, window: float, at: datetime | None) -> Starts:
    """Return the starts that still count and the hold, if any."""
    row = await source.fetchrow(_READ, key, at, window)
    return Starts(row["now"], row["starts"], row["previous"], row["hold_until"])


async def start(connection: Connection, key: str, *, window: float, at: datetime | None) -> int:
    """Record a start now, forget those that no longer count, and return the start's id."""
    found: int = await connection.fetchval(_START, key, at, window)
    return found


async def counted(connection: Connection, start_id: int, *, at: datetime | None) -> None:
    """Record that the other side has counted a start by now."""
    await connection.execute(_COUNTED, start_id, at)


async def answered(source: Pool | Connection, key: str, *, start_id: int | None, at: datetime | None) -> None:
    """Record an answer that was no refusal."""
    await source.execute(_ANSWERED, start_id, at, key)


async def refused(
    source: Pool | Connection,
    key: str,
    *,
    wanted: float | None,
    ladder: Sequence[float],
    stretch: float,
    at: datetime | None,
) -> float:
    """Hold everybody for what the refusal asked for, else for the ladder's next step; return the seconds."""
    seconds: float = await source.fetchval(_REFUSED, key, at, wanted, list(ladder), stretch)
    return seconds


async def hold(source: Pool | Connection, key: str, *, seconds: float, at: datetime | None) -> None:
    """Hold everybody for so long, or longer if they are held for longer already."""
    await source.execute(_HOLD, key, at, seconds)
