"""The tutor through Supabase's client, over an api process whose providers are simulated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alcove.simulators.ai_provider import Behaviour
from e2e.study.conftest import SECRET, Student, StudyServer
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.supabase_js import PACKAGES, SupabaseJs, supabase_js
from support.world import make_world

TUTOR = "ai-tutor-professional"


@pytest.fixture(scope="module")
def site() -> Iterator[AiProviderSite]:
    """Yield simulated providers."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture(scope="module")
def tutor_server(migrated_data: Path, site: AiProviderSite) -> Iterator[StudyServer]:
    """Yield an api process that asks them."""
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET, **site.settings()) as world:
        process = world.start("api").wait_ready()
        keys = world.run_json("study", "keys")
        url = f"http://127.0.0.1:{process.port}"
        yield StudyServer(url, world.dsn, keys["anon_key"], keys["service_role_key"])


@pytest.fixture(scope="module", params=PACKAGES)
def tutor_client(request: pytest.FixtureRequest, tutor_server: StudyServer) -> Iterator[SupabaseJs]:
    """Yield Supabase's client, in each version."""
    with supabase_js(request.param, url=tutor_server.url, key=tutor_server.anon_key) as running:
        yield running


@pytest.fixture
def learner(tutor_server: StudyServer) -> Student:
    """Return an account."""
    return tutor_server.add_student("Ann")


def test_a_question_is_answered_as_the_front_end_asks_it(
    tutor_client: SupabaseJs, site: AiProviderSite, learner: Student
) -> None:
    """`functions.invoke` with history and options, while the first provider fails, returns the parsed answer."""
    site.script(Behaviour(status=500), key="key-deepseek")
    body = {
        "message": "What is a prime?",
        "context": {
            "subject": "Maths", "difficulty": "beginner", "sessionId": "s", "userId": learner.id,
            "history": [{"role": "assistant", "content": "Hello!", "timestamp": 1}],
        },
        "options": {"mode": "chat", "temperature": 0, "priority": "normal"},
    }  # fmt: skip
    result = tutor_client.call(("functions",), ("invoke", TUTOR, {"body": body}), token=learner.token)
    assert result.error is None
    answer: dict[str, Any] = result.data
    assert answer["content"]
    assert isinstance(answer["metadata"]["processingTime"], int)
    assert (answer["metadata"]["requested_provider"], answer["metadata"]["actual_provider"]) == ("deepseek", "openai")
    assert [score["name"] for score in answer["quality"]["breakdown"]] == [
        "accuracy", "completeness", "clarity", "educationalValue",
    ]  # fmt: skip
    assert answer["usage"]["totalTokens"] > 0
    rows = tutor_client.call(
        ("from", "api_usage_logs"), ("select", "provider,success"), ("eq", "success", True), token=learner.token
    ).data
    assert rows == [{"provider": "openai", "success": True}]


def test_a_stream_is_the_raw_response(tutor_client: SupabaseJs, site: AiProviderSite, learner: Student) -> None:
    """The client hands over events as they are; the last line is the end marker."""
    site.simulator.scripts.clear()
    body = {"message": "Why primes?", "options": {"stream": True}}
    result = tutor_client.call(("functions",), ("invoke", TUTOR, {"body": body}), token=learner.token)
    assert result.error is None
    text = result.data["$response"]["text"]
    assert '"type":"content"' in text
    assert '"type":"done"' in text
    assert text.rstrip().endswith("data: [DONE]")
