"""The input of a selection: candidates, reference offers, earlier picks."""

from datetime import date, timedelta

from alcove.apps.records.daily_pick import store
from alcove.apps.records.daily_pick.model import SelectionInput
from fixtures.records.rows import add_listing, add_record, add_seller
from integration.records.daily_pick.world import NOON, TODAY, World

PICKED = """
INSERT INTO discogs_recordoftheday (date, listing_id, model_score, entropy_measure, system_temperature,
    desirability_votes, novelty_votes, average_desirability, average_novelty)
VALUES ($1, $2, 1, 0, 0, $3, $4, $5, $6) RETURNING id
"""


async def add_past_pick(world: World, day: date, listing: int, *, votes: tuple[float, float] | None = None) -> int:
    """Store an earlier pick, optionally with one vote."""
    desirability, novelty = votes or (0.0, 0.0)
    lists = (f"[{desirability}]", f"[{novelty}]") if votes else ("[]", "[]")
    return int(await world.pool.fetchval(PICKED, day, listing, *lists, desirability, novelty))


async def read_input(world: World) -> SelectionInput:
    """Return the input of a selection today."""
    return await store.read_selection_input(world.pool, today=TODAY, now=NOON)


async def test_the_fifty_best_are_candidates(world: World) -> None:
    """The fifty best scores are candidates, best first; of equal ones the newer listing."""
    best = await world.stock(70)
    ids = (await read_input(world)).candidates
    assert [item.subject.listing_id for item in ids] == best[:50]
    assert not any(item.recent for item in ids)


async def test_equal_scores_are_ordered_by_id(world: World) -> None:
    """Of equal scores the newer listing comes first."""
    seller, record = await add_seller(world.pool, "shop"), await add_record(world.pool, "1")
    listings = [await add_listing(world.pool, seller=seller, record=record, discogs_listing_id=n) for n in range(60)]
    ids = [candidate.subject.listing_id for candidate in (await read_input(world)).candidates]
    assert ids == listings[::-1][:50]


async def test_only_available_offers_are_used(world: World) -> None:
    """Offers without a price, not for sale, or with a score of at most 0.5 are neither candidates nor reference."""
    seller = await add_seller(world.pool, "shop")
    eligible = await add_listing(world.pool, seller=seller, record=await add_record(world.pool, "1", added=NOON))
    other = await add_record(world.pool, "2", added=NOON)
    await add_listing(world.pool, seller=seller, record=other, price=None)
    await add_listing(world.pool, seller=seller, record=other, status="Delisted")
    unpopular = await add_record(world.pool, "3", wants=0, haves=1, added=NOON)
    low_score = await add_listing(world.pool, seller=seller, record=unpopular, price="200")
    assert await world.pool.fetchval("SELECT score FROM discogs_listing WHERE id = $1", low_score) <= 0.5
    selection_input = await read_input(world)
    assert [candidate.subject.listing_id for candidate in selection_input.candidates] == [eligible]
    assert [item.listing_id for item in selection_input.reference] == [low_score, eligible]


async def test_a_subject_has_all_stored_values(world: World) -> None:
    """Texts, genres, numbers and the verdict are read as they are stored."""
    seller = await add_seller(world.pool, "shop")
    record = await add_record(
        world.pool, "1", artist="Can", title="Tago Mago", label="UA", wants=900, haves=30, year=None,
        genres=("Rock", "Funk / Soul"), styles=("Krautrock",),
    )  # fmt: skip
    listing = await add_listing(world.pool, seller=seller, record=record, price="12.50", evaluated=True)
    (candidate,) = (await read_input(world)).candidates
    subject = candidate.subject
    assert (candidate.record_id, candidate.evaluated) == (record, True)
    assert (subject.listing_id, subject.artist, subject.title, subject.label) == (listing, "Can", "Tago Mago", "UA")
    assert (subject.genres, subject.styles, subject.year) == (("Rock", "Funk / Soul"), ("Krautrock",), None)
    assert (subject.wants, subject.haves, subject.price, subject.score) == (900, 30, 12.5, 51.71)


async def test_the_reference_is_a_week_old_at_most(world: World) -> None:
    """Offers of records added in the last seven days, newest first; exactly seven days are included."""
    seller = await add_seller(world.pool, "shop")
    listings = []
    for index, age in enumerate((timedelta(), timedelta(days=3), timedelta(days=7), timedelta(days=7, seconds=1))):
        record = await add_record(world.pool, str(index), added=NOON - age)
        listings.append(await add_listing(world.pool, seller=seller, record=record))
    assert [item.listing_id for item in (await read_input(world)).reference] == listings[:3]


async def test_the_reference_has_a_hundred_at_most(world: World) -> None:
    """Of more than a hundred new offers the newest hundred are used."""
    await world.stock(130)
    newest = await world.pool.fetch(
        "SELECT l.id FROM discogs_listing AS l JOIN discogs_record r ON r.id = record_id ORDER BY added DESC LIMIT 100"
    )
    assert [item.listing_id for item in (await read_input(world)).reference] == [row["id"] for row in newest]


async def test_what_was_picked_in_thirty_days_is_recent(world: World) -> None:
    """A pick of thirty days ago is recent, and so is every copy of its record; one of 31 days ago is not."""
    seller = await add_seller(world.pool, "shop")
    records = [await add_record(world.pool, str(number)) for number in range(4)]
    copies = [
        [await add_listing(world.pool, seller=seller, record=record, price=price) for price in ("10", "20")]
        for record in records
    ]
    for days, (listing, _) in zip((0, 30, 31), copies, strict=False):
        await add_past_pick(world, TODAY - timedelta(days=days), listing)
    recent = {candidate.subject.listing_id: candidate.recent for candidate in (await read_input(world)).candidates}
    assert [[recent[listing] for listing in copy] for copy in copies] == [
        [True, True], [True, True], [False, False], [False, False]
    ]  # fmt: skip


async def test_earlier_picks_come_newest_first(world: World) -> None:
    """The last ten picks, rated or not, and every older one that is rated, with the genres of its record."""
    best = await world.stock(20)
    for days in range(14):
        await add_past_pick(
            world, TODAY - timedelta(days=days), best[days], votes=(days % 5 + 1, 2) if days in {3, 12} else None
        )
    past = (await read_input(world)).past
    assert [item.rated for item in past] == [False] * 3 + [True] + [False] * 6 + [True]
    assert [item.average_desirability for item in past if item.rated] == [4, 3]
    assert all(len(item.genres) == 1 for item in past)


async def test_votes_of_a_replaced_pick_count(world: World) -> None:
    """Votes from before a replacement stay: their mean, by listing and day, with the record's genres."""
    best = await world.stock(3)
    pick = await add_past_pick(world, TODAY, best[0])
    for desirability, novelty in ((5, 1), (2, 4)):
        await world.pool.execute(
            """INSERT INTO discogs_recordofthedayfeedback
               (record_of_the_day_id, listing_id, desirability_rating, novelty_rating) VALUES ($1, $2, $3, $4)""",
            pick, best[0], desirability, novelty,
        )  # fmt: skip
    assert [item.rated for item in (await read_input(world)).past] == [False]
    await world.pool.execute("DELETE FROM discogs_recordoftheday")
    (past,) = (await read_input(world)).past
    assert (past.rated, past.average_desirability, past.average_novelty) == (True, 3.5, 2.5)
    assert set(past.genres) <= {"Jazz", "Rock", "Folk"}
