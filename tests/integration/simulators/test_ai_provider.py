"""The simulated AI providers: as strict as the vendors, scripted over HTTP, and with a log of what happened."""

import time
from collections.abc import Iterator
from typing import Any, Final

import httpx2 as httpx
import pytest

from support.ai_provider import AiProviderSite, serve_ai_providers
from support.http_client import blocking_http_client

OPENAI: Final = "/openai/v1/chat/completions"
ANTHROPIC: Final = "/anthropic/v1/messages"
GOOGLE: Final = "/google/v1beta/models/gemini-1.5-flash:generateContent"
HEADERS: Final[dict[str, dict[str, str]]] = {
    OPENAI: {"Authorization": "Bearer k"},
    ANTHROPIC: {"x-api-key": "k", "anthropic-version": "2023-06-01"},
    GOOGLE: {"x-goog-api-key": "k"},
}
USER: Final = {"role": "user", "content": "What is light?"}
BODIES: Final[dict[str, dict[str, Any]]] = {
    OPENAI: {"model": "m", "messages": [USER]},
    ANTHROPIC: {"model": "m", "max_tokens": 500, "messages": [USER]},
    GOOGLE: {"contents": [{"role": "user", "parts": [{"text": "What is light?"}]}]},
}
EVERY_ADDRESS = pytest.mark.parametrize("address", [OPENAI, ANTHROPIC, GOOGLE])


@pytest.fixture(scope="module")
def _running_site() -> Iterator[AiProviderSite]:
    with serve_ai_providers() as site:
        yield site


@pytest.fixture
def site(_running_site: AiProviderSite) -> AiProviderSite:
    """Return the simulator without scripts and without a log."""
    _running_site.simulator.scripts.clear()
    _running_site.simulator.log.clear()
    return _running_site


@pytest.fixture
def client(site: AiProviderSite) -> Iterator[httpx.Client]:
    """Return a client of the simulator."""
    with blocking_http_client(site.url) as client:
        yield client


def text_of(address: str, answer: dict[str, Any]) -> str:
    """Return the text of an answer, where each vendor has it."""
    if address == OPENAI:
        return str(answer["choices"][0]["message"]["content"])
    parts = answer["content"] if address == ANTHROPIC else answer["candidates"][0]["content"]["parts"]
    return str(parts[0]["text"])


@EVERY_ADDRESS
def test_an_ordinary_request(client: httpx.Client, address: str) -> None:
    """A valid request is answered without a script, with some text about the question."""
    response = client.post(address, json=BODIES[address], headers=HEADERS[address])
    assert response.status_code == 200
    assert "What is light?" in text_of(address, response.json())


@EVERY_ADDRESS
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_bodies_that_are_no_objects(client: httpx.Client, address: str, content: bytes) -> None:
    """A body that is no JSON object is refused with status 400, and the simulator goes on."""
    assert client.post(address, content=content, headers=HEADERS[address]).status_code == 400


@pytest.mark.parametrize(("address", "status"), [(OPENAI, 401), (ANTHROPIC, 401), (GOOGLE, 403)])
def test_requests_without_a_key(client: httpx.Client, address: str, status: int) -> None:
    """A request without a key is refused in the vendor's own form."""
    response = client.post(address, json=BODIES[address], headers={"anthropic-version": "2023-06-01"})
    assert response.status_code == status
    assert response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("address", "change", "message"),
    [
        (OPENAI, {"model": None}, "model"),
        (OPENAI, {"messages": []}, "messages"),
        (OPENAI, {"messages": "text"}, "messages"),
        (OPENAI, {"messages": [{"role": "model", "content": "x"}]}, "role"),
        (OPENAI, {"messages": [{"role": "user", "content": 1}]}, "content"),
        (OPENAI, {"messages": [1]}, "role"),
        (OPENAI, {"temperature": 2.5}, "temperature"),
        (OPENAI, {"temperature": "hot"}, "temperature"),
        (OPENAI, {"max_tokens": 0}, "max_tokens"),
        (OPENAI, {"max_tokens": True}, "max_tokens"),
        (OPENAI, {"stream_options": {"include_usage": True}}, "stream_options"),
        (OPENAI, {"topK": 1}, "topK"),
        (ANTHROPIC, {"max_tokens": None}, "max_tokens"),
        (ANTHROPIC, {"temperature": 1.5}, "temperature"),
        (ANTHROPIC, {"messages": []}, "at least one"),
        (ANTHROPIC, {"messages": [{"role": "system", "content": "x"}, USER]}, "role"),
        (ANTHROPIC, {"messages": [{"role": "assistant", "content": "x"}, USER]}, "first message"),
        (ANTHROPIC, {"messages": [USER, USER]}, "alternate"),
        (ANTHROPIC, {"messages": [{"role": "user", "content": " "}]}, "non-whitespace"),
        (ANTHROPIC, {"messages": [USER, {"role": "assistant", "content": "x "}]}, "trailing whitespace"),
        (ANTHROPIC, {"presence_penalty": 1}, "presence_penalty"),
        (GOOGLE, {"contents": []}, "contents"),
        (GOOGLE, {"contents": [{"role": "assistant", "parts": [{"text": "x"}]}]}, "valid role"),
        (GOOGLE, {"contents": [{"role": "user", "parts": []}]}, "parts"),
        (GOOGLE, {"contents": [{"role": "user", "parts": [{}]}]}, "parts"),
        (GOOGLE, {"generationConfig": {"temperature": 3}}, "temperature"),
        (GOOGLE, {"generationConfig": {"maxTokens": 3}}, "maxTokens"),
        (GOOGLE, {"generationConfig": {"temperature": "hot"}}, "temperature"),
        (GOOGLE, {"generationConfig": "hot"}, "generationConfig"),
        (GOOGLE, {"systemInstruction": "Be kind."}, "systemInstruction"),
        (GOOGLE, {"temperature": 0}, "temperature"),
    ],
)
def test_requests_that_vendors_refuse(client: httpx.Client, address: str, *, change: Any, message: str) -> None:
    """What a vendor refuses is refused with status 400 and a message that names it."""
    response = client.post(address, json=BODIES[address] | change, headers=HEADERS[address])
    assert response.status_code == 400
    assert message in response.json()["error"]["message"]


def test_options_that_newer_versions_of_anthropic_refuse(client: httpx.Client) -> None:
    """From its version of October 2026 on, Anthropic takes no temperature."""
    headers = HEADERS[ANTHROPIC] | {"anthropic-version": "2026-10-21"}
    assert client.post(ANTHROPIC, json=BODIES[ANTHROPIC], headers=headers).status_code == 200
    refusal = client.post(ANTHROPIC, json=BODIES[ANTHROPIC] | {"temperature": 1}, headers=headers)
    assert refusal.json()["error"]["message"] == "temperature: Extra inputs are not permitted"


@EVERY_ADDRESS
def test_answers_use_quoted_materials(client: httpx.Client, address: str) -> None:
    """Without a script, an answer quotes the sentences that fit the question, in about 80 words, always the same."""
    question = (
        "Quoted materials:\nChlorophyll absorbs red and blue light in the leaves. Rome was founded on seven hills.\n\n"
        "Why do leaves absorb light with chlorophyll?\n[Please give a structured explanation with examples.]"
    )
    turn = {"role": "user", "content": question}
    body = BODIES[address] | {"messages": [turn]}
    if address == GOOGLE:
        body = {"contents": [{"role": "user", "parts": [{"text": question}]}]}
    texts = [text_of(address, client.post(address, json=body, headers=HEADERS[address]).json()) for _ in range(2)]
    assert texts[0] == texts[1]
    assert "Chlorophyll absorbs red and blue light in the leaves." in texts[0]
    assert "Rome" not in texts[0]
    assert '"Why do leaves absorb light with chlorophyll?"' in texts[0]
    assert 40 <= len(texts[0].split()) <= 80


def test_scripts_over_http(client: httpx.Client) -> None:
    """Scripts apply to the key, dialect and base that they name: a queue first, then its default, then any other."""
    client.post("/control/script", json={"default": {"text": "any"}})
    client.post("/control/script", json={"key": "k", "dialect": "openai", "queue": [{"status": 429}, {"text": "one"}]})
    client.post("/control/script", json={"base": "/deepseek", "default": {"text": "deep"}})

    def ask(address: str, key: str) -> Any:
        response = client.post(address, json=BODIES[OPENAI], headers={"Authorization": f"Bearer {key}"})
        return text_of(OPENAI, response.json()) if response.status_code == 200 else response.status_code

    assert [ask(OPENAI, "k") for _ in range(3)] == [429, "one", "any"]
    assert ask(OPENAI, "other") == "any"
    assert ask("/deepseek/chat/completions", "k") == "deep"
    assert client.delete("/control/script").status_code == 204
    assert "What is light?" in ask(OPENAI, "k")


@pytest.mark.parametrize(
    "script",
    [
        {"ending": "cut"}, {"default": {"ending": "never"}}, {"default": {"status": 302}}, {"default": {"delay": -1}},
        {"default": {"tokens": 10**9}}, {"dialect": "cohere"}, {"queue": [{"chunk_bytes": 0}]}, [],
        {"default": {"delay": 1e300}},
    ],
)  # fmt: skip
def test_scripts_that_make_no_sense(client: httpx.Client, script: Any) -> None:
    """A script that cannot be followed is refused."""
    response = client.post("/control/script", json=script)
    assert response.status_code == 400
    assert response.json()["message"]


def test_the_log_of_requests(client: httpx.Client) -> None:
    """The log has headers, body, key, number of tokens and times of each request, and can be emptied."""
    began = time.monotonic()
    client.post("/control/script", json={"default": {"tokens": 3}})
    client.post(OPENAI, json=BODIES[OPENAI], headers=HEADERS[OPENAI])
    client.post(ANTHROPIC, json={}, headers=HEADERS[ANTHROPIC])
    first, second = client.get("/control/requests").json()["requests"]
    assert (first["key"], first["body"], first["tokens"], first["end"]) == ("k", BODIES[OPENAI], 3, "answered")
    assert began <= first["started"] <= first["first_token"] <= first["ended"] <= time.monotonic()
    assert (second["dialect"], second["base"], second["status"]) == ("anthropic", "/anthropic/v1", 400)
    after = client.get(f"/control/requests?after={first['number']}").json()["requests"]
    assert [entry["number"] for entry in after] == [second["number"]]
    assert client.delete("/control/requests").status_code == 204
    assert client.get("/control/requests").json() == {"requests": []}


def test_tokens_that_are_times(client: httpx.Client) -> None:
    """For measurements, each token can be the monotonic time at which it is sent."""
    client.post("/control/script", json={"default": {"tokens": 3, "stamps": True, "delay": 0.01}})
    began = time.monotonic()
    text = text_of(OPENAI, client.post(OPENAI, json=BODIES[OPENAI], headers=HEADERS[OPENAI]).json())
    times = [float(token) for token in text.split()]
    assert began < times[0] < times[1] < times[2] < time.monotonic()


def test_an_answer_is_as_long_as_the_request_allows(client: httpx.Client) -> None:
    """An answer without a script ends at the requested limit of tokens, and says so."""
    answer = client.post(OPENAI, json=BODIES[OPENAI] | {"max_tokens": 4}, headers=HEADERS[OPENAI]).json()
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == len(text_of(OPENAI, answer).split()) == 4


def test_a_server_that_needs_no_key(client: httpx.Client) -> None:
    """A base address that begins like Ollama's name takes requests without a key."""
    assert client.post("/ollama/v1/chat/completions", json=BODIES[OPENAI]).status_code == 200
