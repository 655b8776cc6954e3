"""Attempts: no answer before the end, time on the server's clock, one result however often it is requested."""

import asyncio
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.quizzes.attempts import Attempts
from alcove.apps.study.quizzes.errors import AttemptEnded, QuizNotFound
from alcove.apps.study.quizzes.service import Quizzes
from alcove.foundation.database import Pool
from integration.study.callers import add_account
from integration.study.quizzes.quiz_site import QUESTIONS, SECRETS, QuizSite
from integration.study.quizzes.test_quiz_rows import mask
from support.clock import FakeClock
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
RIGHT: Final = {"q1": 1, "q2": False, "q3": "euclid", "q4": ["2", "Itself."]}
START: Final = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_no_answer_is_sent_before_the_attempt_ends(site: QuizSite) -> None:
    """Neither by the attempt, its storing, the quiz, its export nor the list; the result has all of them."""
    quiz = site.add(time_limit=10)
    path = f"/quizzes/{quiz['id']}"
    attempt = site.start(quiz["id"])
    attempt_path = f"{path}/attempts/{attempt['id']}"
    saved = site.call("PATCH", attempt_path, json={"answers": {"q1": 0, "q3": "me"}})
    assert saved.json()["answers"] == {"q1": [0], "q3": "me"}
    for response in (
        saved,
        site.call("GET", attempt_path),
        site.call("GET", path),
        site.call("GET", f"{path}/attempts"),
    ):
        assert response.status_code == 200
        assert not any(secret in response.text for secret in SECRETS)
    for refused in (f"{path}?answers=true", f"{path}/export", f"{path}/export?format=csv"):
        response = site.call("GET", refused)
        assert (response.status_code, response.json()["code"]) == (409, "ATTEMPT_RUNNING")
        assert not any(secret in response.text for secret in SECRETS)
    # Whoever starts again, in another tab, goes on with it.
    again = site.call("POST", f"{path}/attempts")
    assert (again.status_code, again.json()["id"], again.json()["answers"]) == (
        200,
        attempt["id"],
        {"q1": [0], "q3": "me"},
    )
    result = site.submit(attempt, {**RIGHT, "q1": None}).json()
    assert (result["state"], result["score"], result["passed"], result["answers"]["q3"]) == (
        "submitted", 60, False, "euclid",
    )  # fmt: skip
    check(GOLDEN / "result.json", {**mask(result), "expires_at": "...", "completed_at": "...", "time_taken": 0})
    assert site.call("GET", f"{path}?answers=true").status_code == 200
    assert site.submit(attempt, RIGHT).json() == result
    late = site.call("PATCH", attempt_path, json={"answers": {}})
    assert (late.status_code, late.json()["code"]) == (409, "ATTEMPT_ENDED")
    best = site.submit(site.start(quiz["id"]), RIGHT).json()
    assert (best["score"], best["passed"]) == (100, True)
    summary = site.call("GET", "/quizzes").json()["quizzes"][0]
    assert (summary["attempts"], summary["best_score"]) == (2, 100)
    history = site.call("GET", "/quiz-attempts?limit=1").json()
    assert (history["total"], history["attempts"][0]["score"], history["attempts"][0]["passed"]) == (2, 100, True)
    assert site.call("DELETE", attempt_path).status_code == 204
    assert site.call("GET", f"{path}/attempts").json()["total"] == 1


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        (5, "answers"),
        ([], "answers"),
        (None, "answers"),
        ({"q9": 1}, "answers.q9"),
        ({"q1": 3}, "answers.q1"),
        ({"q1": "eight"}, "answers.q1"),
        ({"q2": 1}, "answers.q2"),
        ({"q3": 5}, "answers.q3"),
        ({"q3": "x" * 4001}, "answers.q3"),
        ({"q4": "two"}, "answers.q4"),
        ({"q4": ["two", {}]}, "answers.q4"),
    ],
)
def test_an_answer_of_another_kind_ends_no_attempt(site: QuizSite, answers: object, field: str) -> None:
    """It is named, and the attempt goes on."""
    attempt = site.start(site.add()["id"])
    response = site.submit(attempt, answers)
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert site.submit(attempt, RIGHT).json()["score"] == 100


def test_editing_a_quiz_changes_no_running_attempt(site: QuizSite) -> None:
    """An attempt is about the questions with which it began, also when programs write them."""
    quiz = site.add()
    attempt = site.start(quiz["id"])
    site.call("PUT", f"/quizzes/{quiz['id']}", json={"title": "x", "questions": QUESTIONS[:1], "passing_score": 100})
    site.execute("UPDATE public.quizzes SET questions = 'null' WHERE id = $1", uuid.UUID(quiz["id"]))
    result = site.submit(attempt, {**RIGHT, "q2": None}).json()
    assert (result["score"], result["passed"], len(result["questions"])) == (80, True, 4)


def test_concurrent_starts_and_submissions_are_one_attempt_with_one_result(site: QuizSite) -> None:
    """Eight starts make one attempt; of eight submissions the first counts, and all have its result."""
    quiz = site.add()
    barrier = threading.Barrier(8)

    def start(_: int) -> Any:
        barrier.wait()
        return site.start(quiz["id"])

    def submit(number: int) -> Any:
        barrier.wait()
        return site.submit(attempt, {"q3": "Euclid"} if number % 2 else {"q1": 1}).json()

    with ThreadPoolExecutor(8) as threads:
        started = list(threads.map(start, range(8)))
        attempt = started[0]
        results = list(threads.map(submit, range(8)))
    assert {entry["id"] for entry in started} == {attempt["id"]}
    assert all(result == results[0] for result in results)
    assert results[0]["score"] in (20, 40)
    assert (
        site.execute("SELECT count(*) FROM public.quiz_attempts WHERE quiz_id = $1", uuid.UUID(quiz["id"]))[0][0] == 1
    )


async def test_time_is_the_servers(pool: Pool) -> None:
    """An attempt ends by itself: what was stored counts, and what comes later does not; the network has 5 seconds."""
    clock = FakeClock(START)
    quizzes = Quizzes(pool, clock=clock)
    attempts = Attempts(pool, quizzes=quizzes, clock=clock)
    async with pool.acquire() as connection:
        account = await add_account(connection)
    quiz = await quizzes.add(account, {"title": "x", "questions": QUESTIONS, "time_limit": 1})
    (first, _) = await attempts.start(quiz.id, user_id=account)
    ids: dict[str, Any] = {"quiz_id": quiz.id, "user_id": account}
    assert first.expires_at is not None
    assert (first.expires_at - START).total_seconds() == 60
    await attempts.save(first.id, **ids, answers={"q1": 1})
    clock.advance(64)
    assert (await attempts.find(first.id, **ids)).state == "running"
    in_time = await attempts.submit(first.id, **ids, answers={"q2": False})
    assert (in_time.state, in_time.score, in_time.time_taken) == ("submitted", 60, 60)

    (second, is_new) = await attempts.start(quiz.id, user_id=account)
    assert is_new
    await attempts.save(second.id, **ids, answers={"q1": 1})
    clock.advance(66)
    with pytest.raises(AttemptEnded):
        await attempts.save(second.id, **ids, answers=RIGHT)
    late = await attempts.submit(second.id, **ids, answers=RIGHT)
    assert (late.state, late.score, late.answers, late.time_taken) == ("expired", 40, {"q1": [1]}, 60)

    (third, _) = await attempts.start(quiz.id, user_id=account)
    clock.advance(3600)
    assert await attempts.end_expired() == 1
    assert await attempts.end_expired() == 0
    assert (await attempts.find(third.id, **ids)).state == "expired"
    (fourth, is_new) = await attempts.start(quiz.id, user_id=account)
    assert is_new
    await attempts.delete(fourth.id, **ids)
    with pytest.raises(QuizNotFound):
        await attempts.submit(fourth.id, **ids, answers={})


async def test_a_quiz_can_go_while_it_is_attempted(pool: Pool) -> None:
    """Of a deletion and a submission at the same time both end, and nothing is left."""
    clock = FakeClock(START)
    quizzes = Quizzes(pool, clock=clock)
    attempts = Attempts(pool, quizzes=quizzes, clock=clock)
    async with pool.acquire() as connection:
        account = await add_account(connection)
    for _ in range(5):
        quiz = await quizzes.add(account, {"title": "x", "questions": QUESTIONS})
        (attempt, _) = await attempts.start(quiz.id, user_id=account)
        ended = await asyncio.gather(
            attempts.submit(attempt.id, quiz_id=quiz.id, user_id=account, answers=RIGHT),
            quizzes.change(quiz.id, user_id=account, body={"title": "y"}, replaces=False),
            quizzes.delete(quiz.id, user_id=account),
            return_exceptions=True,
        )
        assert {type(error) for error in ended if isinstance(error, BaseException)} <= {QuizNotFound, InvalidFields}
    assert await pool.fetchval("SELECT count(*) FROM public.quiz_attempt_keys WHERE user_id = $1", account) == 0
