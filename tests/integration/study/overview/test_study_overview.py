"""Study on the pages over all apps: results, jobs, what is due, and their changes, of one account each."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.apps.study.overview.service import StudyActivity, StudyLiveEvents, StudySummary
from alcove.foundation.database import Pool
from alcove.foundation.overview import JobNotChangeable, JobNotFound, JobQuery, Viewer
from alcove.foundation.realtime import Notification
from integration.study.callers import add_account
from support.clock import FakeClock
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
NOON: Final = datetime(2026, 3, 29, 12, tzinfo=UTC)
MATERIAL: Final = uuid.UUID(int=7)
_MATERIAL: Final = """
INSERT INTO public.materials (id, user_id, title, content, updated_at) VALUES ($1, $2, 'How plants make sugar', '', $3)
"""
_PASSAGE: Final = """
INSERT INTO study.passages (user_id, kind, source_id, title, content, page)
VALUES ($2, 'material', $1, 'How plants make sugar', 'Chlorophyll absorbs red and blue light.', 3)
"""
_IMPORT: Final = """
INSERT INTO study.material_imports (material_id, user_id, state, reason, queued_at, updated_at)
VALUES ($1, $2, 'failed', 'The file has no text.', $3, $3)
"""
_GENERATION: Final = """
INSERT INTO study.generations (id, user_id, material_id, kind, options, state, progress, created_at, updated_at)
VALUES ($4, $2, $1, 'cards', '{}', 'working', 40, $3::timestamptz + interval '1 minute', $3)
"""
_TASK: Final = "INSERT INTO public.tasks (user_id, title, due_date) VALUES ($1, $2, $3)"


async def add_learner(pool: Pool) -> Viewer:
    """Add an account."""
    async with pool.acquire() as connection:
        return Viewer(account_id=await add_account(connection), name="ann", role="member")


def hide_ids(results: list[Any]) -> list[Any]:
    """Return results without the ids in their addresses."""
    return [{**result, "url": result["url"].partition("=")[0]} for result in results]


async def test_a_search_finds_what_the_account_has(pool: Pool) -> None:
    """Titles and the text of materials are found, and nothing of another account."""
    ann, bob = await add_learner(pool), await add_learner(pool)
    await pool.execute(_MATERIAL, MATERIAL, ann.account_id, NOON)
    await pool.execute(_PASSAGE, MATERIAL, ann.account_id)
    await pool.execute(_TASK, ann.account_id, "Water the plants 100%", None)
    summary = StudySummary(pool, clock=FakeClock(NOON))

    async def find(text: str, viewer: Viewer = ann) -> list[Any]:
        return hide_ids(json.loads(await summary.find(viewer, text, limit=5)))

    check(GOLDEN / "find.json", [await find("PLANTS"), await find("blue chlorophyll")])
    assert [result["kind"] for result in await find("100%")] == ["task"]
    assert await find("chlorophyll green") == await find("plants", bob) == []
    assert await find("plants", Viewer(account_id=None, name="", role="owner")) == []


async def test_today_has_what_is_due_and_one_next_step(pool: Pool) -> None:
    """A new account adds material; then it asks the tutor; what is due comes first; the server's token signs in."""
    ann, summary = await add_learner(pool), StudySummary(pool, clock=FakeClock(NOON))

    async def read(viewer: Viewer = ann) -> Any:
        return json.loads(await summary.today(viewer))

    steps = [(await read())["next_step"]["url"]]
    await pool.execute(_MATERIAL, MATERIAL, ann.account_id, NOON)
    steps.append((await read())["next_step"]["url"])
    for title, days in (("Overdue", -1), ("Later today", 0), ("Tomorrow", 1)):
        await pool.execute(_TASK, ann.account_id, title, NOON + timedelta(days=days, hours=1))
    today = await read()
    check(GOLDEN / "today.json", {**today, "items": hide_ids(today["items"])})
    stranger = await read(Viewer(account_id=None, name="", role="owner"))
    assert [*steps, stranger["next_step"]["url"]] == ["/study/materials", "/study/tutor", "/settings/account"]


async def test_jobs_are_cancelled_and_started_again(pool: Pool) -> None:
    """A generation is cancelled and started again, a failed import is read again; others have none of these jobs."""
    ann, bob = await add_learner(pool), await add_learner(pool)
    await pool.execute(_MATERIAL, MATERIAL, ann.account_id, NOON)
    await pool.execute(_IMPORT, MATERIAL, ann.account_id, NOON)
    await pool.execute(_GENERATION, MATERIAL, ann.account_id, NOON, uuid.UUID(int=8))
    activity = StudyActivity(pool)

    async def read(viewer: Viewer = ann, **query: Any) -> list[Any]:
        return [json.loads(row.body) for row in await activity.list_jobs(viewer, JobQuery(**query))]

    jobs = await read()
    check(GOLDEN / "jobs.json", jobs)
    generation, material = (job["id"] for job in jobs)
    assert await read(bob) == await read(Viewer(account_id=None, name="", role="owner")) == []
    for viewer, unknown in ((bob, generation), (ann, f"cards-{uuid.UUID(int=8)}"), (ann, "generation-x"), (ann, "")):
        with pytest.raises(JobNotFound):
            await activity.cancel(viewer, unknown)
    with pytest.raises(JobNotChangeable):
        await activity.cancel(ann, material)
    with pytest.raises(JobNotChangeable):
        await activity.retry(ann, generation)
    await activity.cancel(ann, generation)
    assert [(job["id"], job["reason"]) for job in await read(states=["cancelled"])] == [(generation, "Cancelled.")]
    for job_id in (generation, material):
        await activity.retry(ann, job_id)
    assert {job["id"] for job in await read(states=["queued"])} == {generation, material}
    tasks = await pool.fetch("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo'")
    assert {"study.generate", "study.index_materials"} <= {row["task_name"] for row in tasks}


async def test_a_change_is_an_event_of_its_account() -> None:
    """A notification names the account that gets the event; one without an account is for all, any other for none."""
    events, account = StudyLiveEvents(), uuid.uuid4()
    (event,) = await events.read(Notification("study_materials", str(account)))
    assert (event.name, event.account_id, event.job_id) == ("materials", account, "")
    (event,) = await events.read(Notification("study_notifications", f"{account} 7"))
    assert (event.name, event.account_id, event.job_id) == ("notifications", account, None)
    (event,) = await events.read(Notification("study_answers", ""))
    assert (event.name, event.account_id) == ("changed", None)
    assert await events.read(Notification("study_answers", "changed")) == []
