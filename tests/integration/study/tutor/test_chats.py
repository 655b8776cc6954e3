"""`/api/ai/chats`: chats of the page, questions that are asked again, passages of citations, and choices."""

import re
import uuid
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.tutor_world import PRIMES, QUESTION, Learner, add_learner, last_messages, mask, say
from support.ai_provider import AiProviderSite
from support.golden import check
from support.http_client import blocking_http_client
from support.until import until

GOLDEN: Final = Path(__file__).parent / "golden"
CHATS: Final = "/api/ai/chats"


def call(learner: Learner, method: str, path: str, **options: Any) -> httpx2.Response:
    """Send a request of a learner."""
    with blocking_http_client(learner.server.address) as client:
        return client.request(method, path, headers=learner.headers, **options)


def begin(learner: Learner, **fields: Any) -> str:
    """Add a chat, and return its id."""
    added = call(learner, "POST", CHATS, json={"title": "Numbers", **fields})
    assert added.status_code == 201, added.text
    chat_id: str = added.json()["id"]
    return chat_id


def read(learner: Learner, chat_id: str, **params: Any) -> Any:
    """Return a chat."""
    return call(learner, "GET", f"{CHATS}/{chat_id}", params=params).json()


def texts(chat: Any) -> list[str]:
    """Return the texts of a chat's messages."""
    return [message["content"] for message in chat["message_list"]]


def mask_chat(chat: Any) -> Any:
    """Return a chat without ids and times."""
    masked = mask(chat)
    for item in (masked, *masked.get("message_list", ())):
        item.update(dict.fromkeys({"id", "created_at", "updated_at", "milliseconds"} & item.keys(), "..."))
    return masked


async def test_a_chat_of_the_page(learner: Learner, site: AiProviderSite) -> None:
    """It is named, asked, read with model, cost and citations, listed, renamed, exported and deleted."""
    await learner.add_passage()
    site.script(default=say())
    chat_id = begin(learner)
    learner.chat({"message": QUESTION, "session_id": chat_id})
    chat = read(learner, chat_id)
    check(GOLDEN / "chat.json", mask_chat(chat))
    listed = call(learner, "GET", CHATS, params={"q": "numb"}).json()
    assert ([item["id"] for item in listed["chats"]], listed["total"]) == ([chat_id], 1)
    assert call(learner, "GET", CHATS, params={"q": "%"}).json()["total"] == 0
    renamed = call(learner, "PATCH", f"{CHATS}/{chat_id}", json={"title": " Whole \n numbers "}).json()
    assert renamed["title"] == "Whole numbers"
    exported = call(learner, "GET", f"{CHATS}/{chat_id}/export")
    assert exported.headers["content-disposition"] == f'attachment; filename="chat-{chat_id}.md"'
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "TIME", exported.text)
    check(GOLDEN / "chat_export.json", text.splitlines())
    other = await add_learner(learner.server)
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/export")):
        refused = call(other, method, f"{CHATS}/{chat_id}{path}", **({"json": {}} if method == "PATCH" else {}))
        assert (refused.status_code, refused.json()["code"]) == (404, "NOT_FOUND")
    assert call(other, "GET", CHATS).json()["chats"] == []
    assert call(learner, "DELETE", f"{CHATS}/{chat_id}").status_code == 204
    assert call(learner, "GET", f"{CHATS}/{chat_id}").status_code == 404
    answer_id = chat["message_list"][0]["answer_id"]
    assert call(learner, "GET", f"/api/ai/chat/{answer_id}").status_code == 404


async def test_a_question_is_asked_again(learner: Learner, site: AiProviderSite) -> None:
    """It replaces itself and what follows, knows only what was said before, and is no answer of the cache."""
    chat_id = begin(learner)
    for number in (1, 2, 3):
        site.script(default=say(f"Answer {number}."))
        learner.chat({"message": f"Question {number}?", "session_id": chat_id})
    second = read(learner, chat_id)["message_list"][2]
    site.script(default=say("Another answer."))
    body = {"message": "Question 2?", "session_id": chat_id, "replaces": second["id"]}
    assert learner.chat(body).json()["content"] == "Another answer."
    sent = [message["content"] for message in last_messages(site)]
    assert (any("Question 1" in text for text in sent), any("Answer 2" in text for text in sent)) == (True, False)
    assert texts(read(learner, chat_id)) == ["Question 1?", "Answer 1.", "Question 2?", "Another answer."]
    gone = learner.chat(body)
    assert (gone.status_code, gone.json()["code"]) == (404, "NOT_FOUND")
    other = await add_learner(learner.server)
    first = read(learner, chat_id)["message_list"][0]["id"]
    assert other.chat({"message": "x", "session_id": begin(other), "replaces": first}).status_code == 404
    assert learner.chat({"message": "x", "replaces": first}).json()["fields"] == {"replaces": "needs a session_id"}
    assert len(texts(read(learner, chat_id))) == 4


async def test_an_answer_in_the_making_is_replaced(learner: Learner, site: AiProviderSite) -> None:
    """A chat names the answer that is being made; asking again ends it, and it becomes no message."""
    chat_id = begin(learner)
    site.script(default=Behaviour(tokens=400, delay=0.05))
    with blocking_http_client(learner.server.address) as client:
        body = {"message": "Why?", "session_id": chat_id, "stream": True}
        with client.stream("POST", "/api/ai/chat", json=body, headers=learner.headers) as response:
            chat = read(learner, chat_id)
            assert chat["running"] == response.headers["x-answer-id"]
            assert texts(chat) == ["Why?"]
            site.script(default=say("Quickly."))
            question = chat["message_list"][0]["id"]
            assert learner.chat({"message": "Why?", "session_id": chat_id, "replaces": question}).status_code == 200
            assert response.read()
    until(lambda: read(learner, chat_id)["running"] is None)
    assert texts(read(learner, chat_id)) == ["Why?", "Quickly."]


async def test_a_cited_passage_is_opened(learner: Learner) -> None:
    """The passage has the place of the quote and what stands around it; another account does not find it."""
    material = uuid.uuid4()
    await learner.add_passage("Before.", source_id=material)
    passage = await learner.add_passage(source_id=material)
    await learner.server.execute("UPDATE study.passages SET position = 1 WHERE id = $1", passage)
    path = f"/api/materials/{material}/passages/{passage}"
    found = call(learner, "GET", path, params={"quote": "Every whole number"}).json()
    assert (found["content"], found["offset"], found["previous"], found["next"]) == (
        PRIMES, PRIMES.index("Every whole number"), "Before.", None
    )  # fmt: skip
    assert call(learner, "GET", path, params={"quote": "nothing of it"}).json()["offset"] is None
    other = await add_learner(learner.server)
    for unknown in (call(other, "GET", path), call(learner, "GET", f"/api/materials/{material}/passages/x")):
        assert (unknown.status_code, unknown.json()["code"]) == (404, "NOT_FOUND")


async def test_only_the_chosen_materials_are_searched(learner: Learner, site: AiProviderSite) -> None:
    """A chat about a material cites that one only, also when another one fits better."""
    site.script(default=say())
    chosen = uuid.uuid4()
    await learner.add_passage(title="Better")
    await learner.add_passage("A prime is mentioned here, and its divisors.", title="Chosen", source_id=chosen)
    chat_id = begin(learner, material_ids=[str(chosen)])
    answer = learner.chat({"message": "What is a prime, and its divisors?", "session_id": chat_id}).json()
    cited = {citation["title"] for citation in answer["metadata"]["citations"]}
    assert cited <= {"Chosen"}
    assert read(learner, chat_id)["material_ids"] == [str(chosen)]
    changed = call(learner, "PATCH", f"{CHATS}/{chat_id}", json={"material_ids": []}).json()
    assert changed["material_ids"] == []
    again = learner.chat({"message": "What is a prime, and its divisors?", "session_id": chat_id}).json()
    assert "Better" in {citation["title"] for citation in again["metadata"]["citations"]}


async def test_the_owner_of_materials_chooses_to_use_only_them(learner: Learner, site: AiProviderSite) -> None:
    """No provider is asked then: answers are quotes, and an account without materials is told why there is none."""
    assert call(learner, "GET", "/api/ai/settings").json() == {"only_materials": False}
    assert call(learner, "PUT", "/api/ai/settings", json={"only_materials": True}).json() == {"only_materials": True}
    refused = learner.chat({"message": QUESTION})
    assert (refused.status_code, "your materials only" in refused.json()["message"]) == (503, True)
    await learner.add_passage()
    answer = learner.chat({"message": QUESTION}).json()
    assert (answer["provider"], answer["metadata"]["reason"]) == ("materials", "only_materials")
    assert answer["content"].startswith("This answer comes from your own materials only, as you have chosen:")
    assert site.requests() == []
    assert call(learner, "PUT", "/api/ai/settings", json={}).json()["fields"] == {"only_materials": "is missing"}


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [(say("OK"), (True, "ok")), (Behaviour(status=401), (False, "auth_failed"))],
)
def test_a_provider_is_tested(
    learner: Learner, site: AiProviderSite, behaviour: Behaviour, expected: tuple[bool, str]
) -> None:
    """It alone is called, and the answer says whether its key works and what to do."""
    site.script(default=behaviour)
    tested = call(learner, "POST", "/api/ai/providers/openai/test").json()
    assert (tested["ok"], tested["outcome"]) == expected
    assert {request.dialect for request in site.requests()} == {"openai"}
    assert call(learner, "POST", "/api/ai/providers/acme/test").status_code == 404


async def test_metadata_of_programs_breaks_nothing(learner: Learner) -> None:
    """Chats and messages whose metadata are anything are shown without them."""
    chat_id = begin(learner)
    await learner.server.execute(
        "UPDATE public.ai_tutor_sessions SET session_metadata = '[1]', title = NULL WHERE id = $1::text::uuid", chat_id
    )
    for metadata in ("null", "[]", '{"citations": 5, "cost_usd": "much", "cached": 1}'):
        await learner.server.execute(
            "INSERT INTO public.ai_messages (user_id, session_id, role, content, message_metadata)"
            " VALUES ($1, $2::text::uuid, 'assistant', 'Hello', $3::jsonb)",
            learner.id, chat_id, metadata,
        )  # fmt: skip
    chat = read(learner, chat_id, limit=2)
    assert (chat["title"], chat["material_ids"], chat["has_earlier"]) == ("New chat", [], True)
    assert [message["citations"] for message in chat["message_list"]] == [[], []]
    earlier = read(learner, chat_id, before=chat["message_list"][0]["created_at"])
    assert (texts(earlier), earlier["has_earlier"]) == (["Hello"], False)
    assert call(learner, "GET", f"{CHATS}/{chat_id}/export").status_code == 200
    # Messages of the same time are told apart by their ids.
    await learner.server.execute(
        "UPDATE public.ai_messages SET created_at = now() WHERE session_id = $1::text::uuid", chat_id
    )
    page, ids = read(learner, chat_id, limit=1), set()
    while page["message_list"]:
        (message,) = page["message_list"]
        ids.add(message["id"])
        page = read(learner, chat_id, limit=1, before=message["created_at"], before_id=message["id"])
    assert len(ids) == 3
