"""The functions `ai-proxy` and `ai-proxy-secure`: both bodies, the provider's own JSON, fallbacks and errors."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.tutor_fixtures import ServeTutor
from integration.study.tutor_world import Learner, add_learner, mask, say
from support.ai_provider import AiProviderSite
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
PROXY, SECURE = "ai-proxy", "ai-proxy-secure"
MESSAGES: Final = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Why primes?"}]
DOWN: Final = Behaviour(status=500)
CASES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "proxy_chat": (PROXY, {"provider": "openai", "action": "chat", "messages": MESSAGES}),
    "proxy_completion": (PROXY, {"provider": "deepseek", "action": "completion", "prompt": "Why primes?"}),
    "proxy_claude": (PROXY, {"provider": "claude", "action": "chat", "messages": MESSAGES}),
    "proxy_gemini": (PROXY, {"provider": "gemini", "action": "chat", "messages": MESSAGES}),
    "secure_action": (SECURE, {"provider": "gemini", "action": "x", "messages": MESSAGES}),
    "secure_prompt": (SECURE, {"prompt": "Why primes?"}),
    "secure_messages": (SECURE, {"provider": "claude", "messages": MESSAGES, "model": "claude-3-haiku-20240307"}),
}


def mask_numbers(body: Any) -> Any:
    """Return an answer without the numbers that the simulator gives to its own."""
    return json.loads(re.sub(r"((?:chatcmpl-|msg_|resp-)\D*)\d+", r"\g<1>1", json.dumps(mask(body))))


@pytest.mark.parametrize("name", CASES)
async def test_the_answers_are_pinned(learner: Learner, site: AiProviderSite, name: str) -> None:
    """The raw JSON of the provider, or the shape of earlier clients."""
    site.script(default=say())
    function, body = CASES[name]
    response = learner.call(function, body)
    assert response.headers["content-type"] == "application/json"
    check(GOLDEN / f"{name}.json", {"status": response.status_code, "body": mask_numbers(response.json())})


async def test_the_provider_gets_what_was_sent(learner: Learner, site: AiProviderSite) -> None:
    """Defaults are explicit, and options values are at their place in each dialect; the system text is native."""
    learner.call(*CASES["proxy_chat"])
    sent = site.requests()[-1].body
    expected = {"model": "gpt-4o-mini", "messages": MESSAGES, "max_tokens": 1024, "temperature": 0.7}
    assert sent == {**expected, "stream": False}
    options = {"temperature": 0, "maxTokens": 5}
    learner.call(PROXY, {**CASES["proxy_claude"][1], **options, "model": "claude-3-opus-20240229"})
    sent = site.requests()[-1].body
    assert (sent["system"], sent["max_tokens"], sent["temperature"]) == ("Be short.", 5, 0)
    assert (sent["model"], len(sent["messages"])) == ("claude-3-opus-20240229", 1)
    learner.call(PROXY, {**CASES["proxy_gemini"][1], **options})
    sent = site.requests()[-1].body
    assert sent["generationConfig"] == {"maxOutputTokens": 5, "temperature": 0}
    assert "Be short." in json.dumps(sent["systemInstruction"])
    learner.call(SECURE, {"prompt": "Hello"})
    sent = site.requests()[-1].body
    assert (sent["model"], sent["max_tokens"], sent["temperature"]) == ("deepseek-chat", 2000, 0.7)


@pytest.mark.parametrize(("name", "provider"), [("anthropic", "claude"), ("google", "gemini")])
async def test_names_of_the_database_mean_the_same_providers(
    learner: Learner, site: AiProviderSite, name: str, provider: str
) -> None:
    """Functions and pages say `claude` and `gemini`, the database says `anthropic` and `google`."""
    answer = learner.call(PROXY, {"provider": name, "action": "completion", "prompt": "x"}).json()
    assert answer["provider"] == provider
    assert "metadata" not in answer
    assert len(site.requests()) == 1


@pytest.mark.parametrize("name", ["proxy_gemini", "secure_messages", "secure_action"])
async def test_another_provider_answers_where_the_requested_one_fails(
    learner: Learner, site: AiProviderSite, name: str
) -> None:
    """`provider` is the actual one, and the metadata names both and the reason."""
    function, body = CASES[name]
    site.script(default=Behaviour(status=429, retry_after="60"), key=f"key-{body['provider']}")
    answer = learner.call(function, body).json()
    if name == "secure_action":
        assert answer["choices"][0]["message"]["content"]
        return
    assert (answer["provider"], answer["model"]) == ("deepseek", "deepseek-chat")
    assert answer["metadata"] == {
        "requested_provider": body["provider"], "actual_provider": "deepseek", "reason": "rate_limited",
    }  # fmt: skip


async def test_a_provider_without_a_key_is_replaced(serve: ServeTutor, site: AiProviderSite) -> None:
    """By one that has a key."""
    with serve(**site.settings("openai")) as server:
        answer = (await add_learner(server)).call(PROXY, CASES["proxy_gemini"][1]).json()
    assert (answer["provider"], answer["model"]) == ("openai", "gpt-4o-mini")
    assert answer["metadata"]["requested_provider"] == "gemini"
    assert answer["metadata"]["reason"] == "no_key"


@pytest.mark.parametrize("name", ["proxy_chat", "secure_action", "secure_prompt"])
async def test_the_errors_are_pinned(learner: Learner, bare_learner: Learner, site: AiProviderSite, name: str) -> None:
    """Providers that fail, that ask to wait, and no provider at all; materials never answer here."""
    function, body = CASES[name]
    answers = {}
    await bare_learner.add_passage()
    for kind, caller, behaviour in (
        ("failed", learner, Behaviour(status=500)),
        ("limited", learner, Behaviour(status=429, retry_after="3600")),
        ("none", bare_learner, None),
    ):
        site.script(default=behaviour)
        response = caller.call(function, body)
        retries = "retry-after" in response.headers
        answers[kind] = {"status": response.status_code, "body": mask(response.json()), "retries": retries}
        await learner.server.execute("TRUNCATE study.ai_provider_health")
    check(GOLDEN / f"errors_{name}.json", answers)


async def test_no_text_of_a_provider_is_in_an_error(learner: Learner, site: AiProviderSite) -> None:
    """Neither its body nor a key, nor a stack trace or an address."""
    for behaviour in (DOWN, Behaviour(status=401), Behaviour(ending="html"), Behaviour(ending="malformed")):
        site.script(default=behaviour)
        await learner.server.execute("TRUNCATE study.ai_provider_health, study.ai_key_cooldowns")
        for function, body in (CASES["proxy_chat"], CASES["secure_action"], CASES["secure_prompt"]):
            text = learner.call(function, body).text
            assert not any(word in text for word in ("key-", "Traceback", "127.0.0.1", "<html", "details_of"))


async def test_calls_are_logged_with_their_tokens(learner: Learner, site: AiProviderSite) -> None:
    """For each call a row with provider, model, tokens and success."""
    site.script(DOWN, key="key-openai")
    learner.call(*CASES["proxy_chat"])
    rows = await learner.server.execute(
        "SELECT provider, model, tokens_used > 0 AS counted, success FROM public.api_usage_logs WHERE user_id = $1"
        " ORDER BY success",
        learner.id,
    )
    assert [dict(row) for row in rows][-1] == {
        "provider": "deepseek", "model": "deepseek-chat", "counted": True, "success": True,
    }  # fmt: skip


async def test_a_refused_call_has_the_texts_of_the_proxies(serve: ServeTutor, site: AiProviderSite) -> None:
    """The limit is that of functions, per user, with its headers."""
    with serve(**site.settings("openai"), STUDY_FUNCTION_CALLS_PER_MINUTE="1") as server:
        learner = await add_learner(server)
        assert learner.call(*CASES["proxy_chat"]).headers["x-ratelimit-remaining"] == "0"
        refused = learner.call(*CASES["proxy_chat"])
    assert refused.status_code == 429
    assert refused.json()["error"] == "Rate limit exceeded. Please wait before making another request."
    assert all(name in refused.headers for name in ("retry-after", "x-ratelimit-limit", "x-ratelimit-reset"))


async def test_parallel_calls_never_pass_the_limit(serve: ServeTutor, site: AiProviderSite) -> None:
    """Of 20 at once exactly the limit is answered: counting and checking are one step."""
    with serve(**site.settings("openai"), STUDY_FUNCTION_CALLS_PER_MINUTE="5") as server:
        learner = await add_learner(server)
        with ThreadPoolExecutor(20) as pool:
            statuses = list(pool.map(lambda _: learner.call(*CASES["proxy_chat"]).status_code, range(20)))
    assert sorted(statuses) == [200] * 5 + [429] * 15


async def test_the_owners_rules_apply(serve: ServeTutor, site: AiProviderSite, tmp_path: Path) -> None:
    """To the question, and to every text of the provider's JSON."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rules]]\nliteral = "bomb"\naction = "refuse"\n[[rules]]\nliteral = "prime"\naction = "replace"\n'
    )
    rules.write_text(rules.read_text() + 'replacement = "***"\n')
    with serve(**site.settings("openai"), STUDY_CONTENT_RULES=str(rules)) as server:
        learner = await add_learner(server)
        site.script(say("A prime."), say("A bomb."))
        answer = learner.call(*CASES["proxy_chat"]).json()
        assert answer["content"] == "A ***."
        assert "prime" not in json.dumps(answer)
        assert site.requests()[-1].body["messages"][1]["content"] == "Why ***s?"
        for body in (CASES["proxy_chat"][1], {**CASES["proxy_completion"][1], "prompt": "bomb"}):
            refused = learner.call(PROXY, body)
            assert (refused.status_code, refused.json()["code"]) == (400, "CONTENT_REFUSED")
