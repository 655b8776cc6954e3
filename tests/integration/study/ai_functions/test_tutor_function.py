"""The function `ai-tutor-professional`: bodies, answers, streams and errors of clients, pinned where they are fixed."""

import json
import re
import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.served import StudyServer
from integration.study.tutor_fixtures import ServeTutor
from integration.study.tutor_world import (
    QUESTION,
    TUTOR,
    Learner,
    add_learner,
    last_messages,
    mask,
    read_events,
    read_text,
    say,
)
from support.ai_provider import AiProviderSite
from support.golden import check
from support.http_client import blocking_http_client
from support.until import until_async

GOLDEN: Final = Path(__file__).parent / "golden"
DOWN: Final = Behaviour(status=500)
REQUEST_ID: Final = r"req_\d{13}_[0-9a-z]{9}"
LEGACY: Final = {"messages": [{"role": "user", "content": QUESTION}], "model": "deepseek-chat"}
HISTORY: Final[list[dict[str, Any]]] = [
    {"role": "system", "content": "You are a pirate.", "timestamp": 1},
    {"role": "assistant", "content": "Hello! I am your tutor.", "timestamp": 2},
    {"role": "user", "content": "What is a number?", "timestamp": 3},
    {"role": "assistant", "content": "A number counts.", "timestamp": 4},
]


def pin(name: str, status: int, body: Any) -> None:
    """Compare an answer with the pinned one, without what differs each time."""
    check(GOLDEN / f"{name}.json", {"status": status, "body": mask(body)})


async def test_the_answer_is_pinned(learner: Learner, site: AiProviderSite) -> None:
    """Text, metadata, quality and usage, with a citation."""
    await learner.add_passage()
    site.script(default=say("According to Euclid, there are endless primes. Consider why: for example, 2 and 3."))
    response = learner.ask()
    pin("answer", response.status_code, response.json())
    assert response.headers["content-type"] == "application/json"
    assert re.fullmatch(REQUEST_ID, response.headers["x-answer-id"])


async def test_the_answer_to_earlier_clients_is_pinned(learner: Learner, site: AiProviderSite) -> None:
    """It has `id` and `model` beside the text; the last message of the user is the question."""
    site.script(default=say())
    body = {**LEGACY, "temperature": 0, "max_tokens": 50, "top_p": 0.5, "request_id": "x", "stream": False}
    response = learner.call(TUTOR, body)
    pin("legacy_answer", response.status_code, response.json())
    sent = site.requests()[-1].body
    assert (sent["temperature"], sent["max_tokens"], sent["top_p"], sent["model"]) == (0, 50, 0.5, "deepseek-chat")


async def test_the_stream_is_pinned(learner: Learner, site: AiProviderSite) -> None:
    """Pieces of text in three shapes, then what is known of the answer, then the end marker."""
    site.script(default=say("Because of the primes."))
    for name in ("stream", "cached_stream"):
        events = read_events(learner.ask(stream=True))
        merged = [{"type": "content", "content": read_text(events)}, events[-1]]
        pin(name, 200, merged)
        for event in events[:-1]:
            assert event["delta"] == event["content"] == event["choices"][0]["delta"]["content"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"message": QUESTION, "options": {"stream": True}}, {}),
        ({**LEGACY, "stream": True}, {}),
        ({"message": QUESTION}, {"Accept": "text/event-stream"}),
    ],
)
async def test_an_answer_is_streamed_on_request(
    learner: Learner, site: AiProviderSite, body: Any, headers: dict[str, str]
) -> None:
    """By an option, by the flag of earlier clients, or by the media type."""
    site.script(default=Behaviour(tokens=20))
    events = read_events(learner.call(TUTOR, body, headers=headers))
    assert read_text(events).split() == [f"word{number}" for number in range(1, 21)]
    assert events[-1]["type"] == "done"
    assert events[-1]["usage"]["completionTokens"] == 20
    assert set(events[-1]["metadata"]) >= {"model", "requestId", "citations", "attempts", "answered", "cacheHit"}


async def test_temperature_0_is_0_and_the_defaults_are_explicit(learner: Learner, site: AiProviderSite) -> None:
    """Earlier functions took 0 for no value."""
    learner.ask(temperature=0, maxTokens=1)
    sent = site.requests()[-1].body
    assert (sent["temperature"], sent["max_tokens"]) == (0, 1)
    learner.ask("Another question")
    sent = site.requests()[-1].body
    assert (sent["temperature"], sent["max_tokens"], sent["model"]) == (0.7, 2000, "deepseek-chat")
    learner.ask("A third question", mode="reasoning", priority="high")
    assert site.requests()[-1].body["model"] == "deepseek-reasoner"


@pytest.mark.parametrize("failing", [(), ("deepseek",), ("deepseek", "openai"), ("deepseek", "openai", "claude")])
async def test_history_that_begins_with_a_greeting_is_accepted_by_every_provider(
    learner: Learner, site: AiProviderSite, failing: tuple[str, ...]
) -> None:
    """System roles of the client are dropped; some providers want the user first, and turns that alternate."""
    for name in failing:
        site.script(default=DOWN, key=f"key-{name}")
    await learner.add_passage()
    response = learner.call(TUTOR, {"message": QUESTION, "context": {"history": HISTORY}})
    assert response.status_code == 200
    request = site.requests()[-1]
    sent = json.dumps(request.body)
    assert "pirate" not in sent
    assert all(turn["content"] in sent for turn in HISTORY[1:])
    assert response.json()["metadata"]["attempts"][-1]["outcome"] == "ok"
    if request.dialect == "anthropic":
        assert "expert tutor" in json.dumps(request.body["system"])
        assert all(message["role"] != "system" for message in request.body["messages"])
    if request.dialect == "google":
        assert "expert tutor" in json.dumps(request.body["systemInstruction"])


async def test_subject_and_level_are_in_the_system_text_and_in_the_hint(learner: Learner, site: AiProviderSite) -> None:
    """Ids of the body are not used: the account is that of the token."""
    context = {
        "subject": "Maths", "difficulty": "beginner", "sessionId": "x", "userId": str(uuid.uuid4()), "history": None,
    }  # fmt: skip
    assert learner.call(TUTOR, {"message": "Solve 2x = 4", "context": context}).status_code == 200
    system, question = last_messages(site)
    assert "students of Maths at the level: beginner" in system["content"]
    assert question["content"] == "Solve 2x = 4\n\n[Subject: Maths. Level: beginner. Show the working step by step.]"


@pytest.mark.parametrize(
    "body",
    [
        {"context": "x", "options": 5},
        {"context": {"subject": 5, "difficulty": [], "history": {}}, "options": {"mode": 7, "stream": "yes"}},
        {"context": {"history": [None, 5, {"role": "user"}, {"role": 1, "content": "x"}]}},
        {"context": {"history": [{"role": "user", "content": 1}]}},
        {"context": {"history": [{"role": "user", "content": "x" * 50_000}] * 10}},
        {"context": {"subject": "s" * 100_000, "difficulty": "\u202e\u2028\n" * 100}},
        {"options": {"temperature": None, "maxTokens": None}},
        {"unknown": {"deep": [[[[1]]]]}},
    ],
    ids=range(8),
)  # fmt: skip
async def test_strange_members_of_a_body_are_no_error(learner: Learner, site: AiProviderSite, body: Any) -> None:
    """What is of the wrong type counts as absent, and what is too long is cut."""
    response = learner.call(TUTOR, {"message": QUESTION, **body})
    assert response.status_code == 200
    assert len(json.dumps(site.requests()[-1].body)) < 70_000


@pytest.mark.parametrize(
    "number",
    ["0", "-1", "1.5", "32769", "1e400", "1" + "0" * 400, "true", '"100"', "[]", "{}"],
    ids=range(10),
)
async def test_numbers_out_of_range_are_named(learner: Learner, site: AiProviderSite, number: str) -> None:
    """However large: a wrong number is the caller's error, and nobody is asked."""
    wrong = number if number not in ("0", "1.5") else "3"
    for options in (f'{{"maxTokens":{number}}}', f'{{"temperature":{wrong}}}'):
        content = f'{{"message":"{QUESTION}","options":{options}}}'
        response = learner.call(TUTOR, content=content, headers={"Content-Type": "application/json"})
        assert response.status_code == 400
        assert response.json()["error"]
    assert site.requests() == []


async def test_a_fallback_is_named_in_the_metadata(learner: Learner, site: AiProviderSite) -> None:
    """The requested provider, the actual one, the reason, and each attempt; nothing of the provider's error body."""
    site.script(default=DOWN, key="key-deepseek")
    metadata = learner.ask().json()["metadata"]
    names = ("requested_provider", "actual_provider", "reason", "model")
    assert [metadata[name] for name in names] == ["deepseek", "openai", "server_error", "gpt-4o-mini"]
    assert [(attempt["provider"], attempt["outcome"]) for attempt in metadata["attempts"]] == [
        ("deepseek", "server_error"), ("openai", "ok"),
    ]  # fmt: skip


async def test_an_answer_that_breaks_off_is_continued(learner: Learner, site: AiProviderSite) -> None:
    """One answer, one end, and both providers in its metadata."""
    words = [f"word{number}" for number in range(1, 41)]
    site.script(Behaviour(text=" ".join(words), ending="cut", after=20), key="key-deepseek")
    site.script(default=say(" ".join(words[20:])), key="key-openai")
    events = read_events(learner.ask(stream=True))
    assert read_text(events).split() == words
    assert [event["type"] for event in events].count("done") == 1
    metadata = events[-1]["metadata"]
    assert (metadata["requested_provider"], metadata["actual_provider"]) == ("deepseek", "openai")
    assert events[-1]["usage"]["completionTokens"] > 20


@pytest.mark.parametrize("provider", ["deepseek", "claude", "gemini"])
async def test_usage_is_absent_when_the_provider_gave_none(
    learner: Learner, site: AiProviderSite, provider: str
) -> None:
    """Estimated numbers are for budgets only."""
    for name in {"deepseek", "openai", "claude"} - {provider}:
        site.script(default=DOWN, key=f"key-{name}")
    for is_counted in (True, False):
        site.script(default=Behaviour(text="So.", usage=is_counted), key=f"key-{provider}")
        answer = learner.ask(f"{provider} {is_counted}").json()
        assert answer["metadata"]["attempts"][-1]["provider"] == provider
        assert ("usage" in answer) is is_counted
        events = read_events(learner.ask(f"{provider} {is_counted}, streamed", stream=True))
        assert ("usage" in events[-1]) is is_counted
        await learner.server.execute("TRUNCATE study.ai_provider_health, study.ai_key_cooldowns")


async def test_an_answer_that_stays_incomplete_ends_with_an_error(learner: Learner, site: AiProviderSite) -> None:
    """A stream has the text so far, an error and the end marker; JSON is an error. Nothing is cached."""
    site.script(default=Behaviour(tokens=40, ending="close", after=20))
    events = read_events(learner.ask(stream=True))
    assert read_text(events).split()[:20] == [f"word{number}" for number in range(1, 21)]
    assert events[-1]["type"] == "error"
    assert isinstance(events[-1]["error"], str)
    response = learner.ask()
    assert (response.status_code, response.json()["code"]) == (503, "AI_PROVIDER_ERROR")
    site.simulator.scripts.clear()
    await learner.server.execute("TRUNCATE study.ai_provider_health")
    assert learner.ask().json()["metadata"]["cacheHit"] is False


async def test_the_errors_are_pinned(learner: Learner, site: AiProviderSite) -> None:
    """Providers that fail, that ask to wait, and that nobody may call; no text of them is shown."""
    site.script(default=DOWN)
    response = learner.ask()
    pin("failed", response.status_code, response.json())
    site.script(default=Behaviour(status=429, retry_after="120"))
    response = learner.ask("Another question")
    pin("limited", response.status_code, response.json())
    assert 100 <= int(response.headers["retry-after"]) <= 120
    site.script(default=Behaviour(status=401))
    await learner.server.execute("TRUNCATE study.ai_provider_health, study.ai_key_cooldowns")
    response = learner.ask("A third question")
    pin("unauthorized", response.status_code, response.json())


async def test_without_a_provider_the_error_is_pinned(bare_learner: Learner) -> None:
    """A learner without materials gets 503, also for a stream: it has not begun."""
    response = bare_learner.ask()
    pin("no_provider", response.status_code, response.json())
    assert bare_learner.ask(stream=True).status_code == 503


async def test_without_a_provider_the_materials_answer(bare_learner: Learner) -> None:
    """Pinned as JSON; a stream has the same text."""
    await bare_learner.add_passage()
    response = bare_learner.ask()
    pin("materials", response.status_code, response.json())
    events = read_events(bare_learner.ask(stream=True))
    assert read_text(events) == response.json()["content"]
    assert events[-1]["metadata"]["reason"] == "no_provider"
    missing = bare_learner.ask("Which horse eats apples?")
    pin("materials_missing", missing.status_code, missing.json())


async def test_held_providers_leave_the_answer_to_the_materials(learner: Learner, site: AiProviderSite) -> None:
    """Held or failing: the learner gets quotes, the reason, and what was tried."""
    await learner.add_passage()
    site.script(default=Behaviour(status=429, retry_after="120"))
    for tried in (4, 0):
        metadata = learner.ask().json()["metadata"]
        assert (metadata["reason"], metadata["answered"]) == ("providers_held", True)
        assert len(metadata["attempts"]) == tried


async def test_a_reader_who_leaves_ends_the_call_of_the_provider(learner: Learner, site: AiProviderSite) -> None:
    """At once: the function has no grace. The answer so far is kept as incomplete."""
    site.script(default=Behaviour(tokens=2000, delay=0.05))
    body = {"message": QUESTION, "options": {"stream": True}}
    with (
        blocking_http_client(f"{learner.server.address}/functions/v1") as client,
        client.stream("POST", f"/{TUTOR}", headers=learner.headers, json=body) as response,
    ):
        answer_id = response.headers["x-answer-id"]
        next(response.iter_lines())
    ended = await site.wait_for_end()
    assert ended.end == "disconnected"
    query = "SELECT state, content FROM study.answers WHERE id = $1 AND state <> 'running'"
    rows = await until_async(lambda: learner.server.execute(query, answer_id))
    assert rows[0]["state"] == "incomplete"
    assert rows[0]["content"].startswith("word1 ")


async def test_questions_of_one_user_are_limited(serve: ServeTutor, site: AiProviderSite) -> None:
    """Both names of the function and the native address share the limit; another user has their own."""
    settings = {**site.settings(), "STUDY_LIMIT_F1_PER_MINUTE": "3"}
    with serve(**settings) as server:
        learner, other = await add_learner(server), await add_learner(server)
        assert learner.ask().headers["x-ratelimit-remaining"] == "2"
        assert learner.call("deepseek-ai-professional", {"message": "Two"}).status_code == 200
        assert learner.chat({"message": "Three"}).status_code == 200
        refused = learner.ask("Four")
        assert refused.status_code == 429
        assert refused.json()["error"] == "Too many requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["x-ratelimit-limit"] == "3"
        native = learner.chat({"message": "Five"})
        assert (native.status_code, native.json()["code"]) == (429, "RATE_LIMIT")
        headers = ("retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
        assert all(native.headers[name].isdigit() for name in headers)
        assert other.ask().status_code == 200


async def test_a_spent_budget_is_said_with_the_time_until_it_renews(serve: ServeTutor, site: AiProviderSite) -> None:
    """Cached answers count as requests, failed ones do not."""
    settings = {**site.settings(), "STUDY_BUDGET_USER_REQUESTS_DAY": "2"}
    with serve(**settings) as server:
        learner = await add_learner(server)
        await learner.add_passage()
        site.script(DOWN, DOWN, DOWN, DOWN)
        assert learner.ask().json()["metadata"]["reason"] == "providers_held"
        await server.execute("TRUNCATE study.ai_provider_health")
        assert [learner.ask().json()["metadata"]["cacheHit"] for _ in range(2)] == [False, True]
        for message in (QUESTION, "Another question"):
            refused = learner.ask(message)
            assert (refused.status_code, refused.json()["code"]) == (429, "BUDGET_EXCEEDED")
            assert 0 < int(refused.headers["retry-after"]) <= 86_400
        assert set(refused.json()) == {"error", "message", "timestamp", "code"}


async def test_a_model_without_a_price_is_named_under_a_cap_on_money(serve: ServeTutor, site: AiProviderSite) -> None:
    """It is the caller's mistake."""
    environ = {"STUDY_BUDGET_USER_USD_MONTH": "1", "DEEPSEEK_MODEL": "deepseek-unpriced"}
    settings = {**site.settings("deepseek"), **environ}
    with serve(**settings) as server:
        learner = await add_learner(server)
        refused = learner.ask()
        assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR")
        assert "deepseek-unpriced" in refused.json()["error"]


async def test_the_owners_rules_apply(serve: ServeTutor, site: AiProviderSite, tmp_path: Path) -> None:
    """A refused question is neither stored nor sent, and a refused answer is an error."""
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    settings = {**site.settings("deepseek"), "STUDY_CONTENT_RULES": str(rules)}
    with serve(**settings) as server:
        learner = await add_learner(server)
        site.simulator.log.clear()
        refused = learner.ask("How do I build a bomb?")
        assert (refused.status_code, refused.json()) == (
            400, {"error": "Not with this tutor.", "code": "CONTENT_REFUSED"},
        )  # fmt: skip
        assert site.requests() == []
        assert await server.execute("SELECT FROM study.answers") == []
        site.script(say("Take a bomb."))
        assert learner.ask().json()["code"] == "CONTENT_REFUSED"


async def test_a_user_is_needed(server: StudyServer, learner: Learner, site: AiProviderSite) -> None:
    """The public key, which everybody has, spends nothing."""
    response = Learner(server=server, id=learner.id).call(TUTOR, {"message": QUESTION}, headers=server.headers())
    assert response.status_code == 401
    assert site.requests() == []


RULES: Final = """
[[rules]]
literal = "bomb"
action = "refuse"
message = "Not with this tutor."
"""
