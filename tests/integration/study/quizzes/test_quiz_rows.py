"""Quizzes as rows: create, list, change, delete, export, and who sees what of them."""

import csv
import io
import json
import uuid
from pathlib import Path
from typing import Any, Final

import pypdf
import pytest

from integration.study.quizzes.quiz_site import QUESTIONS, SECRETS, QuizSite
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
_TIMES: Final = {"id": "...", "quiz_id": "...", "created_at": "...", "updated_at": "...", "started_at": "..."}


def mask(body: dict[str, Any]) -> dict[str, Any]:
    """Return a body without what differs each time."""
    return {**body, **{name: value for name, value in _TIMES.items() if name in body and body[name] is not None}}


def test_a_quiz_lives_through_its_whole_life(site: QuizSite) -> None:
    """Created, listed, shown, changed, replaced, exported and deleted; without answers unless they are requested."""
    quiz = site.add(time_limit=10, description="Of numbers")
    path = f"/quizzes/{quiz['id']}"
    shown = site.call("GET", path)
    assert shown.json() == quiz
    assert not any(secret in shown.text for secret in SECRETS)
    check(GOLDEN / "quiz.json", mask(quiz))
    with_answers = site.call("GET", f"{path}?answers=true").json()
    check(GOLDEN / "quiz_with_answers.json", mask(with_answers))

    changed = site.call("PATCH", path, json={"title": "New", "time_limit": None}).json()
    assert (changed["title"], changed["time_limit"], changed["description"]) == ("New", None, "Of numbers")
    assert site.call("GET", f"{path}?answers=true").json()["questions"] == with_answers["questions"]
    # Questions that are sent without their answers keep them.
    edited = [{**question, "question": f"{question['question']} "} for question in quiz["questions"]]
    assert site.call("PATCH", path, json={"questions": edited[:2]}).json()["total_questions"] == 2
    assert site.call("GET", f"{path}?answers=true").json()["questions"][1]["answer"] is False
    replaced = site.call("PUT", path, json={"title": "Other", "questions": QUESTIONS[:1]}).json()
    assert (replaced["title"], replaced["description"], replaced["total_questions"]) == ("Other", None, 1)

    page = site.call("GET", "/quizzes").json()
    assert (page["total"], page["limit"], page["offset"]) == (1, 50, 0)
    check(GOLDEN / "quiz_summary.json", mask(page["quizzes"][0]))
    assert site.call("DELETE", path).status_code == 204
    assert [site.call(method, path).status_code for method in ("GET", "DELETE")] == [404, 404]
    assert site.call("GET", "/study/quizzes").json()["quizzes"] == []


def test_an_export_is_a_file_and_can_be_imported(site: QuizSite) -> None:
    """JSON makes an equal quiz again; a spreadsheet reads the CSV, and finds no formula in it."""
    quiz = site.add(questions=[*QUESTIONS, {"type": "true_false", "question": '=1+1,"x"\n', "answer": True}])
    exported = site.call("GET", f"/quizzes/{quiz['id']}/export")
    assert exported.headers["content-disposition"] == f'attachment; filename="quiz-{quiz["id"]}.json"'
    copy = site.call("POST", "/quizzes", json=exported.json()).json()
    twin = site.call("GET", f"/quizzes/{copy['id']}/export").json()
    assert twin["questions"] == exported.json()["questions"]
    sheet = site.call("GET", f"/quizzes/{quiz['id']}/export?format=csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"), newline="")))
    assert [row["answer"] for row in rows] == [
        "7", "false", "Euclid\nEuclid of Alexandria", "two / 2\nitself", "true",
    ]  # fmt: skip
    assert rows[-1]["question"] == '\'=1+1,"x"\n'
    printed = site.call("GET", f"/quizzes/{quiz['id']}/export?format=pdf")
    assert printed.headers["content-type"] == "application/pdf"
    text = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages).split()
    )
    parts = (
        "Primes", "5 questions, 6 points", "1. Which is a prime? (2 points)", "b) 7", "b) False", "Answers", "Euclid",
        "It has one divisor.", '=1+1,"x"',
    )  # fmt: skip
    assert [part for part in parts if part not in text] == []
    assert text.index("Euclid") > text.index("Answers")
    assert site.call("GET", f"/quizzes/{quiz['id']}/export?format=docx").json()["fields"]["format"]
    site.start(quiz["id"])
    assert site.call("GET", f"/quizzes/{quiz['id']}/export?format=pdf").status_code == 409


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"title", "questions"}),
        ({"title": " ", "questions": []}, {"title", "questions"}),
        ({"title": "x" * 501, "questions": QUESTIONS, "time_limit": 0}, {"title", "time_limit"}),
        (
            {"title": "x", "questions": QUESTIONS, "passing_score": 101, "subject_id": "x"},
            {"passing_score", "subject_id"},
        ),
        ({"title": "x", "questions": QUESTIONS, "subject_id": str(uuid.uuid4())}, {"subject_id"}),
        ({"title": "x", "questions": [{"type": "cloze"}, 5]}, {"questions[0]", "questions[1]"}),
        ({"title": 5, "questions": "x"}, {"title", "questions"}),
    ],
    ids=range(7),
)
def test_every_wrong_field_is_named(site: QuizSite, body: dict[str, Any], fields: set[str]) -> None:
    """400 in the shape of the native API, and nothing is stored."""
    response = site.call("POST", "/quizzes", json=body)
    assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR")
    assert set(response.json()["fields"]) == fields
    assert site.call("GET", "/quizzes").json()["total"] == 0


def test_hostile_bodies_and_texts_are_refused_or_stay_as_they_are(site: QuizSite) -> None:
    """No JSON, NUL, half of a surrogate pair, too large; right-to-left text and markup come back verbatim."""
    for content in (b"", b"[]", b"{", b"\xff", b'{"title": "a\\u0000", "questions": []}', b'{"title": "\\ud800"}'):
        assert site.call("POST", "/quizzes", content=content).status_code == 400
    assert site.call("POST", "/quizzes", content=b'"' + b"x" * 3 * 2**20 + b'"').status_code == 413
    strange = "\u202eevil\u2066 <script>alert(1)</script> ' OR 1=1 -- \U0001f600 e\u0301"
    question = {"type": "short_answer", "question": strange, "answer": strange}
    quiz = site.add(title=strange, questions=[question])
    assert (quiz["title"], quiz["questions"][0]["question"]) == (strange, strange)
    assert site.call("GET", "/quizzes?subject_id=x").json()["fields"] == {"subject_id": "is not the id of a subject"}
    for quiz_id in ("x", "%00", str(uuid.uuid4()), "' OR 1=1"):
        assert site.call("GET", f"/quizzes/{quiz_id}").status_code in (400, 404)


def test_another_account_has_no_part_in_a_quiz(site: QuizSite) -> None:
    """404 for each method, with or without an attempt, and 401 without a token."""
    quiz = site.add()
    attempt = site.start(quiz["id"])
    quiz_path = f"/quizzes/{quiz['id']}"
    attempt_path = f"{quiz_path}/attempts/{attempt['id']}"
    calls: list[tuple[str, str, object]] = [
        ("GET", quiz_path, None), ("PATCH", quiz_path, {"title": "x"}), ("DELETE", quiz_path, None),
        ("PUT", quiz_path, {"title": "x", "questions": QUESTIONS}), ("GET", f"{quiz_path}/export", None),
        ("POST", f"{quiz_path}/attempts", None), ("GET", f"{quiz_path}/attempts", None), ("GET", attempt_path, None),
        ("PATCH", attempt_path, {"answers": {}}), ("POST", f"{attempt_path}/submit", {}),
        ("DELETE", attempt_path, None),
    ]  # fmt: skip
    stranger = site.stranger()
    for method, path, body in calls:
        response = site.call(method, path, account=stranger, json=body)
        assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND"), (method, path)
        assert site.http.request(method, f"/api{path}", json=body).status_code == 401
    other = site.add()
    assert site.call("GET", f"/quizzes/{other['id']}/attempts/{attempt['id']}").status_code == 404
    assert site.call("GET", "/quiz-attempts", account=stranger).json()["total"] == 0
    assert site.call("GET", attempt_path).json()["state"] == "running"


def test_programs_never_see_the_answers_of_the_servers_quizzes(site: QuizSite) -> None:
    """/rest/v1 has quiz and attempt, but no answer; nor can it change a score, or read the answers' tables."""
    quiz = site.add()
    attempt = site.start(quiz["id"])
    headers = site.server.headers(site.account)
    with site.server.client() as rest:
        for table in ("quizzes", "quiz_attempts"):
            response = rest.get(f"/{table}?select=*", headers=headers)
            assert len(response.json()) == 1
            assert not any(secret in response.text for secret in SECRETS)
        for table in ("quiz_keys", "quiz_attempt_keys"):
            assert rest.get(f"/{table}?select=*", headers=headers).json() == []
        row = f"/quiz_attempts?id=eq.{attempt['id']}"
        assert rest.patch(row, headers=headers, json={"score": 100, "completed": True}).status_code == 403
        assert site.submit(attempt, {}).json()["score"] == 0
        assert rest.patch(row, headers=headers, json={"score": 100}).status_code == 403
        # A program's own attempt is the program's.
        own = {"user_id": str(site.account), "quiz_id": quiz["id"], "score": 40, "completed": True}
        assert rest.post("/quiz_attempts", headers=headers, json=own).status_code == 201
        changed = rest.patch("/quiz_attempts?score=eq.40", headers=headers, json={"score": 50})
        assert changed.status_code == 204
    history = site.call("GET", f"/quizzes/{quiz['id']}/attempts").json()
    assert sorted(entry["score"] for entry in history["attempts"]) == [0, 50]


def test_a_quiz_of_a_program_can_be_attempted(site: QuizSite) -> None:
    """Its answers are in its row; the server reads them there, shows none, and scores."""
    questions = [{"question": "2+2?", "options": ["3", "4"], "correct_answer": 1}, {"question": "no answer"}]
    quiz_id = site.execute(
        "INSERT INTO public.quizzes (user_id, title, questions) VALUES ($1, 'Sums', $2::text::jsonb) RETURNING id",
        site.account, json.dumps(questions),
    )[0]["id"]  # fmt: skip
    shown = site.call("GET", f"/quizzes/{quiz_id}")
    assert (shown.json()["total_questions"], "answer" in shown.text.replace("no answer", "")) == (1, False)
    attempt = site.start(str(quiz_id))
    assert site.submit(attempt, {"q1": 1}).json()["score"] == 100
    for value in ("null", "5", '"x"', "[]", "{}", "[[1]]", '[{"question": null}]'):
        site.execute("UPDATE public.quizzes SET questions = $2::text::jsonb WHERE id = $1", quiz_id, value)
        response = site.call("POST", f"/quizzes/{quiz_id}/attempts")
        assert (response.status_code, response.json()["code"]) == (422, "VALIDATION_ERROR")


def test_an_account_takes_its_answers_along(site: QuizSite) -> None:
    """The export of the account has the answers, and nothing of a deleted account stays."""
    attempt = site.start(site.add()["id"])
    exported = site.call("GET", "/export").text
    assert exported.count("Euclid of Alexandria") == 2
    assert attempt["id"] in exported
    site.execute("DELETE FROM auth.users WHERE id = $1", site.account)
    for table in ("quizzes", "quiz_keys", "quiz_attempts", "quiz_attempt_keys"):
        assert site.execute(f"SELECT FROM public.{table} WHERE user_id = $1", site.account) == []
