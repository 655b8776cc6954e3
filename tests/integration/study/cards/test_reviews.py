"""Reviews over HTTP: once only, in the order of their instants, and undone as if they had never been."""

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from integration.study.cards.site import NOON, CardClient
from support.until import until

SM2 = "SELECT easiness::float8, repetitions, interval_days FROM study.card_schedules WHERE card_id = $1"
SESSIONS = """
SELECT cards_studied, cards_correct, cards_incorrect FROM public.flashcard_sessions
WHERE user_id = $1 ORDER BY created_at
"""
STUDIED = "SELECT coalesce(sum(flashcards_studied), 0)::int AS n FROM public.study_analytics WHERE user_id = $1"


def schedule(client: CardClient, card_id: str) -> dict[str, Any]:
    """Return what the schedules say about a card, by FSRS and by SM-2."""
    card = client.card(card_id)
    names = (
        "state",
        "due_at",
        "stability",
        "memory_difficulty",
        "reviews",
        "lapses",
        "last_review_at",
        "mastery_level",
    )
    sm2 = [tuple(row) for row in client.site.execute(SM2, uuid.UUID(card_id))]
    return {**{name: card[name] for name in names}, "sm2": sm2}


def test_a_review_schedules_its_card_and_counts_once(client: CardClient, review_id: str) -> None:
    """A review that is sent again changes nothing; its id with another rating or card is a conflict."""
    card, set_id = client.add_card(), client.add_set()
    body = {"id": review_id, "card_id": card, "rating": "good", "duration_ms": 61_000}
    first = client.ok("POST", "reviews", body)
    assert (first["duplicate"], first["card"]["state"]) == (False, "learning")
    before = schedule(client, card)
    assert (before["reviews"], before["mastery_level"]) == (1, 1)
    again = client.ok("POST", "reviews", body)
    assert again == {**first, "duplicate": True}
    assert schedule(client, card) == before
    assert client.read_refusal("POST", "reviews", {**body, "rating": "easy"}) == (409, "REVIEW_CONFLICT")
    other_card = client.add_card(set_id=set_id)
    assert client.read_refusal("POST", "reviews", {**body, "card_id": other_card}) == (409, "REVIEW_CONFLICT")
    assert schedule(client, other_card)["reviews"] == 0
    assert [tuple(row) for row in client.site.execute(SESSIONS, client.account)] == [(1, 1, 0)]
    assert client.site.execute(STUDIED, client.account)[0]["n"] == 1


def test_the_order_of_arrival_makes_no_difference(client: CardClient) -> None:
    """Late reviews are counted in the order of their instants, by both schedules, in a batch or one by one."""
    answers = [("good", 0), ("again", 3), ("hard", 5), ("easy", 12)]
    results = []
    for order in [*itertools.permutations(answers)][::5]:
        card = client.add_card()
        for rating, days in order:
            client.review(card, rating, at=NOON + timedelta(days=days))
        results.append(schedule(client, card))
    batched = client.add_card()
    reviews = [
        {"id": str(uuid.uuid4()), "card_id": batched, "rating": rating, "reviewed_at": str(NOON + timedelta(days=days))}
        for rating, days in reversed(answers)
    ]
    assert len(client.ok("POST", "reviews/batch", {"reviews": reviews})["reviews"]) == len(answers)
    results.append(schedule(client, batched))
    assert all(result == results[0] for result in results)
    assert (results[0]["reviews"], results[0]["lapses"]) == (4, 0)
    assert results[0]["sm2"] == [(1.92, 2, 6)]


def test_an_undone_review_has_never_been(client: CardClient) -> None:
    """The last review, also of the last card, and any other can be undone; a review that is sent again stays undone."""
    card = client.add_card(set_id=client.add_set())
    new = schedule(client, card)
    ids = [str(uuid.uuid4()) for _ in range(3)]
    states = []
    for number, review_id in enumerate(ids):
        body = {"id": review_id, "card_id": card, "rating": "good", "reviewed_at": str(NOON + timedelta(days=number))}
        states.append(schedule(client, card))
        client.ok("POST", "reviews", body)
    assert client.due()["cards"][0]["id"] == card
    undone = client.ok("POST", "reviews/undo")
    assert (undone["id"], undone["undone"]) == (ids[2], True)
    assert schedule(client, card)["stability"] == states[2]["stability"]
    assert client.ok("DELETE", f"reviews/{ids[0]}")["undone"]
    assert client.ok("DELETE", f"reviews/{ids[0]}")["undone"]
    assert schedule(client, card)["reviews"] == 1
    again = client.ok("POST", "reviews", {"id": ids[0], "card_id": card, "rating": "good"})
    assert (again["duplicate"], again["undone"]) == (True, True)
    assert [review["id"] for review in client.ok("GET", "reviews")["reviews"]] == [ids[1]]
    client.ok("POST", "reviews/undo")
    assert {**schedule(client, card), "sm2": []} == new
    assert client.read_refusal("POST", "reviews/undo") == (404, "NOT_FOUND")
    assert client.site.execute(SESSIONS, client.account) == []
    assert client.site.execute(STUDIED, client.account)[0]["n"] == 0


def test_reviews_at_the_same_time_all_count(client: CardClient) -> None:
    """Reviews of cards of one set that arrive together are all stored, and those with one id once."""
    set_id = client.add_set()
    cards = [client.add_card(set_id=set_id) for _ in range(3)]
    bodies = [{"id": str(uuid.uuid4()), "card_id": card, "rating": "good"} for card in cards for _ in range(4)]
    with ThreadPoolExecutor(6) as executor:
        responses = [*executor.map(lambda body: client.ok("POST", "reviews", body), bodies * 2)]
    assert sum(not response["duplicate"] for response in responses) == len(bodies)
    assert [client.card(card)["reviews"] for card in cards] == [4, 4, 4]
    assert [tuple(row) for row in client.site.execute(SESSIONS, client.account)] == [(12, 12, 0)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "x"}, "id"),
        ({"card_id": None}, "card_id"),
        ({"rating": "perfect"}, "rating"),
        ({"rating": 3}, "rating"),
        ({"reviewed_at": "2999-01-01T00:00:00Z"}, "reviewed_at"),
        ({"reviewed_at": "1999-12-31T23:59:59Z"}, "reviewed_at"),
        ({"reviewed_at": "yesterday"}, "reviewed_at"),
        ({"duration_ms": -1}, "duration_ms"),
        ({"duration_ms": 10**12}, "duration_ms"),
    ],
)
def test_wrong_fields_are_named(client: CardClient, review_id: str, change: dict[str, object], field: str) -> None:
    """A wrong field is named, alone and in a batch, of which nothing is stored then."""
    right = {"id": review_id, "card_id": client.add_card(), "rating": "good"}
    response = client.call("POST", "reviews", {**right, **change})
    assert (response.status_code, [*response.json()["fields"]]) == (400, [field])
    response = client.call("POST", "reviews/batch", {"reviews": [right, {**right, **change}]})
    assert (response.status_code, [*response.json()["fields"]]) == (400, [f"reviews[1].{field}"])
    assert client.ok("GET", "reviews")["reviews"] == []


def test_cards_and_reviews_of_others_are_not_there(client: CardClient, other: CardClient, review_id: str) -> None:
    """Another account's cards cannot be reviewed, and its reviews cannot be undone, even in a batch with own cards."""
    card, own = client.add_card(), other.add_card()
    body = {"id": review_id, "card_id": card, "rating": "good"}
    assert other.read_refusal("POST", "reviews", body) == (404, "NOT_FOUND")
    batch = {"reviews": [{**body, "id": str(uuid.uuid4()), "card_id": own}, body]}
    assert other.read_refusal("POST", "reviews/batch", batch) == (404, "NOT_FOUND")
    assert other.card(own)["reviews"] == 0
    client.ok("POST", "reviews", body)
    assert other.read_refusal("DELETE", f"reviews/{review_id}") == (404, "NOT_FOUND")
    assert other.read_refusal("GET", f"flashcards/{card}/preview") == (404, "NOT_FOUND")
    assert not other.ok("POST", "reviews", {**body, "card_id": own})["duplicate"]
    for reviews in ([], "x", [body] * 501):
        assert client.read_refusal("POST", "reviews/batch", {"reviews": reviews}) == (400, "VALIDATION_ERROR")


def test_a_program_that_reviews_by_the_function_is_counted(client: CardClient) -> None:
    """update_spaced_repetition schedules as before, and a job counts its review for the other schedule as well."""
    card = client.add_card()
    server = client.site.server
    for quality in (5, 5, 1):
        body = {"p_flashcard_id": card, "p_user_id": str(client.account), "p_quality": quality}
        response = client.site.http.post(
            "/rest/v1/rpc/update_spaced_repetition", json=body, headers=server.headers(client.account)
        )
        assert response.status_code == 204, response.text
    until(lambda: client.card(card)["lapses"])
    found = client.card(card)
    assert (found["state"], found["reviews"], found["lapses"]) == ("relearning", 3, 1)
    assert schedule(client, card)["sm2"] == [(2.16, 0, 1)]
    assert client.site.execute(SESSIONS, client.account) == []
    client.review(card, "good")
    assert schedule(client, card)["sm2"] == [(2.16, 1, 1)]
