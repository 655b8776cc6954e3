"""What archives carry beside the rows of tables: the memory of cards, reviews, media, days, timers and progress."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from alcove.apps.study.account_archive import ArchiveError
from alcove.foundation.database import close_pool, open_pool
from integration.study.callers import add_account
from integration.study.transfer.test_account_archive import Home

LISTS = (
    "card_states", "card_schedules", "card_reviews", "card_origins", "card_media", "study_days", "session_timers",
    "goal_progress",
)  # fmt: skip
ORDER = """
SELECT c.front_content FROM study.card_states AS s JOIN public.flashcards AS c ON c.id = s.card_id
WHERE s.user_id = $1 ORDER BY s.position
"""
FILL = """
DO $body$
DECLARE
    account constant uuid := '{account}';
    own_set uuid;
    cards uuid[];
    session uuid;
BEGIN
    UPDATE public.profiles SET timezone = 'Asia/Tokyo' WHERE id = account;
    INSERT INTO public.flashcard_sets (user_id, title) VALUES (account, 'Words') RETURNING id INTO own_set;
    FOR number IN 1..3 LOOP
        INSERT INTO public.flashcards (user_id, set_id, front_content, back_content)
        VALUES (account, own_set, 'card ' || number, 'back') RETURNING cards || id INTO cards;
    END LOOP;
    UPDATE study.card_states SET state = 2, stability = 12.3456789012345, difficulty = 5.5, reviews = 2, lapses = 1,
        due_at = '2025-02-01 10:00:00.123456Z', last_review_at = '2025-01-20Z', is_suspended = true,
        base = '{{"stability": 6, "difficulty": 5, "due_at": "2025-01-02T00:00:00Z",
                 "last_review_at": "2024-12-27T00:00:00Z", "easiness": 2.36, "repetitions": 2, "interval_days": 6}}'
    WHERE card_id = cards[1];
    INSERT INTO study.card_schedules VALUES (cards[1], 2.36, 3, 15, '2025-02-01Z');
    INSERT INTO study.card_origins VALUES (cards[1], account, 'guid', 0);
    INSERT INTO study.card_media (user_id, name, content, media_type, sha256, size)
    VALUES (account, 'dog.png', 'picture', 'image/png', sha256('picture'), 7);
    INSERT INTO study.card_reviews
        (user_id, id, card_id, set_id, rating, quality, reviewed_at, study_day, duration_ms, state_before, undone_at)
    SELECT account, gen_random_uuid(), card, own_set, 3, 4, instant, day, 4000, 1, undone
    FROM (VALUES (cards[1], '2025-01-10 20:00Z'::timestamptz, '2025-01-11'::date, NULL::timestamptz),
                 (cards[1], '2025-01-20Z', '2025-01-20', NULL), (NULL, '2025-01-20 01:00Z', '2025-01-20', NULL),
                 (cards[2], '2025-01-21Z', '2025-01-21', '2025-01-21 00:01Z')) AS v (card, instant, day, undone);
    INSERT INTO public.flashcard_sessions (id, user_id, flashcard_set_id, cards_studied, completed, created_at)
    VALUES (md5(concat_ws(' ', account, own_set, '2025-01-20'::date))::uuid, account, own_set, 2, true, '2025-01-20Z');
    INSERT INTO public.study_sessions (user_id, title, status, duration, completed_at)
    VALUES (account, 'Night', 'completed', 50, '2025-01-10 20:00Z') RETURNING id INTO session;
    INSERT INTO study.session_timers VALUES (session, account, NULL, '2025-01-10Z', 12.5, 3);
    INSERT INTO public.study_sessions (user_id, title, status, duration, completed_at)
    VALUES (account, 'Never', 'completed', 1, 'infinity');
    INSERT INTO public.study_goals (user_id, title, type, unit, target_value, current_value)
    VALUES (account, 'Read', 'custom', 'minutes', 100, 70);
    UPDATE study.goal_progress SET period_start = '2025-01-06', counted = 50 WHERE user_id = account;
    UPDATE public.profiles SET timezone = 'America/Los_Angeles' WHERE id = account;
END
$body$
"""


@pytest.fixture
async def homes(two_servers: tuple[str, str], tmp_path: Path) -> AsyncIterator[tuple[Home, Home]]:
    """Yield two servers."""
    pools = [await open_pool(dsn) for dsn in two_servers]
    yield Home(pools[0], tmp_path / "one"), Home(pools[1], tmp_path / "two")
    for pool in pools:
        await close_pool(pool)


def read_document(archive: bytes) -> dict[str, Any]:
    """Return the document of an archive."""
    document: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(archive)).read("account.json"))
    return document


def change(archive: bytes, **members: Any) -> bytes:
    """Return an archive with other members of its document."""
    source, target = zipfile.ZipFile(io.BytesIO(archive)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "account.json":
                content = json.dumps({**json.loads(content), **members}).encode()
            copy.writestr(entry.filename, content)
    return target.getvalue()


async def fill(home: Home) -> UUID:
    """Return an account with everything that the lists of an export have."""
    account = await add_account(home.pool, email="ada@example.org")
    await home.pool.execute(FILL.format(account=account))
    return account


async def test_learning_moves_with_the_account(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """Memory, reviews in their order, media, days by the zone of then, timers and progress are as before, once."""
    old, new = homes
    account = await fill(old)
    archive = tmp_path / "ada.zip"
    archive.write_bytes(await old.export(account))
    before = read_document(archive.read_bytes())
    assert all(before[name] for name in LISTS)
    report = await new.load(archive)
    after = read_document(await new.export(account))
    assert {name: after[name] for name in LISTS} == {name: before[name] for name in LISTS}, report.to_text()
    assert after["data"]["study_analytics"], report.to_text()
    for query in (
        "SELECT date, session_count, flashcards_studied FROM public.study_analytics WHERE user_id = $1 ORDER BY 1",
        "SELECT current_value FROM public.study_goals WHERE user_id = $1",
        "SELECT name, content, media_type FROM study.card_media WHERE user_id = $1",
        ORDER,
    ):
        assert await new.pool.fetch(query, account) == await old.pool.fetch(query, account)
    await new.pool.execute("UPDATE study.card_states SET lapses = 9 WHERE user_id = $1", account)
    await new.load(archive)
    again = read_document(await new.export(account))
    assert [state["lapses"] for state in again["card_states"]] == [9, 9, 9]
    assert {name: again[name] for name in LISTS[1:]} == {name: after[name] for name in LISTS[1:]}


async def test_learning_of_a_copy_has_the_ids_of_the_copy(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """Beside the original everything names rows of the copy; so do sessions of reviews; the original stays."""
    home, _ = homes
    account = await fill(home)
    archive = tmp_path / "ada.zip"
    archive.write_bytes(await home.export(account))
    before = read_document(archive.read_bytes())
    report = await home.load(archive, address="copy@example.org")
    (copy,) = report.added_accounts
    counts = """
        SELECT count(*), count(c.user_id = r.user_id OR NULL), count(s.user_id = r.user_id OR NULL)
        FROM study.card_reviews AS r LEFT JOIN public.flashcards AS c ON c.id = r.card_id
        LEFT JOIN public.flashcard_sets AS s ON s.id = r.set_id WHERE r.user_id = $1"""
    assert tuple(await home.pool.fetchrow(counts, copy)) == (4, 3, 4), report.to_text()
    moved = read_document(await home.export(copy))
    assert {name: len(moved[name]) for name in LISTS} == {name: len(before[name]) for name in LISTS}
    assert [day["day"] for day in moved["study_days"]] == [day["day"] for day in before["study_days"]]
    found = await home.pool.fetchval(
        "SELECT count(*) FROM public.flashcard_sessions AS s WHERE s.user_id = $1"
        " AND s.id = md5(concat_ws(' ', s.user_id, s.flashcard_set_id, '2025-01-20'::date))::uuid", copy,
    )  # fmt: skip
    assert found == 1
    unchanged = read_document(await home.export(account))
    assert {name: unchanged[name] for name in LISTS} == {name: before[name] for name in LISTS}


async def test_lists_that_no_export_writes_are_refused(homes: tuple[Home, Home], tmp_path: Path) -> None:
    """Impossible values change nothing; rows of others and names of files that lead elsewhere are not taken."""
    old, new = homes
    account = await fill(old)
    content = await old.export(account)
    document = read_document(content)
    stranger = await add_account(new.pool)
    await new.pool.execute(FILL.format(account=stranger))
    foreign = str(await new.pool.fetchval("SELECT id FROM public.flashcards WHERE user_id = $1 LIMIT 1", stranger))
    strangers = read_document(await new.export(stranger))
    archive = tmp_path / "x.zip"
    review, state, media = document["card_reviews"][0], document["card_states"][0], document["card_media"][0]
    for members in (
        {"card_reviews": [{**review, "rating": 9}]},
        {"card_reviews": [{**review, "reviewed_at": "9999-12-31T23:59:59Z"}]},
        {"card_reviews": [{**review, "reviewed_at": "2025-01-01T00:00:00"}]},
        {"card_states": [{**state, "stability": -1}]},
        {"card_states": [{**state, "state": 0}]},
        {"card_states": [{**state, "base": {"stability": 1}}]},
        {"card_reviews": [review] * 10_001},
        {"study_days": [{**document["study_days"][0], "source": "profiles"}]},
        {"card_media": [{**media, "sha256": "../x"}]},
        {"card_origins": "x"},
    ):
        archive.write_bytes(change(content, **members))
        with pytest.raises(ArchiveError):
            await new.load(archive)
    assert await new.pool.fetchval("SELECT count(*) FROM auth.users WHERE id = $1", account) == 0
    names = [{**media, "name": name} for name in ("../dog.png", "", "page.html")]
    archive.write_bytes(
        change(
            content,
            card_media=names,
            card_states=[{**state, "card_id": foreign}],
            card_reviews=[{**review, "card_id": foreign}],
            study_days=[{**document["study_days"][0], "day": "2031-01-01"}],
        )
    )
    report = await new.load(archive)
    assert read_document(await new.export(stranger))["card_states"] == strangers["card_states"]
    types = await new.pool.fetch("SELECT name, media_type FROM study.card_media WHERE user_id = $1", account)
    assert [tuple(row) for row in types] == [("page.html", "application/octet-stream")], report.to_text()
    assert await new.pool.fetchval("SELECT card_id FROM study.card_reviews WHERE user_id = $1", account) is None
    wrong = "SELECT count(*) FROM study.event_days WHERE user_id = $1 AND day = '2031-01-01'"
    assert await new.pool.fetchval(wrong, account) == 0
    assert await new.pool.fetchval("SELECT count(*) FROM study.card_states WHERE user_id = $1", account) == 3
