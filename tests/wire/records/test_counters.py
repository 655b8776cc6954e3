"""The counters and terms that triggers maintain equal a recount."""

import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from alcove.foundation.database import Connection

RECOUNT = """
SELECT (SELECT count(*) FROM discogs_record), (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale'),
       (SELECT count(*) FROM discogs_listing WHERE status = 'For Sale' AND NOT evaluated)
"""
TERMS = "SELECT kind, value, uses FROM discogs_term WHERE uses <> 0 ORDER BY kind, value"
RECOUNTED_TERMS = """
SELECT kind, value, count(*) AS uses FROM (
    SELECT 'genre' AS kind, value FROM discogs_record, jsonb_array_elements_text(genres) AS value
    UNION ALL SELECT 'style', value FROM discogs_record, jsonb_array_elements_text(styles) AS value
    UNION ALL SELECT 'condition', media_condition FROM discogs_listing WHERE status = 'For Sale'
) AS used GROUP BY kind, value ORDER BY kind, value
"""
STALE = """
SELECT count(*) FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id
JOIN discogs_seller AS s ON s.id = l.seller_id
WHERE l.score <> discogs_score(r.wants, r.haves, l.record_price)
   OR (l.wire::jsonb -> 'record') <> r.wire::jsonb
   OR (l.wire::jsonb -> 'seller') <> to_jsonb(s)
   OR (r.wire::jsonb - 'id' - 'added') <> jsonb_build_object(
        'discogs_id', r.discogs_id, 'artist', r.artist, 'title', r.title, 'format', r.format, 'label', r.label,
        'catno', r.catno, 'wants', r.wants, 'haves', r.haves, 'genres', r.genres, 'styles', r.styles,
        'suggested_price', r.suggested_price, 'year', r.year)
   OR l.wire::jsonb ->> 'record_price' <> coalesce(l.record_price::text, '')
   OR l.wire::jsonb ->> 'score' <> l.score::text
   OR (l.wire::jsonb ->> 'kept', l.wire::jsonb ->> 'evaluated', l.wire::jsonb ->> 'status')
        IS DISTINCT FROM (l.kept::text, l.evaluated::text, l.status)
"""


class Shuffler:
    """Changes random rows, often many in one statement."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self._connection = connection
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self._names = 0

    async def step(self) -> str:
        """Make one change and return its name."""
        changes: list[Callable[[], Coroutine[Any, Any, None]]] = [
            self.insert_records, self.insert_offers, self.change_records, self.change_offers, self.delete_offers,
            self.delete_records, self.merge_records, self.merge_offers, self.rename_seller, self.roll_back,
        ]  # fmt: skip
        change = self._random.choice(changes)
        await change()
        return change.__name__

    def _choose_words(self) -> str:
        return self._random.choice(["[]", '["Jazz"]', '["Rock", "Jazz"]', '["Rock", "Rock"]', '"Soul"', "null"])

    def _choose_name(self) -> str:
        self._names += 1
        return f"{self._names}"

    def _chance(self) -> float:
        return self._random.choice([0.1, 0.5, 1.0])

    async def insert_records(self) -> None:
        """Insert several records at once."""
        sql = """INSERT INTO discogs_record (discogs_id, artist, title, genres, styles, wants, haves, year)
            SELECT $1 || '-' || n, 'a', 't', $2, $3, n, n % 3, n % 2 FROM generate_series(1, $4::int) AS n"""
        await self._connection.execute(
            sql, self._choose_name(), self._choose_words(), self._choose_words(), self._random.randint(0, 5)
        )

    async def insert_offers(self) -> None:
        """Insert an offer of some records at once."""
        sql = """INSERT INTO discogs_listing
                (seller_id, record_id, record_price, media_condition, discogs_listing_id, evaluated, status)
            SELECT (SELECT min(id) FROM discogs_seller), id, nullif(id % 7, 0), $1,
                   $2::bigint * 1000 + row_number() OVER (), $3, $4
            FROM discogs_record WHERE random() < $5"""
        status = self._random.choice(["For Sale", "For Sale", "Delisted"])
        evaluated = self._random.random() < 0.5
        grade = f"Grade {self._random.randint(1, 3)}"
        await self._connection.execute(sql, grade, int(self._choose_name()), evaluated, status, self._chance())

    async def change_records(self) -> None:
        """Change words and counts of some records."""
        sql = """UPDATE discogs_record SET genres = $1, styles = $2, wants = wants + 1, haves = $3, year = 1970
            WHERE random() < $4"""
        await self._connection.execute(
            sql, self._choose_words(), self._choose_words(), self._random.randint(0, 9), self._chance()
        )

    async def change_offers(self) -> None:
        """Judge, delist, relist, regrade and reprice some offers."""
        sql = """UPDATE discogs_listing SET evaluated = random() < 0.5, kept = random() < 0.5, media_condition = $1,
                status = CASE WHEN random() < 0.5 THEN 'For Sale' ELSE 'Delisted' END, record_price = $2
            WHERE random() < $3"""
        grade = f"Grade {self._random.randint(1, 3)}"
        await self._connection.execute(sql, grade, self._random.choice([None, 1, 20]), self._chance())

    async def delete_offers(self) -> None:
        """Delete some offers."""
        await self._connection.execute("DELETE FROM discogs_listing WHERE random() < $1 / 2", self._chance())

    async def delete_records(self) -> None:
        """Delete some records without offers."""
        sql = """DELETE FROM discogs_record AS r WHERE random() < $1 / 2
            AND NOT EXISTS (SELECT FROM discogs_listing WHERE record_id = r.id)"""
        await self._connection.execute(sql, self._chance())

    async def merge_records(self) -> None:
        """Insert records, some of which exist, in one statement."""
        sql = """INSERT INTO discogs_record (discogs_id, artist, title, genres)
            SELECT discogs_id, 'b', 't', $1::jsonb FROM discogs_record UNION ALL SELECT $2 || '-m', 'c', 't', $1::jsonb
            ON CONFLICT (discogs_id) DO UPDATE SET artist = excluded.artist, genres = excluded.genres"""
        await self._connection.execute(sql, self._choose_words(), self._choose_name())

    async def merge_offers(self) -> None:
        """Insert offers, some of which exist, in one statement."""
        sql = """INSERT INTO discogs_listing (seller_id, record_id, record_price, media_condition, discogs_listing_id)
            SELECT seller_id, record_id, record_price, $1, discogs_listing_id FROM discogs_listing WHERE random() < $2
            ON CONFLICT (discogs_listing_id) DO UPDATE
                SET media_condition = excluded.media_condition, status = 'For Sale'"""
        await self._connection.execute(sql, f"Grade {self._random.randint(1, 3)}", self._chance())

    async def rename_seller(self) -> None:
        """Rename the seller."""
        await self._connection.execute("UPDATE discogs_seller SET name = $1", f"seller {self._choose_name()}")

    async def roll_back(self) -> None:
        """Change everything inside a transaction that is rolled back."""
        transaction = self._connection.transaction()
        await transaction.start()
        await self.insert_records()
        await self.change_records()
        await self.delete_offers()
        await transaction.rollback()


@pytest.mark.parametrize("seed", range(4))
async def test_counters_and_terms_stay_correct(connection: Connection, seed: int) -> None:
    """After any sequence of changes the counters, terms, scores and responses equal a recount."""
    await connection.execute("SELECT setseed($1)", seed / 10)
    await connection.execute("INSERT INTO discogs_seller (name) VALUES ('seller')")
    shuffler = Shuffler(connection, seed)
    done, most = [], 0
    for _ in range(100):
        done.append(await shuffler.step())
        counted = await connection.fetchrow("SELECT records, listings, unevaluated FROM discogs_counter")
        most = max(most, counted["listings"])
        assert tuple(counted) == tuple(await connection.fetchrow(RECOUNT)), done
        assert await connection.fetch(TERMS) == await connection.fetch(RECOUNTED_TERMS), done
        assert await connection.fetchval(STALE) == 0, done
    assert len(set(done)) == 10
    assert most > 10
