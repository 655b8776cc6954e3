"""The exchange rates fetched last."""

from alcove.apps.records.catalogue.model import Rates
from alcove.foundation.database import Connection, Pool

_SAVE = """
INSERT INTO discogs_rate (currency, per_usd, fetched_at, expires_at)
SELECT currency, per_usd, $3, $4 FROM unnest($1::text[], $2::numeric[]) AS r (currency, per_usd) ORDER BY currency
ON CONFLICT (currency) DO UPDATE SET
    per_usd = excluded.per_usd, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at
"""


async def load_rates(source: Pool | Connection) -> Rates | None:
    """Return the stored rates; None without any."""
    rows = await source.fetch("SELECT currency, per_usd, fetched_at, expires_at FROM discogs_rate")
    if not rows:
        return None
    return Rates(
        per_usd={row["currency"]: row["per_usd"] for row in rows},
        fetched_at=min(row["fetched_at"] for row in rows),
        expires_at=min(row["expires_at"] for row in rows),
    )


async def save_rates(connection: Connection, rates: Rates) -> None:
    """Replace the stored rates."""
    await connection.execute("DELETE FROM discogs_rate WHERE currency <> ALL($1::text[])", list(rates.per_usd))
    await connection.execute(
        _SAVE, list(rates.per_usd), list(rates.per_usd.values()), rates.fetched_at, rates.expires_at
    )
