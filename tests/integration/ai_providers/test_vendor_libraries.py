"""The vendors' own libraries against the simulator: it speaks their protocols, and our clients send what they send."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import anthropic
import openai
import pytest
from google import genai
from google.genai import errors as google_errors
from google.genai import types as google_types

from alcove.simulators.ai_provider import Behaviour, DialectName
from alcove.wires.ai_providers import ChatRequest
from integration.ai_providers.clients import collect, complete, message, provider_at
from support.ai_provider import AiProviderSite

SYSTEM: Final = "Be an expert tutor."
QUESTION: Final = "What is light?"
REQUEST: Final = ChatRequest(
    model="model-1",
    messages=[message("system", SYSTEM), message("user", QUESTION)],
    max_tokens=300,
    temperature=0.5,
    top_p=0.9,
)
# Anthropic's library has no options of sampling any more.
REQUESTS: Final = {"openai": REQUEST, "anthropic": replace(REQUEST, temperature=None, top_p=None), "google": REQUEST}
EVERY_DIALECT = pytest.mark.parametrize("dialect", ["openai", "anthropic", "google"])


async def ask_openai(site: AiProviderSite) -> str:
    """Return a complete answer."""
    async with openai.AsyncOpenAI(base_url=site.base_url("openai"), api_key="k", max_retries=0) as client:
        answer = await client.chat.completions.create(
            model="model-1", max_tokens=300, temperature=0.5, top_p=0.9, stream=False,
            messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}],
        )  # fmt: skip
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    return answer.choices[0].message.content or ""


async def stream_openai(site: AiProviderSite) -> AsyncIterator[str]:
    """Yield the pieces of an answer."""
    async with openai.AsyncOpenAI(base_url=site.base_url("openai"), api_key="k", max_retries=0) as client:
        stream = await client.chat.completions.create(
            model="model-1", max_tokens=300, temperature=0.5, top_p=0.9, stream=True,
            messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}],
            stream_options={"include_usage": True},
        )  # fmt: skip
        chunks = [chunk async for chunk in stream]
    assert chunks[-1].usage is not None
    assert chunks[-2].choices[0].finish_reason == "stop"
    for chunk in chunks[:-1]:
        yield chunk.choices[0].delta.content or ""


async def ask_anthropic(site: AiProviderSite) -> str:
    """Return a complete answer."""
    async with anthropic.AsyncAnthropic(base_url=f"{site.url}/anthropic", api_key="k", max_retries=0) as client:
        answer = await client.messages.create(
            model="model-1", max_tokens=300, system=SYSTEM, stream=False,
            messages=[{"role": "user", "content": QUESTION}],
        )  # fmt: skip
    assert answer.stop_reason == "end_turn"
    assert answer.usage.output_tokens == len(answer.content[0].text.split())  # type: ignore[union-attr]
    return answer.content[0].text  # type: ignore[union-attr]


async def stream_anthropic(site: AiProviderSite) -> AsyncIterator[str]:
    """Yield the pieces of an answer."""
    async with (
        anthropic.AsyncAnthropic(base_url=f"{site.url}/anthropic", api_key="k", max_retries=0) as client,
        client.messages.stream(
            model="model-1", max_tokens=300, system=SYSTEM,
            messages=[{"role": "user", "content": QUESTION}],
        ) as stream,
    ):  # fmt: skip
        async for text in stream.text_stream:
            yield text
        assert (await stream.get_final_message()).stop_reason == "end_turn"


def google_client(site: AiProviderSite) -> genai.Client:
    """Return Google's client of the simulator."""
    options = google_types.HttpOptions(base_url=f"{site.url}/google", api_version="v1beta")
    return genai.Client(api_key="k", http_options=options)


GOOGLE_CONFIG: Final = google_types.GenerateContentConfig(
    system_instruction=SYSTEM, max_output_tokens=300, temperature=0.5, top_p=0.9
)


async def ask_google(site: AiProviderSite) -> str:
    """Return a complete answer."""
    with google_client(site) as client:
        answer = await asyncio.to_thread(
            client.models.generate_content, model="model-1", contents=QUESTION, config=GOOGLE_CONFIG
        )
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason == google_types.FinishReason.STOP
    return answer.text or ""


async def stream_google(site: AiProviderSite) -> AsyncIterator[str]:
    """Yield the pieces of an answer."""

    def read_chunks() -> list[str]:
        with google_client(site) as client:
            stream = client.models.generate_content_stream(model="model-1", contents=QUESTION, config=GOOGLE_CONFIG)
            return [chunk.text or "" for chunk in stream]

    for text in await asyncio.to_thread(read_chunks):
        yield text


ASK: Final[dict[str, Callable[[AiProviderSite], Awaitable[str]]]] = {
    "openai": ask_openai, "anthropic": ask_anthropic, "google": ask_google,
}  # fmt: skip
STREAM: Final[dict[str, Callable[[AiProviderSite], AsyncIterator[str]]]] = {
    "openai": stream_openai, "anthropic": stream_anthropic, "google": stream_google,
}  # fmt: skip


def comparable(dialect: DialectName, body: dict[str, Any]) -> dict[str, Any]:
    """Return a request's body without what means the same as its absence."""
    body = {name: value for name, value in body.items() if (name, value) != ("stream", False)}
    if dialect == "google":
        # The library says who instructs, which the interface ignores.
        body["systemInstruction"] = {"parts": body["systemInstruction"]["parts"]}
    return body


@EVERY_DIALECT
async def test_complete_answers(site: AiProviderSite, dialect: DialectName) -> None:
    """The library reads a complete answer, and has sent the request that our client sends."""
    site.script(default=Behaviour(text="Light is a wave."))
    assert await ASK[dialect](site) == "Light is a wave."
    async with provider_at(site.base_url(dialect), dialect) as provider:
        assert (await complete(provider, REQUESTS[dialect], key="k")).text == "Light is a wave."
    theirs, ours = site.requests()
    assert comparable(dialect, ours.body) == comparable(dialect, theirs.body)
    assert (ours.path, ours.query, ours.key) == (theirs.path, theirs.query, theirs.key)


@EVERY_DIALECT
async def test_streamed_answers(site: AiProviderSite, dialect: DialectName) -> None:
    """The library reads a streamed answer, and has sent the request that our client sends."""
    site.script(default=Behaviour(text="Light is a wave."))
    assert "".join([piece async for piece in STREAM[dialect](site)]) == "Light is a wave."
    async with provider_at(site.base_url(dialect), dialect) as provider:
        assert (await collect(provider, REQUESTS[dialect], key="k")).text == "Light is a wave."
    theirs, ours = site.requests()
    assert comparable(dialect, ours.body) == comparable(dialect, theirs.body)
    assert (ours.path, ours.query, ours.key) == (theirs.path, theirs.query, theirs.key)


@pytest.mark.parametrize(
    ("status", "openai_error", "anthropic_error"),
    [
        (401, openai.AuthenticationError, anthropic.AuthenticationError),
        (403, openai.PermissionDeniedError, anthropic.PermissionDeniedError),
        (404, openai.NotFoundError, anthropic.NotFoundError),
        (429, openai.RateLimitError, anthropic.RateLimitError),
        (500, openai.InternalServerError, anthropic.InternalServerError),
    ],
)
async def test_errors(
    site: AiProviderSite, status: int, openai_error: type[Exception], anthropic_error: type[Exception]
) -> None:
    """The libraries raise their own errors for what the simulator answers."""
    site.script(default=Behaviour(status=status))
    with pytest.raises(openai_error):
        await ask_openai(site)
    with pytest.raises(anthropic_error):
        await ask_anthropic(site)
    with pytest.raises(google_errors.APIError) as error:
        await ask_google(site)
    assert error.value.code == (400 if status == 401 else status)


async def test_reasoning(site: AiProviderSite) -> None:
    """The libraries find the reasoning where each vendor sends it."""
    site.script(default=Behaviour(text="Yes.", reasoning="Let me think."))
    async with (
        anthropic.AsyncAnthropic(base_url=f"{site.url}/anthropic", api_key="k") as client,
        client.messages.stream(model="m", max_tokens=9, messages=[{"role": "user", "content": QUESTION}]) as stream,
    ):
        content = (await stream.get_final_message()).content
    assert [block.type for block in content] == ["thinking", "text"]
    with google_client(site) as google:
        answer = await asyncio.to_thread(google.models.generate_content, model="m", contents=QUESTION)
    assert answer.candidates is not None
    assert answer.candidates[0].content is not None
    assert [part.thought for part in answer.candidates[0].content.parts or ()] == [True, None]
    assert answer.text == "Yes."


async def test_errors_within_streams(site: AiProviderSite) -> None:
    """The libraries recognise an error event within a stream."""
    site.script(default=Behaviour(tokens=2, ending="error"))
    with pytest.raises(openai.APIError):
        [piece async for piece in stream_openai(site)]
    with pytest.raises(anthropic.APIStatusError):
        [piece async for piece in stream_anthropic(site)]
