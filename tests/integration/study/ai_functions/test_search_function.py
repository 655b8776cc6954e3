"""The function `semantic-search`: what it finds in materials, cards and messages of the caller."""

import uuid
from typing import Any

import pytest

from integration.study.served import StudyServer
from integration.study.tutor_world import PRIMES, Learner, add_learner

SEARCH = "semantic-search"


async def add_card(learner: Learner) -> uuid.UUID:
    """Add a card, and return its id."""
    sets = await learner.server.execute(
        "INSERT INTO public.flashcard_sets (user_id, title) VALUES ($1, 'Primes') RETURNING id", learner.id
    )
    rows = await learner.server.execute(
        "INSERT INTO public.flashcards (user_id, set_id, front_content, back_content) VALUES"
        " ($1, $2, 'What is a prime?', 'A number with two divisors') RETURNING id",
        learner.id,
        sets[0]["id"],
    )
    card_id: uuid.UUID = rows[0]["id"]
    return card_id


async def add_message(learner: Learner) -> uuid.UUID:
    """Add a message of the assistant, and return its id."""
    rows = await learner.server.execute(
        "INSERT INTO public.ai_messages (user_id, session_id, role, content) VALUES"
        " ($1, $2, 'assistant', 'A prime has no other divisors.') RETURNING id",
        learner.id,
        await learner.add_session(),
    )
    message_id: uuid.UUID = rows[0]["id"]
    return message_id


async def test_materials_cards_and_messages_are_found(bare_learner: Learner) -> None:
    """Best first, with id, type, title, a verbatim snippet and a score; without weights there is no vector."""
    ids = {
        "material": await bare_learner.add_passage(), "card": await add_card(bare_learner),
        "message": await add_message(bare_learner),
    }  # fmt: skip
    answer = bare_learner.call(SEARCH, {"query": "prime divisors"}).json()
    assert answer["embedding"] is None
    results = answer["results"]
    assert {result["type"]: result["id"] for result in results} == {kind: str(id_) for kind, id_ in ids.items()}
    scores = [result["score"] for result in results]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    snippets = {result["type"]: result["snippet"] for result in results}
    assert snippets["material"] in PRIMES
    assert {result["title"] for result in results} == {"Primes", "Chat"}


@pytest.mark.parametrize("kind", ["material", "card", "message"])
async def test_types_and_limit_narrow_the_search(bare_learner: Learner, kind: str) -> None:
    """Only results of these types, and no more than the limit."""
    for _ in range(3):
        await bare_learner.add_passage()
        await add_card(bare_learner)
        await add_message(bare_learner)
    results = bare_learner.call(SEARCH, {"query": "prime divisors", "types": [kind], "limit": 2}).json()["results"]
    assert [result["type"] for result in results] == [kind, kind]


async def test_nobody_finds_what_belongs_to_others(bare_server: StudyServer, bare_learner: Learner) -> None:
    """The search is limited to the account of the token."""
    await bare_learner.add_passage()
    stranger = await add_learner(bare_server)
    assert stranger.call(SEARCH, {"query": "prime"}).json()["results"] == []


@pytest.mark.parametrize(
    "query", ["\U0001f600", "' OR 1=1 --", "a & b | !c <-> (d", "%_\\", "x" * 10_000, "\u202e\u05d0", "the of and"]
)
async def test_no_query_breaks_the_search(bare_learner: Learner, query: str) -> None:
    """Operators of the search and of SQL are words like others."""
    await bare_learner.add_passage()
    response = bare_learner.call(SEARCH, {"query": query})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    assert set(answer) == {"embedding", "results"}
