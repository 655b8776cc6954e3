"""Lists as JSON, CSV and PDF; the text of PDFs is read back with pypdf."""

import csv
import io

import httpx2
import pypdf
import pytest

from integration.study.planner.site import NativeClient

NAMES = (
    "analytics", "subjects", "tasks", "goals", "study-sessions", "calendar", "timetable", "exams", "cards", "quizzes",
    "materials", "rooms", "notifications", "achievements",
)  # fmt: skip


def read_pdf(response: httpx2.Response) -> str:
    """Return the text of a PDF, with single spaces."""
    assert (response.status_code, response.headers["content-type"]) == (200, "application/pdf"), response.text
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fill(client: NativeClient) -> None:
    """Add a row to each list."""
    subject = client.add("subjects", name="Ελληνικά")["id"]
    client.add("tasks", title="=1+1", description="Übung №5 — «Да»", subject_id=subject)
    client.add("study-sessions", title="Fourier", status="completed", duration=42, subject_id=subject)
    client.add("timetable", day_of_week=1, start_time="08:15", end_time="09:45", subject_id=subject, room="H 104")
    cards = client.add("flashcard-sets", title="Kanji")["id"]
    client.add("flashcards", set_id=cards, front_content="犬 🐕 \u202eabc\u202c e\u0301", back_content="dog " * 400)
    client.add(
        "quizzes", title="Capitals",
        questions=[{"type": "true_false", "question": "Is Bern the capital of Switzerland?", "answer": True}],
    )  # fmt: skip


def test_a_pdf_has_all_parts_in_the_scripts_of_its_font(client: NativeClient) -> None:
    """Latin, Greek and Cyrillic are read back; what the font does not have is replaced, counted, and no error."""
    fill(client)
    text = read_pdf(client.call("GET", "export?format=pdf"))
    for part in ("Study report", "42 minutes", "Ελληνικά", "=1+1", "Übung №5 — «Да»", "Fourier", "Monday", "H 104",
                 "Kanji", "dog dog", "Is Bern the capital", "First session"):  # fmt: skip
        assert part in text, part
    assert "\ufffd \ufffd" in text
    assert "2 characters are of scripts" in text
    only = read_pdf(client.call("GET", "study/exports/timetable?format=pdf"))
    assert "H 104" in only
    assert "Fourier" not in only
    assert client.wrong_fields("GET", "export?format=pdf&parts=x")["parts"]


def test_the_json_export_of_an_account_is_still_the_default(client: NativeClient) -> None:
    """Without a format, and with `json`."""
    for path in ("export", "export?format=json"):
        response = client.call("GET", path)
        assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
        assert response.json()["format"] == 1
    assert client.wrong_fields("GET", "export?format=docx")["format"]


@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_json_and_csv(client: NativeClient, other_client: NativeClient, name: str) -> None:
    """With the same rows and columns, of one account only; texts that look like formulas are marked."""
    fill(client)
    response = client.call("GET", f"exports/{name}")
    rows = response.json()["rows"]
    table = client.call("GET", f"study/exports/{name}?format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    read = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [list(row) for row in read] == [list(row) for row in rows]
    assert f'filename="{name}.csv"' in table.headers["content-disposition"]
    if name == "tasks":
        assert (rows[0]["title"], read[0]["title"], rows[0]["subject"]) == ("=1+1", "'=1+1", "Ελληνικά")
    if name == "quizzes":
        assert (rows[0]["quiz"], rows[0]["answer"]) == ("Capitals", "true")
    if name != "analytics":
        assert other_client.get(f"exports/{name}")["rows"] == []


def test_unknown_lists_are_not_found(client: NativeClient) -> None:
    """And an unknown format is refused."""
    assert client.refuse("GET", "exports/passwords") == (404, "NOT_FOUND")
    assert client.wrong_fields("GET", "exports/tasks?format=exe")["format"]


def test_answers_of_a_running_attempt_are_in_no_export(client: NativeClient) -> None:
    """Neither in JSON nor in CSV; afterwards they are."""
    quiz = client.add(
        "quizzes", title="q",
        questions=[{"type": "short_answer", "question": "Who?", "answer": ["Ada Lovelace"], "explanation": "Hidden"}],
    )["id"]  # fmt: skip
    started = client.call("POST", f"quizzes/{quiz}/attempts")
    for format_ in ("json", "csv"):
        content = client.call("GET", f"exports/quizzes?format={format_}").text
        assert "Who?" in content
        assert "Ada" not in content
        assert "Hidden" not in content
    client.call("POST", f"quizzes/{quiz}/attempts/{started.json()['id']}/submit", {"answers": {}})
    assert "Ada" in client.call("GET", "exports/quizzes").text
