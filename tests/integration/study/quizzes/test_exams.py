"""Exams over the native API: their whole life, their filters, and what contradicts itself."""

from pathlib import Path
from typing import Any, Final

import pytest

from integration.study.quizzes.quiz_site import QuizSite
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
EXAM: Final[dict[str, Any]] = {
    "title": "Algebra", "exam_date": "2026-12-01", "exam_time": "09:30:00", "duration": 90, "location": "Hall 2",
    "total_marks": 100, "passing_marks": 50, "questions": [{"question": "x?"}],
}  # fmt: skip


def add(site: QuizSite, **fields: Any) -> Any:
    """Add an exam, and return it."""
    response = site.call("POST", "/exams", json={**EXAM, **fields})
    assert response.status_code == 201, response.text
    return response.json()


def test_an_exam_lives_through_its_whole_life(site: QuizSite) -> None:
    """Created, shown, changed, replaced and deleted; a blank date is none, and strangers have no part in it."""
    exam = add(site)
    masked = dict.fromkeys(("id", "user_id", "created_at", "updated_at"), "...")
    check(GOLDEN / "exam.json", {**exam, **masked})
    path = f"/exams/{exam['id']}"
    assert site.call("GET", path).json() == exam
    changed = site.call("PATCH", path, json={"status": "completed", "exam_time": None, "exam_date": ""}).json()
    assert (changed["status"], changed["exam_date"], changed["location"]) == ("completed", None, "Hall 2")
    replaced = site.call("PUT", path, json={"title": "Sets"}).json()
    assert (replaced["status"], replaced["location"], replaced["questions"]) == ("scheduled", None, [])
    stranger = site.stranger()
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        body = {"title": "x"} if method in ("PATCH", "PUT") else None
        assert site.call(method, path, account=stranger, json=body).status_code == 404
    assert site.call("DELETE", path).status_code == 204
    assert site.call("GET", "/study/exams").json() == {"exams": [], "total": 0, "limit": 50, "offset": 0}


def test_exams_are_filtered_and_sorted_by_their_dates(site: QuizSite) -> None:
    """The next one comes first, those without a date last."""
    for title, day in (("later", "2027-01-05"), ("some day", None), ("sooner", "2026-12-24")):
        add(site, title=title, exam_date=day, exam_time=None)

    def list_titles(query: str = "") -> list[str]:
        return [exam["title"] for exam in site.call("GET", f"/exams{query}").json()["exams"]]

    assert list_titles() == ["sooner", "later", "some day"]
    assert list_titles("?date_from=2026-12-25") == ["later"]
    assert list_titles("?date_from=2026-12-01&date_until=2026-12-31&status=scheduled") == ["sooner"]
    assert list_titles("?q=DAY&sort=-title") == ["some day"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"passing_marks": 101}, "passing_marks"),
        ({"total_marks": 49}, "passing_marks"),
        ({"exam_date": None}, "exam_date"),
        ({"exam_date": "2026-02-30"}, "exam_date"),
        ({"exam_time": "25:00"}, "exam_time"),
        ({"status": "failed"}, "status"),
        ({"duration": -1}, "duration"),
        ({"questions": [1]}, "questions"),
        ({"title": " "}, "title"),
        ({"subject_id": "00000000-0000-4000-8000-000000000000"}, "subject_id"),
    ],
    ids=range(10),
)
def test_what_contradicts_itself_is_refused(site: QuizSite, change: dict[str, Any], field: str) -> None:
    """In a new exam and in a change alike, and nothing is stored of it."""
    exam = add(site)
    for method, path, body in (("POST", "/exams", {**EXAM, **change}), ("PATCH", f"/exams/{exam['id']}", change)):
        response = site.call(method, path, json=body)
        assert (response.status_code, list(response.json()["fields"])) == (400, [field])
    assert site.call("GET", "/exams").json()["exams"] == [exam]
