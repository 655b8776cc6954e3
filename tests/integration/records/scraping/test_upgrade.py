"""What an earlier version stored about exchange rates and scrapes still counts after the upgrade."""

from datetime import UTC, datetime
from decimal import Decimal

from alcove.apps.records.scraping.store import rates
from alcove.foundation.database import close_pool, migrate, open_pool
from integration.database import older_databases
from support.postgres import migration_sources

OLD_RUN = """
UPDATE discogs_scrape SET seen = 100, kept = 40, new = 30, updated = 20, skipped = 60, failed = 0
RETURNING id
"""
COUNTS = "SELECT kept, new, updated, unchanged FROM discogs_scrape ORDER BY id LIMIT 1"


async def test_stored_rates_and_counts_survive_the_upgrade(empty_dsn: str) -> None:
    """The stored rates are those of the keyed service, of the same age; the counts of a run add up."""
    older_databases.load(empty_dsn)
    pool = await open_pool(empty_dsn, size=1)
    assert await pool.fetch(OLD_RUN)
    await close_pool(pool)
    migrate(empty_dsn, migration_sources())
    pool = await open_pool(empty_dsn, size=1)
    try:
        tables = await rates.load_tables(pool)
        assert list(tables) == ["exchangerate-api"]
        table = tables["exchangerate-api"]
        assert table.per_usd["EUR"] == Decimal("0.91")
        assert table.fetched_at == datetime(2026, 1, 2, tzinfo=UTC)
        assert tuple(await pool.fetchrow(COUNTS)) == (40, 30, 10, 0)
    finally:
        await close_pool(pool)
