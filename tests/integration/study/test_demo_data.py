"""What the demonstration adds for the local owner: once, and shown by the native API."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from alcove.apps.study.cards.reviews import CardReviews
from alcove.apps.study.demo import build_demo
from alcove.apps.study.settings import StudySettings
from alcove.foundation.identity import LOCAL_OWNER
from alcove.foundation.identity.store.accounts import ensure_local_owner
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.postgres import Databases

PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def server(_databases: Databases, _template: str, tmp_path: Path) -> Iterator[StudyServer]:
    """Yield a server at a loopback address, which asks nobody to sign in."""
    with _databases.clone(_template) as dsn, serve_study(dsn, tmp_path) as served:
        yield served


async def test_the_demo_has_something_of_everything(server: StudyServer, tmp_path: Path) -> None:
    """Lists of the page are filled, cards are due by their reviews, and a second start adds nothing."""
    fill = build_demo().fill
    assert fill is not None
    connection = await asyncpg.connect(server.dsn)
    await ensure_local_owner(connection, ["study"])
    for _ in range(2):
        await fill(connection)
    await connection.close()
    await compute_cards(server.dsn, tmp_path)
    with blocking_http_client(server.address, headers=PAGE) as client:

        def read(path: str) -> Any:
            return client.get(path).raise_for_status().json()

        totals = {
            name: read(f"/api/{name}")["total"]
            for name in ("subjects", "tasks", "goals", "study-sessions", "flashcard-sets", "quizzes", "materials")
        }
        assert totals == {
            "subjects": 4, "tasks": 7, "goals": 3, "study-sessions": 21, "flashcard-sets": 2, "quizzes": 1,
            "materials": 4,
        }  # fmt: skip
        due = read("/api/flashcards/due")
        assert json.dumps(due).count('"front') >= 6
        quiz = read("/api/quizzes")["quizzes"][0]["id"]
        started = client.post(f"/api/quizzes/{quiz}/attempts", headers={"Origin": server.address}).json()
        assert len(started["questions"]) == 4
        assert read("/api/analytics")["totals"]["total_study_time"] > 500
        assert all(material["subject_id"] for material in read("/api/materials")["materials"])


async def compute_cards(dsn: str, folder: Path) -> None:
    """Compute, as the worker does, what the cards' memory is by their reviews."""
    configuration = read_configuration({"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(folder)})
    async with open_deps(configuration, dsn, name="alcove-test") as deps:
        reviews = CardReviews(deps.pool, clock=deps.clock, retention=deps.load(StudySettings).study_card_retention)
        assert await reviews.update_outdated() > 0
        assert await deps.pool.fetchval(
            "SELECT count(*) FROM study.card_states WHERE is_outdated AND user_id = $1", LOCAL_OWNER
        ) == 0  # fmt: skip
