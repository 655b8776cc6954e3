"""What callers, operators and the database see of providers that fail, over the whole server."""

import asyncio
import io
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import httpx2
import pytest

from alcove.foundation.database.programs import find_binaries
from alcove.foundation.telemetry import configure_logging
from alcove.simulators.ai_provider import Behaviour
from integration.study.served import StudyServer, serve_study
from integration.study.tutor_fixtures import ServeTutor
from integration.study.tutor_world import LIMITS, Learner, add_learner
from support.ai_provider import AiProviderSite
from support.http_client import blocking_http_client, http_client

POOLS = {
    f"{name}_API_KEY{number}": f"planted-{name.lower()}{number.lower()}-key"
    for name in ("DEEPSEEK", "OPENAI", "CLAUDE", "GEMINI")
    for number in ("", "_2")
}
PLANTED = {
    **POOLS, "PERPLEXITY_API_KEY": "planted-perplexity-key", "OLLAMA_API_KEY": "planted-ollama-key",
    "STUDY_JWT_SECRET": "planted-jwt-secret-of-32-characters!",
}  # fmt: skip
BODY = "planted words of a provider's error"
"""The twelfth secret: what a provider writes into an error."""
TWO = ("deepseek", "openai")
ADMIN = {"Authorization": f"Bearer {LIMITS['ALCOVE_TOKEN']}"}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Return everything that is logged, down to what only developers see."""
    stream = io.StringIO()
    configure_logging(level="debug", style="json", stream=stream)
    yield stream
    configure_logging(level="info")


def ask_everywhere(learner: Learner, message: str) -> dict[str, httpx2.Response]:
    """Return the responses of all functions and endpoints that call providers, by their names."""
    messages = [{"role": "user", "content": message}]
    proxy = {"provider": "deepseek", "action": "chat", "messages": messages}
    return {
        "F1": learner.ask(message),
        "F1 stream": learner.ask(message, stream=True),
        "F2": learner.call("ai-proxy", proxy),
        "F3": learner.call("ai-proxy-secure", proxy),
        "F3 earlier": learner.call("ai-proxy-secure", {"messages": messages}),
        "F4": learner.call("ai-study-analytics", {}),
        "F5": learner.call("ai-study-recommendations", {}),
        "native": learner.chat({"message": message}),
    }


async def test_secrets_are_nowhere(serve: ServeTutor, site: AiProviderSite, logged: io.StringIO) -> None:
    """Keys that providers send back, and their errors, are in no answer, row, log line, metric or description."""
    text = " ".join([*PLANTED.values(), BODY])
    settings = {**site.settings(), **PLANTED, "LOG_LEVEL": "debug"}
    errors = [Behaviour(message=text, status=status, retry_after=text) for status in (400, 401, 404, 429, 500)]
    answers = [
        Behaviour(text=" ".join(PLANTED.values()), reasoning=PLANTED["OPENAI_API_KEY"]),
        Behaviour(text=" ".join(PLANTED.values()), chunk_bytes=3, after=9, ending="cut"),
        Behaviour(message=text, ending="error", after=0, text="x"),
        Behaviour(message=text, ending="malformed", after=0, text="x"),
    ]
    seen: list[str] = []
    with serve(**settings) as server:
        learner = await add_learner(server)
        for number, behaviour in enumerate([*errors, *answers]):
            await server.execute("TRUNCATE study.ai_provider_health, study.ai_key_cooldowns")
            site.simulator.scripts.clear()
            site.script(default=behaviour)
            responses = ask_everywhere(learner, f"What is light, in {number} words?")
            seen += [f"{response.headers}\n{response.text}" for response in responses.values()]
        with blocking_http_client(server.address) as client:
            for path in ("/metrics", "/openapi.json", "/health/ready"):
                described = client.get(path, headers=ADMIN)
                assert described.status_code in (200, 503), path
                seen.append(described.text)
            seen.append(client.get("/api/ai/providers", headers=learner.headers).text)
        seen.append(read_database(server))
    everything = "\n".join([*seen, logged.getvalue()])
    for expected in ("********", "alcove_ai_requests_total", "ai_call_failed", "ai_provider_health"):
        assert expected in everything
    assert "planted" not in everything


def read_database(server: StudyServer) -> str:
    """Return the whole database as text."""
    command = [str(find_binaries() / "pg_dump"), server.dsn]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("first", "status"), [(Behaviour(status=429, retry_after="90"), 429),
                                               (Behaviour(status=500), 503)])  # fmt: skip
async def test_with_nobody_left_every_caller_gets_the_smallest_wait(
    serve: ServeTutor, site: AiProviderSite, *, first: Behaviour, status: int
) -> None:
    """All functions answer 429, or 503 where others have failed, with the wait; who has asked to wait is not called."""
    with serve(**site.settings(*TWO), STUDY_PROVIDER_ORDER=",".join(TWO)) as server:
        site.script(default=first, key="key-deepseek")
        site.script(default=Behaviour(status=429, retry_after="50"), key="key-openai")
        learner = await add_learner(server)
        responses = ask_everywhere(learner, "What is light?")
        for name in ("F4", "F5"):
            assert responses.pop(name).status_code == 200
        for name, response in responses.items():
            body = response.json()
            assert response.status_code == status, name
            assert 30 <= int(response.headers["Retry-After"]) <= 50, name
            assert body["code"] == ("RATE_LIMIT" if status == 429 else "AI_PROVIDER_ERROR"), name
    assert len(site.requests(key="key-openai")) == 1
    assert status == 503 or len(site.requests(key="key-deepseek")) == 1


async def test_64_callers_of_three_servers_use_a_budget_exactly(
    serve: ServeTutor, site: AiProviderSite, tmp_path: Path
) -> None:
    """The first requests of an account, calls that fail over and calls that fail: never past the cap, nor below it."""
    cap = 20
    settings = {**site.settings(*TWO), "STUDY_PROVIDER_ORDER": ",".join(TWO), "STUDY_BUDGET_USER_REQUESTS_DAY": "20"}
    site.script(*[Behaviour(status=404), Behaviour(tokens=9, delay=0.02)] * 32, key="key-deepseek")
    site.script(*[Behaviour(status=400)] * 4, key="key-openai")
    body = {"provider": "deepseek", "action": "completion", "prompt": "What is light?"}
    with serve(**settings) as first, ExitStack() as stack:
        more = [stack.enter_context(serve_study(first.dsn, tmp_path / "data", **LIMITS, **settings)) for _ in range(2)]
        learner = await add_learner(first)
        async with AsyncExitStack() as clients:
            opened = [await clients.enter_async_context(http_client(server.address)) for server in (first, *more)]
            calls = [
                opened[number % 3].post("/functions/v1/ai-proxy", json=body, headers=learner.headers)
                for number in range(64)
            ]
            statuses = Counter([response.status_code for response in await asyncio.gather(*calls)])
        used = await first.execute("SELECT requests FROM study.ai_user_usage WHERE user_id = $1", learner.id)
    assert (statuses[200], {row["requests"] for row in used}) == (cap, {cap})
    assert statuses == {200: cap, 502: 4, 429: 40}
