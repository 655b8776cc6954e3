"""Sets and cards over HTTP, the queue of due cards, and statistics by study day."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integration.study.cards.site import NOON, CardClient

ZONE = "UPDATE public.profiles SET timezone = $2 WHERE id = $1"


def move(client: CardClient, zone: str) -> None:
    """Change the time zone of an account."""
    client.site.execute(ZONE, client.account, zone)


def test_sets_and_cards_are_made_changed_and_deleted(client: CardClient, other: CardClient) -> None:
    """A set counts its cards; a card goes with its set; another account sees neither, nor can it use the set."""
    first = client.ok("POST", "flashcard-sets", {"title": "Tides", "description": "of the sea"})
    set_id = first["id"]
    assert (first["total_cards"], first["due_cards"], first["new_cards"]) == (0, 0, 0)
    body = {"front_content": "moon\n月", "back_content": "sea", "set_id": set_id, "tags": ["a b"], "difficulty": "hard"}
    card = client.ok("POST", "flashcards", body)
    assert {name: card[name] for name in body} == body
    assert (card["state"], card["due_at"], card["suspended"], card["reviews"]) == ("new", None, False, 0)
    assert client.card(card["id"]) == card
    client.add_card("sun", "day")
    found = client.ok("GET", f"flashcard-sets/{set_id}")
    assert (found["total_cards"], found["new_cards"]) == (1, 1)
    assert client.ok("PATCH", f"flashcards/{card['id']}", {"back_content": "ocean"})["back_content"] == "ocean"
    replaced = client.ok("PUT", f"flashcards/{card['id']}", {"front_content": "x", "back_content": "y"})
    assert (replaced["set_id"], replaced["tags"], replaced["difficulty"]) == (None, [], None)
    client.ok("PATCH", f"flashcards/{card['id']}", {"set_id": set_id})
    listed = client.ok("GET", f"flashcards?set_id={set_id}&limit=1")
    assert (listed["total"], [item["id"] for item in listed["cards"]]) == (1, [card["id"]])
    assert client.ok("GET", "flashcard-sets?q=tid")["total"] == 1
    for method, path in (
        ("GET", f"flashcards/{card['id']}"), ("PATCH", f"flashcards/{card['id']}"),
        ("DELETE", f"flashcard-sets/{set_id}"),
        ("POST", f"flashcards/{card['id']}/suspend"), ("GET", "flashcards/nothing"),
    ):  # fmt: skip
        assert other.read_refusal(method, path, {} if method == "PATCH" else None) == (404, "NOT_FOUND")
    assert other.read_refusal("POST", "flashcards", body) == (400, "VALIDATION_ERROR")
    assert client.call("DELETE", f"flashcard-sets/{set_id}").status_code == 204
    assert client.read_refusal("GET", f"flashcards/{card['id']}") == (404, "NOT_FOUND")
    assert client.ok("GET", "flashcards")["total"] == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"front_content", "back_content"}),
        ({"front_content": " ", "back_content": "x" * 20_001}, {"front_content", "back_content"}),
        (
            {"front_content": 1, "back_content": "b", "tags": "a", "difficulty": "x"},
            {"front_content", "tags", "difficulty"},
        ),
        ({"front_content": "a", "back_content": "b", "tags": ["t"] * 51, "set_id": "x"}, {"tags", "set_id"}),
        ({"front_content": "a", "back_content": "b", "set_id": str(uuid.uuid4())}, {"set_id"}),
    ],
)
def test_wrong_fields_of_a_card_are_named(client: CardClient, body: dict[str, Any], fields: set[str]) -> None:
    """All that is wrong with a card is said at once, and nothing is stored."""
    response = client.call("POST", "flashcards", body)
    assert (response.status_code, set(response.json()["fields"])) == (400, fields)
    assert client.ok("GET", "flashcards")["total"] == 0


def test_bodies_that_are_no_text_are_refused(client: CardClient) -> None:
    """NUL characters, lone surrogates, broken JSON and other types are 400, never 500."""
    for raw in (
        b'{"front_content": "\\u0000", "back_content": "b"}',
        b'{"front_content": "\\ud800"}',
        b"[]",
        b"{",
        b"\xff",
    ):
        for path in ("flashcards", "reviews", "reviews/batch"):
            response = client.call("POST", path, content=raw)
            assert (response.status_code, response.json()["code"]) == (400, "VALIDATION_ERROR"), (raw, path)


def test_the_queue_has_what_is_due_and_some_new_cards(client: CardClient) -> None:
    """Cards in short steps come first, then due ones by their date, then new ones, as many as the day has left."""
    set_id = client.add_set()
    new = [client.add_card(f"new {number}") for number in range(4)]
    due = client.add_card("due", set_id=set_id)
    for days in (0, 0, 20):
        client.review(due, "easy", at=NOON + timedelta(days=days, minutes=days))
    client.site.execute(
        "UPDATE study.card_states SET due_at = now() - interval '1 day' WHERE card_id = $1", uuid.UUID(due)
    )
    client.review(new[0], "again", at=datetime.now(UTC) - timedelta(minutes=5))
    later = client.add_card("later")
    client.review(later, "easy")
    queue = client.due("?new=4")
    assert [card["front_content"] for card in queue["cards"]] == ["new 0", "due", "new 1", "new 2"]
    assert queue["counts"] == {"learning": 1, "review": 1, "new": 2}
    assert queue["next_due_at"] == client.card(later)["due_at"]
    assert client.fronts("?new=0") == ["new 0", "due"]
    assert client.fronts(f"?set_id={set_id}") == ["due"]
    assert client.ok("POST", f"flashcards/{due}/suspend")["suspended"]
    assert client.ok("POST", f"flashcards/{new[1]}/suspend")["state"] == "new"
    assert client.fronts("?new=4&limit=2") == ["new 0", "new 2"]
    client.ok("POST", f"flashcards/{due}/resume")
    assert "due" in client.fronts()
    preview = client.ok("GET", f"flashcards/{due}/preview")
    assert preview["again"] < preview["hard"] < preview["good"] < preview["easy"]
    reviewed = client.review(due, "good")
    assert reviewed["card"]["due_at"][:13] == preview["good"][:13]
    for path in (
        "flashcards/due?set_id=x",
        "reviews?card_id=x",
        "reviews/heatmap?from=x",
        "reviews/statistics?set_id=x",
    ):
        assert client.read_refusal("GET", path) == (400, "VALIDATION_ERROR")


def test_a_review_belongs_to_the_study_day_of_its_zone(client: CardClient) -> None:
    """23:50 and 00:10 are one day, 04:10 is the next; a day stays when the learner moves to another zone."""
    move(client, "Asia/Tokyo")
    card = client.add_card()
    day = NOON.replace(hour=0)
    # Midnight in Tokyo is 15:00 UTC.
    days = [
        client.review(card, "good", at=day + timedelta(hours=hours, minutes=minutes), duration_ms=30_000)["study_day"]
        for hours, minutes in ((14, 50), (15, 10), (18, 50), (19, 10))
    ]
    first, second = day.date().isoformat(), (day.date() + timedelta(days=1)).isoformat()
    assert days == [first, first, first, second]
    move(client, "America/Los_Angeles")
    client.review(card, "again", at=day + timedelta(hours=19, minutes=20))
    heat_map = client.ok("GET", f"reviews/heatmap?from={first}&to={second}")
    assert heat_map["days"] == [
        {"date": first, "reviews": 4, "correct": 3, "minutes": 1.5},
        {"date": second, "reviews": 1, "correct": 1, "minutes": 0.5},
    ]
    sessions = client.site.execute(
        "SELECT cards_studied AS n FROM public.flashcard_sessions WHERE user_id = $1 ORDER BY created_at",
        client.account,
    )
    assert [row["n"] for row in sessions] == [4, 1]
    assert len(client.ok("GET", "reviews/heatmap")["days"]) == 2
    assert client.ok("GET", f"reviews/heatmap?from={second}&to={first}")["days"] == []


def test_statistics_follow_from_reviews_and_cards(client: CardClient, other: CardClient) -> None:
    """Reviews by rating, retention of learned cards, cards by state and the forecast; undone reviews count nowhere."""
    empty = client.ok("GET", "reviews/statistics")
    assert (empty["reviews"]["total"], empty["retention"]["rate"], empty["forecast"]) == (0, None, [])
    set_id = client.add_set()
    card, failed, fresh = (client.add_card(str(number), set_id=set_id) for number in range(3))
    now = datetime.now(UTC)
    client.review(card, "easy", at=now - timedelta(days=20))
    client.review(card, "good", at=now - timedelta(days=10))
    client.review(failed, "easy", at=now - timedelta(days=20))
    client.review(failed, "again", at=now - timedelta(minutes=20))
    client.review(fresh, "hard")
    client.ok("POST", "reviews/undo")
    other.review(other.add_card())
    found = client.ok("GET", f"reviews/statistics?set_id={set_id}&forecast=365")
    assert {name: found["reviews"][name] for name in ("total", "again", "hard", "good", "easy", "days_studied")} == {
        "total": 4, "again": 1, "hard": 0, "good": 1, "easy": 2, "days_studied": 3,
    }  # fmt: skip
    retention = found["retention"]
    assert (retention["reviews"], retention["recalled"], retention["rate"], retention["wanted"]) == (2, 1, 0.5, 0.9)
    assert 0.7 < retention["expected"] <= 1
    counts = {"total": 3, "new": 1, "learning": 1, "review": 1, "suspended": 0, "due": 1}
    assert found["cards"] == counts
    assert sum(day["cards"] for day in found["forecast"]) == 2
    assert found["forecast"][0] == {"date": found["today"], "cards": 1}
    assert client.ok("GET", "reviews/statistics?days=15")["reviews"]["total"] == 2
    client.call("DELETE", f"flashcards/{card}")
    assert client.ok("GET", "reviews/statistics")["reviews"]["total"] == 4
    pages = client.ok("GET", "reviews?limit=3")
    assert [review["rating"] for review in pages["reviews"]] == ["again", "easy", "good"]
    rest = client.ok("GET", f"reviews?limit=3&before={pages['next_before']}")
    assert ([review["card_id"] for review in rest["reviews"]], rest["next_before"]) == ([None], None)


def test_reviews_are_in_the_export_and_go_with_the_account(client: CardClient) -> None:
    """The export of an account has schedules and reviews, and the account's deletion removes all of them."""
    card = client.add_card()
    review = client.review(card, "good")
    exported = json.loads(client.call("GET", "export").content)
    assert [row["id"] for row in exported["card_reviews"]] == [review["id"]]
    assert [row["card_id"] for row in exported["card_states"]] == [card]
    client.site.execute("DELETE FROM auth.users WHERE id = $1", client.account)
    for table in ("card_reviews", "card_states", "card_origins", "card_media", "card_imports"):
        assert client.site.execute(f"SELECT FROM study.{table} WHERE user_id = $1", client.account) == []
