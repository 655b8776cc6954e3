"""Releases of the simulator, and an owner who keeps jazz."""

from alcove.foundation.database import Pool
from alcove.foundation.jobs import JobRun
from alcove.simulators.discogs.releases import ReleaseGenerator, release_count
from fixtures.records.rows import add_listing, add_record, add_seller

KEEPS = "Jazz"
JOB = JobRun(job_id=1, attempt=1, stop_reason=lambda: None)

_JUDGE = """
UPDATE discogs_listing AS l SET evaluated = true, kept = r.genres @> $2::text::jsonb
FROM discogs_record AS r WHERE r.id = l.record_id AND l.id = ANY (
    SELECT id FROM discogs_listing WHERE NOT evaluated ORDER BY id LIMIT $1)
"""


async def fill_shelf(pool: Pool, *, count: int) -> None:
    """Store `count` releases of the simulator with an offer each."""
    maker = ReleaseGenerator(7)
    seller = await add_seller(pool, "anna")
    step = release_count() // count
    for number in range(count):
        release = maker.at_slot(number * step)
        record = await add_record(
            pool, str(release.id), artist=release.artist, title=release.title, form=release.format,
            label=release.label, wants=release.want, haves=release.have, year=release.year or None,
            genres=release.genres, styles=release.styles,
        )  # fmt: skip
        price = f"{5 + release.price % 60:.2f}"
        await add_listing(pool, seller=seller, record=record, price=price, discogs_listing_id=1000 + number)


async def judge(pool: Pool, *, count: int) -> None:
    """Judge the first unjudged offers as the owner would."""
    await pool.execute(_JUDGE, count, f'["{KEEPS}"]')


async def is_kept(pool: Pool, listing_id: int) -> bool:
    """Return the owner's verdict on an offer."""
    sql = """SELECT r.genres @> $2::text::jsonb FROM discogs_listing AS l JOIN discogs_record AS r ON r.id = l.record_id
             WHERE l.id = $1"""
    return bool(await pool.fetchval(sql, listing_id, f'["{KEEPS}"]'))
