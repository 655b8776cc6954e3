"""Rules apply to what providers say, and nothing of a provider or a key gets anywhere else."""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from alcove.apps.study.ai_calls.model import CallFailed
from alcove.apps.study.ai_errors import AiError
from alcove.apps.study.content_rules import ContentRefused
from alcove.foundation.database import Pool
from alcove.foundation.telemetry import configure_logging
from alcove.simulators.ai_provider import Behaviour
from integration.ai_providers.raw_server import serve_raw
from integration.study.ai_calls.world import CallWorld, open_world
from support.ai_provider import AiProviderSite

RULES = """
[[rules]]
literal = "blockhead"
action = "refuse"
message = "Please be kind."
[[rules]]
pattern = '\\d{4} \\d{4}'
action = "replace"
replacement = "[number]"
"""
PLANTED = {
    "DEEPSEEK_API_KEY": "planted-deepseek-1", "DEEPSEEK_API_KEY_2": "planted-deepseek-2",
    "OPENAI_API_KEY": "planted-openai-1", "OPENAI_API_KEY_2": "planted-openai-2",
    "CLAUDE_API_KEY": "planted-claude-1", "CLAUDE_API_KEY_5": "planted-claude-5",
    "GEMINI_API_KEY": "planted-gemini-1", "GEMINI_API_KEY_3": "planted-gemini-3",
    "PERPLEXITY_API_KEY": "planted-perplexity", "OLLAMA_API_KEY": "planted-ollama",
    "STUDY_JWT_SECRET": "planted-jwt-secret-of-32-characters",
    "STUDY_DATABASE_URL": "postgresql://planted:planted@127.0.0.1/planted",
}  # fmt: skip
"""Twelve secrets of a server."""


@pytest.fixture
def rules(tmp_path: Path) -> Mapping[str, str]:
    """Return the setting that names a file of rules."""
    path = tmp_path / "rules.toml"
    path.write_text(RULES)
    return {"STUDY_CONTENT_RULES": str(path)}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Return everything that is logged, down to what only developers see."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    configure_logging(level="info")


async def test_a_match_is_replaced_across_pieces_and_providers(
    pool: Pool, site: AiProviderSite, rules: Mapping[str, str]
) -> None:
    """A number that one provider begins and the next one ends is replaced."""
    async with open_world(pool, site, environ=rules) as world:
        site.script(Behaviour(text="Call 0123 4567 or 0123 now", after=5, ending="cut"), key="key-deepseek")
        site.script(Behaviour(text="4567 today."), key="key-openai")
        transcript = await world.ask()
        assert transcript.text == transcript.result.text == "Call [number] or [number] today."


async def test_a_refused_answer_ends_as_filtered(pool: Pool, site: AiProviderSite, rules: Mapping[str, str]) -> None:
    """The provider's connection is closed, nobody else is called, and the match was never sent."""
    async with open_world(pool, site, environ=rules) as world:
        site.script(Behaviour(text="You are a blockhead, and " + "x " * 500, delay=0.02), key="key-deepseek")
        transcript = await world.ask()
        assert transcript.text == "You are a "
        assert transcript.attempts == [("deepseek", "filtered")]
        assert isinstance(transcript.failure.error, ContentRefused)
        assert transcript.failure.error.message == "Please be kind."
        assert (await site.wait_for_end()).end == "disconnected"
        assert len(site.requests()) == 1
        assert (await world.count_answers())[0] == 0


async def test_an_answer_that_is_refused_at_once_is_an_error(
    pool: Pool, site: AiProviderSite, rules: Mapping[str, str]
) -> None:
    """When nothing was sent the refusal is raised, also for complete answers."""
    async with open_world(pool, site, environ=rules) as world:
        site.script(default=Behaviour(text="blockhead"), key="key-deepseek")
        with pytest.raises(ContentRefused):
            await world.ask()
        with pytest.raises(ContentRefused):
            await world.calls.complete(world.call())


async def test_json_of_a_provider_follows_the_rules(pool: Pool, site: AiProviderSite, rules: Mapping[str, str]) -> None:
    """The provider's own JSON has the text that rules leave."""
    async with open_world(pool, site, environ=rules) as world:
        site.script(Behaviour(text="Call 0123 4567."), key="key-deepseek")
        result = await world.calls.complete(world.call())
        assert result.text == "Call [number]."
        assert json.loads(result.body)["choices"][0]["message"]["content"] == "Call [number]."


async def test_planted_secrets_are_nowhere(pool: Pool, site: AiProviderSite, logged: io.StringIO) -> None:
    """Providers that send all keys back, in answers, reasoning, errors and JSON, reveal none of them."""
    text = " ".join(PLANTED.values())
    async with open_world(pool, site, environ=PLANTED) as world:
        texts = [await read_all(world, behaviour) for behaviour in (
            Behaviour(text=text, reasoning=text), Behaviour(text=text, chunk_bytes=3),
            Behaviour(text=text, after=9, ending="cut"), Behaviour(text=text, status=400),
            Behaviour(text=text, status=401), Behaviour(text=text, status=429, retry_after=text),
            Behaviour(text=text, status=500), Behaviour(text=text, ending="malformed", after=3),
            Behaviour(text=text, ending="html"), Behaviour(text=text, ending="error", after=2),
        )]  # fmt: skip
        rows = await pool.fetch(
            "SELECT to_jsonb(l)::text AS row FROM public.api_usage_logs l"
            " UNION ALL SELECT to_jsonb(h)::text FROM study.ai_provider_health h"
        )
    everything = "\n".join([*texts, logged.getvalue(), *(row["row"] for row in rows)])
    assert "********" in everything
    assert "ai_call_failed" in everything
    assert "planted" not in everything


async def read_all(world: CallWorld, behaviour: Behaviour) -> str:
    """Return everything that a caller gets of a streamed and of a complete answer."""
    world.site.simulator.scripts.clear()
    await world.pool.execute("DELETE FROM study.ai_provider_health")
    world.site.script(default=behaviour)
    parts: list[str] = []
    try:
        transcript = await world.ask()
        parts += [repr(event) for event in transcript.events]
        last = transcript.events[-1]
        if isinstance(last, CallFailed):
            parts.append(f"{last.error.message} {last.error.headers} {last.error.details}")
        parts.append(repr(await world.calls.complete(world.call())))
    except AiError as error:
        parts += [repr(error), error.message, str(error.headers), str(error.details), repr(error.__cause__)]
    return "\n".join(parts)


@pytest.mark.parametrize("call", ["stream", "complete"])
async def test_secrets_in_the_names_of_a_provider_are_hidden(pool: Pool, site: AiProviderSite, call: str) -> None:
    """A provider that calls its model, or the reason of its end, by a key reveals it nowhere."""
    secret = PLANTED["OPENAI_API_KEY"]
    choice = {"delta": {"content": "Hi."}, "message": {"content": "Hi."}, "finish_reason": f"{secret} end"}
    body = json.dumps({"model": f"m {secret}", "choices": [choice]}).encode()
    kind = "text/event-stream" if call == "stream" else "application/json"
    async with serve_raw(b"data: " + body + b"\n\n" if call == "stream" else body, kind=kind) as raw:
        environ = {"OPENAI_API_KEY": secret, "OPENAI_BASE_URL": raw.base_url}
        async with open_world(pool, site, names=["openai"], environ=environ) as world:
            call_once = world.call()
            result = (await world.ask()).result if call == "stream" else await world.calls.complete(call_once)
    assert (result.model, result.finish_reason) == ("m ********", "******** end")
    assert secret not in repr(result)
