"""What is sent to providers: addresses, headers and bodies, in every dialect."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.simulators.ai_provider import Behaviour, DialectName
from alcove.wires.ai_providers import ChatMessage, ChatRequest, Outcome
from integration.ai_providers.clients import DIALECTS, KEY, QUESTION, Call, collect, complete, message, provider_at
from support import golden
from support.ai_provider import AiProviderSite

GOLDEN: Final = Path(__file__).parent / "golden"
EVERY_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
CALLS = pytest.mark.parametrize("call", [collect, complete], ids=["stream", "complete"])
SENT_HEADERS: Final = frozenset({
    "accept", "accept-encoding", "anthropic-version", "authorization", "content-type", "user-agent", "x-api-key",
    "x-goog-api-key",
})  # fmt: skip
CONVERSATION: Final = ChatRequest(
    model="model-1",
    messages=[
        message("system", "Be an expert tutor."),
        message("assistant", "Hello! What would you like to learn?"),
        message("user", "What is light?"),
        message("assistant", "A wave. "),
        message("system", "Answer in English."),
        message("user", "Quoted: light is a particle."),
        message("user", ""),
        message("user", "And what else?"),
    ],
    max_tokens=300,
    temperature=0.0,
    top_p=0.9,
)


async def send(
    site: AiProviderSite, dialect: DialectName, request: ChatRequest, *, call: Call = collect, key: str = KEY
) -> Any:
    """Send one request and return its entry in the simulator's log; the simulator accepts it as the vendor would."""
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider, request, key=key)
    assert result.outcome is Outcome.OK, result.failure
    return site.requests()[-1]


@EVERY_DIALECT
@CALLS
async def test_a_whole_conversation(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """Roles, system text, options and headers arrive as each vendor documents them, whatever the history is."""
    entry = await send(site, dialect, CONVERSATION, call=call)
    headers = {name: value for name, value in entry.headers.items() if name in SENT_HEADERS}
    headers["user-agent"] = headers["user-agent"].partition("/")[0]
    sent = {"path": entry.path, "query": entry.query, "headers": headers, "body": entry.body}
    golden.check(GOLDEN / f"{dialect}_{'stream' if call is collect else 'complete'}.json", sent)


@EVERY_DIALECT
@CALLS
async def test_the_key_is_in_a_header_only(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """Neither the address nor the body has the key, because both may be logged."""
    entry = await send(site, dialect, QUESTION, call=call)
    assert entry.key == KEY
    assert KEY not in f"{entry.path}?{entry.query} {entry.body}"


def options_of(dialect: DialectName, body: dict[str, Any]) -> dict[str, Any]:
    """Return temperature, top_p and the limit of tokens under one name each."""
    if dialect == "google":
        config = body.get("generationConfig", {})
        return {
            "temperature": config.get("temperature"), "top_p": config.get("topP"), "max": config.get("maxOutputTokens"),
        }  # fmt: skip
    return {"temperature": body.get("temperature"), "top_p": body.get("top_p"), "max": body.get("max_tokens")}


@EVERY_DIALECT
async def test_zero_is_a_temperature(site: AiProviderSite, dialect: DialectName) -> None:
    """A temperature of 0 arrives as 0, and one that is not named does not arrive."""
    entry = await send(site, dialect, replace(QUESTION, temperature=0.0))
    assert options_of(dialect, entry.body)["temperature"] == 0
    entry = await send(site, dialect, replace(QUESTION, temperature=None))
    assert options_of(dialect, entry.body)["temperature"] is None


@pytest.mark.parametrize(("dialect", "limit"), [("openai", None), ("anthropic", 1024), ("google", None)])
async def test_answers_without_a_limit(site: AiProviderSite, dialect: DialectName, limit: int | None) -> None:
    """Only Anthropic, which needs a limit of tokens, gets one that nobody named."""
    entry = await send(site, dialect, replace(QUESTION, max_tokens=None))
    assert options_of(dialect, entry.body)["max"] == limit


async def test_temperatures_above_those_of_anthropic(site: AiProviderSite) -> None:
    """Anthropic's highest temperature is 1; higher ones are sent as 1."""
    entry = await send(site, "anthropic", replace(QUESTION, temperature=1.7))
    assert options_of("anthropic", entry.body)["temperature"] == 1


@pytest.mark.parametrize(
    ("dialect", "messages", "missing"),
    [
        ("openai", ["Unknown field: top_p"], {"top_p"}),
        ("openai", ["Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."], {"max_tokens"}),
        ("openai", ["'temperature' does not support 0.5.", "Unsupported: 'top_p'"], {"temperature", "top_p"}),
        ("anthropic", ["`temperature` and `top_p` cannot both be specified for this model."], {"top_p"}),
        ("anthropic", ["`temperature` is deprecated.", "top_p: not permitted"], {"temperature", "top_p"}),
    ],
)
@CALLS
async def test_fields_that_a_model_refuses(
    site: AiProviderSite, dialect: DialectName, *, call: Call, messages: list[str], missing: set[str]
) -> None:
    """A field that an error names is left out of the same request and of later ones to the model, but of no others."""
    site.script(*(Behaviour(status=400, message=text) for text in messages))
    request = replace(QUESTION, temperature=0.5, top_p=0.9)
    async with provider_at(site.base_url(dialect), dialect) as provider:
        for model in ("model-1", "model-1", "model-2"):
            assert (await call(provider, replace(request, model=model))).outcome is Outcome.OK
    first, *_, second, other = [entry.body for entry in site.requests()]
    sent = missing & first.keys()
    assert len(site.requests()) == len(messages) + 3
    assert not sent & second.keys()
    assert other.keys() == first.keys()
    assert ("max_completion_tokens" in second) == ("max_tokens" in sent)


async def test_a_server_that_refuses_stream_options(site: AiProviderSite) -> None:
    """A compatible server that does not know how to count the tokens of streams still streams."""
    site.script(Behaviour(status=422, message="Extra fields are not permitted: stream_options"))
    async with provider_at(site.base_url("openai"), "openai") as provider:
        assert (await collect(provider)).outcome is Outcome.OK
    assert "stream_options" not in site.requests()[-1].body


async def test_fields_that_are_refused_for_ever(site: AiProviderSite) -> None:
    """A provider that refuses the same field again and again is called as often as there are fields, and no more."""
    site.script(default=Behaviour(status=400, message="temperature, top_p, max_tokens, stream_options: unknown"))
    async with provider_at(site.base_url("openai"), "openai") as provider:
        result = await collect(provider, replace(QUESTION, top_p=0.9))
    assert result.outcome is Outcome.BAD_ANSWER
    assert len(site.requests()) == 5


async def test_answers_that_are_continued(site: AiProviderSite) -> None:
    """An answer at the end, which is to be continued, has no white space at its end for Anthropic."""
    messages = [message("user", "Count."), message("assistant", "One, two,\n ")]
    entry = await send(site, "anthropic", replace(QUESTION, messages=messages))
    assert entry.body["messages"][-1] == {"role": "assistant", "content": "One, two,"}


async def test_turns_of_the_reasoning_model(site: AiProviderSite) -> None:
    """DeepSeek's reasoning model gets alternating turns, which it requires."""
    entry = await send(site, "openai", replace(CONVERSATION, model="deepseek-reasoner"))
    roles = [turn["role"] for turn in entry.body["messages"]]
    assert roles == ["system", "assistant", "user", "assistant", "system", "user"]


async def test_a_server_without_keys(site: AiProviderSite) -> None:
    """A server that needs no key gets no header for one."""
    async with provider_at(site.base_url("ollama"), "openai") as provider:
        result = await collect(provider, QUESTION, key="")
    assert result.outcome is Outcome.OK
    assert "authorization" not in site.requests()[-1].headers


@pytest.mark.parametrize(("model", "path"), [("models/gemini-1.5-flash", "gemini-1.5-flash"), ("a/../b?c", "a/../b?c")])
async def test_names_of_models_in_addresses(site: AiProviderSite, model: str, path: str) -> None:
    """A model's name cannot change the address that it is a part of."""
    async with provider_at(site.base_url("google"), "google") as provider:
        result = await collect(provider, replace(QUESTION, model=model))
    if result.outcome is Outcome.OK:
        assert site.requests()[-1].path == f"/google/v1beta/models/{path}:streamGenerateContent"
    else:
        assert not site.requests()


@EVERY_DIALECT
@CALLS
@pytest.mark.parametrize(
    "content", ["", "\0", "\u202eright to left\u2066", "\U0001f600" * 2000, "x" * 200_000, '"}]}', "data: [DONE]\n\n"]
)
async def test_questions_of_any_text(site: AiProviderSite, dialect: DialectName, *, call: Call, content: str) -> None:
    """Any text arrives as it is beside another message."""
    request = replace(QUESTION, messages=[message("user", f"<{content}>")])
    entry = await send(site, dialect, request, call=call)
    body = entry.body
    sent = body["contents"][0]["parts"][0]["text"] if dialect == "google" else body["messages"][0]["content"]
    assert sent == f"<{content}>"


@EVERY_DIALECT
@CALLS
async def test_questions_that_are_no_unicode(site: AiProviderSite, dialect: DialectName, call: Call) -> None:
    """Half of a surrogate pair cannot be sent: that is a failure of this request, and no crash."""
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider, replace(QUESTION, messages=[message("user", "\ud800")]))
    assert result.outcome is Outcome.BAD_ANSWER
    assert not site.requests()


@pytest.mark.parametrize("dialect", ["anthropic", "google"])
@CALLS
@pytest.mark.parametrize(
    "messages",
    [[], [message("system", "Be kind.")], [message("assistant", "Hello!")], [message("user", "  ")]],
    ids=["none", "system", "assistant", "blank"],
)
async def test_conversations_without_a_question(
    site: AiProviderSite, dialect: DialectName, *, call: Call, messages: list[ChatMessage]
) -> None:
    """A conversation in which the user says nothing is not sent to a provider that would refuse it."""
    async with provider_at(site.base_url(dialect), dialect) as provider:
        result = await call(provider, replace(QUESTION, messages=messages))
    assert result.outcome is Outcome.BAD_ANSWER
    assert not site.requests()


@EVERY_DIALECT
async def test_the_raw_answer_is_kept(site: AiProviderSite, dialect: DialectName) -> None:
    """A complete answer has the provider's own JSON, byte for byte."""
    site.script(Behaviour(text="Raw."))
    async with provider_at(site.base_url(dialect), dialect) as provider:
        answer = await provider.complete(QUESTION, key=KEY)
    texts = {"openai": b'"content":"Raw."', "anthropic": b'"text":"Raw."', "google": b'"text":"Raw."'}
    assert texts[dialect] in answer.body
