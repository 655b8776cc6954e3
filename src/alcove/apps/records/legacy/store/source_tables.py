"""The tables of the source database: every known column is read, with a default for a missing one.

Their rows are staged in temporary tables and repaired there, by the rules of the migration of older tables.
"""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from alcove.foundation.database import Connection

BATCH_SIZE: Final = 1000
STATEMENT_TIMEOUT_S: Final = 3600.0
"""For statements over whole tables."""


class Column(NamedTuple):
    """How a column is read: the expression for its quoted name, and the default of a missing column."""

    type: str
    expression: str = "{}"
    default: str = "NULL"
    required: bool = False

    def select(self, name: str, *, exists: bool) -> str:
        """Return the expression that reads the column."""
        value = self.expression.format(f'"{name}"') if exists else self.default
        return f"({value})::{self.type}"


_ID = Column("bigint", required=True)
_TEXT = Column("text", "coalesce({}::text, '')", "''")
_COUNT = Column("integer", "least({}::bigint, 2147483647)")
_FLAG = Column("boolean", "coalesce({}, false)", "false")
_JSON = Column("jsonb", "to_jsonb({})")
_MEASURE = Column("float8", "coalesce({}::float8, 0)", "0")
_MONEY, _MOMENT, _FLOAT, _INTEGER = Column("numeric"), Column("timestamptz"), Column("float8"), Column("integer")

TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "seller": {"id": _ID, "name": _TEXT._replace(required=True), "currency": _TEXT},
    "record": {
        "id": _ID,
        "discogs_id": Column("text", required=True),
        **dict.fromkeys(("artist", "title", "format", "label", "suggested_price"), _TEXT),
        "catno": Column("text"),
        **dict.fromkeys(("wants", "haves", "year"), _COUNT),
        "added": _MOMENT,
        **dict.fromkeys(("genres", "styles"), _JSON),
    },
    "listing": {
        **dict.fromkeys(("id", "seller_id", "record_id"), _ID),
        "record_price": _MONEY._replace(required=True),
        "media_condition": _TEXT,
        **dict.fromkeys(("kept", "evaluated", "predicted_keeper"), _FLAG),
        "discogs_listing_id": Column("bigint"),
        "original_price": _MONEY,
        **dict.fromkeys(("original_currency", "status"), Column("text")),
        **dict.fromkeys(("posted_at", "first_seen", "last_seen"), _MOMENT),
    },
    "recordoftheday": {
        "id": _ID,
        "date": Column("date", required=True),
        "listing_id": _ID,
        "created_at": _MOMENT,
        **dict.fromkeys(("model_score", "entropy_measure", "system_temperature"), _MEASURE),
        **dict.fromkeys(("utility_term", "entropy_term", "free_energy", "selection_probability"), _FLOAT),
        **dict.fromkeys(("total_candidates", "cluster_count"), _INTEGER),
        "selection_method": _TEXT,
        **dict.fromkeys(("desirability_votes", "novelty_votes"), _JSON),
        **dict.fromkeys(("average_desirability", "average_novelty"), _MEASURE),
    },
    "recordofthedayfeedback": {
        **dict.fromkeys(("id", "record_of_the_day_id"), _ID),
        **dict.fromkeys(("desirability_rating", "novelty_rating"), _INTEGER._replace(required=True)),
        "created_at": _MOMENT,
        "listing_id": Column("bigint"),
    },
    "recommendationmetrics": {
        "id": _ID,
        "session_date": _MOMENT,
        **dict.fromkeys(("accuracy", "precision"), _MEASURE),
        "num_samples": Column("integer", "coalesce({}::integer, 0)", "0"),
        "notes": _TEXT,
    },
}
REQUIRED: Final = ("seller", "record", "listing")
_MERGE_COLUMNS: Final = {"seller": ("new_id",), "record": ("new_id",), "listing": ("new_id", "kept_id")}
"""Columns in which the merge stores the id of the row that a staged row became."""

_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
"""

# Texts are truncated to the length of the columns.
_REPAIR: Final = """
UPDATE old_seller SET name = left(btrim(name), 255), currency = left(currency, 255);
UPDATE old_record SET
    discogs_id = left(discogs_id, 255), artist = left(artist, 255), title = left(title, 255),
    format = left(format, 255), catno = left(catno, 255), suggested_price = left(suggested_price, 255),
    wants = greatest(coalesce(wants, 0), 0), haves = greatest(coalesce(haves, 0), 0), added = coalesce(added, now()),
    genres = discogs_text_array(genres), styles = discogs_text_array(styles),
    year = CASE WHEN year > 0 THEN year END;
UPDATE old_listing SET
    record_price = discogs_price(record_price), media_condition = left(media_condition, 255),
    kept = kept AND evaluated, status = CASE status WHEN 'Delisted' THEN status ELSE 'For Sale' END,
    original_price = discogs_price(original_price),
    original_currency = CASE WHEN original_currency ~ '^[A-Z]{3}$' THEN original_currency END;
UPDATE old_recordoftheday SET
    created_at = coalesce(created_at, date::timestamptz), selection_method = left(selection_method, 50),
    desirability_votes = discogs_number_array(desirability_votes), novelty_votes = discogs_number_array(novelty_votes);
UPDATE old_recordofthedayfeedback SET
    desirability_rating = least(greatest(desirability_rating, 1), 5),
    novelty_rating = least(greatest(novelty_rating, 1), 5), created_at = coalesce(created_at, 'epoch');
UPDATE old_recommendationmetrics SET session_date = coalesce(session_date, 'epoch');
CREATE INDEX ON old_seller (id);
CREATE INDEX ON old_record (id);
CREATE INDEX ON old_listing (id);
ANALYZE old_seller, old_record, old_listing;
"""

# Offers whose seller or record is missing.
_ORPHANS: Final = """
DELETE FROM old_listing AS l WHERE NOT EXISTS (SELECT FROM old_seller AS s WHERE s.id = l.seller_id)
    OR NOT EXISTS (SELECT FROM old_record AS r WHERE r.id = l.record_id AND r.discogs_id IS NOT NULL)
"""


async def is_same_database(source: Connection, target: Connection) -> bool:
    """Return whether both connections use the same database: then a lock of one blocks the other."""
    key = secrets.randbits(62)
    await target.execute("SELECT pg_advisory_lock($1)", key)
    try:
        is_free: bool = await source.fetchval("SELECT pg_try_advisory_lock($1)", key)
        if is_free:
            await source.execute("SELECT pg_advisory_unlock($1)", key)
        return not is_free
    finally:
        await target.execute("SELECT pg_advisory_unlock($1)", key)


async def read_columns(source: Connection, table: str) -> frozenset[str]:
    """Return the columns of a source table; empty for a missing table."""
    rows = await source.fetch(_COLUMNS, f"discogs_{table}")
    return frozenset(row["attname"] for row in rows)


def find_missing_columns(table: str, columns: frozenset[str]) -> list[str]:
    """Return the required columns that a table does not have."""
    return sorted(name for name, column in TABLES[table].items() if column.required and name not in columns)


async def read_rows(source: Connection, table: str, *, columns: frozenset[str]) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Yield batches of rows, sorted by id; the caller has opened the transaction of the snapshot."""
    expressions = ", ".join(column.select(name, exists=name in columns) for name, column in TABLES[table].items())
    cursor = await source.cursor(f"SELECT {expressions} FROM discogs_{table} ORDER BY id")  # noqa: S608 - names from above
    while rows := await cursor.fetch(BATCH_SIZE):
        yield [tuple(row) for row in rows]


async def count_rows(source: Connection, table: str) -> int:
    """Return the number of rows of a table that is not read."""
    rows: int = await source.fetchval(f"SELECT count(*) FROM discogs_{table}")  # noqa: S608 - a fixed name
    return rows


async def create_staging_tables(target: Connection) -> None:
    """Create the temporary tables."""
    for table, columns in TABLES.items():
        definitions = [f'"{name}" {column.type}' for name, column in columns.items()]
        definitions += [f"{name} bigint" for name in _MERGE_COLUMNS.get(table, ())]
        await target.execute(f"CREATE TEMPORARY TABLE old_{table} ({', '.join(definitions)})")


async def stage_rows(target: Connection, table: str, *, rows: Sequence[tuple[Any, ...]]) -> None:
    """Copy rows into the temporary table."""
    await target.copy_records_to_table(
        f"old_{table}", records=rows, columns=list(TABLES[table]), schema_name="pg_temp", timeout=STATEMENT_TIMEOUT_S
    )


async def repair_rows(target: Connection) -> int:
    """Repair the staged rows, and return how many offers were removed because their seller or record is missing."""
    await target.execute(_REPAIR, timeout=STATEMENT_TIMEOUT_S)
    status: str = await target.execute(_ORPHANS, timeout=STATEMENT_TIMEOUT_S)
    return int(status.rpartition(" ")[2])
