"""Where the rows of another database wait, in tables that end with the connection."""

from collections.abc import Sequence
from typing import Any, Final

from alcove.apps.records.store.legacy.reading import TABLES
from alcove.foundation.database import Connection

LONG: Final = 3600.0
"""Seconds a statement over whole tables may take."""

_ROOM = """
CREATE TEMPORARY TABLE old_seller (
    id bigint, name text, currency text, new_id bigint);
CREATE TEMPORARY TABLE old_record (
    id bigint, discogs_id text, artist text, title text, format text, label text, catno text, wants integer,
    haves integer, added timestamptz, genres jsonb, styles jsonb, suggested_price text, year integer, new_id bigint);
CREATE TEMPORARY TABLE old_listing (
    id bigint, seller_id bigint, record_id bigint, record_price numeric, media_condition text, kept boolean,
    evaluated boolean, predicted_keeper boolean, discogs_listing_id bigint, original_price numeric,
    original_currency text, status text, posted_at timestamptz, first_seen timestamptz, last_seen timestamptz,
    kept_id bigint, new_id bigint);
CREATE TEMPORARY TABLE old_recordoftheday (
    id bigint, date date, listing_id bigint, created_at timestamptz, model_score float8, entropy_measure float8,
    system_temperature float8, utility_term float8, entropy_term float8, free_energy float8,
    selection_probability float8, total_candidates integer, cluster_count integer, selection_method text,
    desirability_votes jsonb, novelty_votes jsonb, average_desirability float8, average_novelty float8);
CREATE TEMPORARY TABLE old_recordofthedayfeedback (
    id bigint, record_of_the_day_id bigint, desirability_rating integer, novelty_rating integer,
    created_at timestamptz, listing_id bigint);
CREATE TEMPORARY TABLE old_recommendationmetrics (
    id bigint, session_date timestamptz, accuracy float8, precision float8, num_samples integer, notes text);
"""


async def make_room(target: Connection) -> None:
    """Make the tables in which rows wait."""
    await target.execute(_ROOM)


async def stage(target: Connection, table: str, *, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of a table as they were read."""
    await target.copy_records_to_table(
        f"old_{table}", records=rows, columns=list(TABLES[table]), schema_name="pg_temp", timeout=LONG
    )
