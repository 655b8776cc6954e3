"""The tutor calls AI providers with the keys that an account has stored, and everybody else's as before."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.foundation.vault import VaultSettings, open_vault
from alcove.simulators.ai_provider import Behaviour
from integration.study.conftest import sign_up
from integration.study.served import StudyServer
from integration.study.tutor_fixtures import running_site, site
from integration.study.tutor_world import QUESTION, Learner, add_learner, say, serve_tutor
from integration.study.vault.vault_world import SECRET, call, execute, put
from support.ai_provider import AiProviderSite
from support.postgres import Databases

__all__ = ["running_site", "site"]
LOG = "SELECT action, key_name, purpose FROM public.vault_logs WHERE user_id = $1 AND action = 'read'"


@pytest.fixture(scope="module")
def server(
    _databases: Databases, _template: str, data_dir: Path, running_site: AiProviderSite
) -> Iterator[StudyServer]:
    """Yield a server that has a key of DeepSeek only, and knows the addresses of the others."""
    environ = {name: value for name, value in running_site.settings().items() if name.endswith("_BASE_URL")}
    environ |= {"DEEPSEEK_API_KEY": "key-deepseek", "STUDY_PROVIDER_ORDER": "deepseek,openai,claude"}
    with serve_tutor(_databases, _template, data_dir, **environ) as served:
        yield served


@pytest.fixture
async def learner(server: StudyServer) -> Learner:
    """Return a new account."""
    return await add_learner(server)


def ask(learner: Learner, number: int, **fields: object) -> dict[str, object]:
    """Ask something that nobody has asked before, and return the answer."""
    response = learner.chat({"message": f"{QUESTION} ({number})", **fields})
    assert response.status_code == 200, response.text
    assert SECRET not in response.text
    answer: dict[str, object] = response.json()
    return answer


def test_an_own_key_is_used_first(server: StudyServer, learner: Learner, site: AiProviderSite) -> None:
    """The provider of an own key comes before those of the server, is called with it, and the audit says what for."""
    site.script(default=say())
    assert ask(learner, 1)["provider"] == "deepseek"
    assert put(server, learner.id, "mine").status_code == 201
    assert ask(learner, 2)["provider"] == "openai"
    assert site.requests()[-1].key == SECRET
    assert ask(learner, 3, provider="deepseek")["provider"] == "deepseek"
    assert [tuple(entry) for entry in execute(server, LOG, learner.id)] == [
        ("read", "mine", "call of an AI provider")
    ] * 2
    [key] = call(server, "GET", "/api/vault/keys", account=learner.id).json()["keys"]
    assert key["last_accessed"] is not None
    assert key["updated_at"] == key["created_at"]
    usage = execute(server, "SELECT usd FROM study.ai_user_usage WHERE user_id = $1 AND period = 'day'", learner.id)
    assert len(usage) == 1


@pytest.mark.parametrize("provider", ["anthropic", "Claude"])
def test_the_database_names_of_providers_are_known(
    server: StudyServer, learner: Learner, site: AiProviderSite, provider: str
) -> None:
    """A key may name its provider as the functions or as the database does, and the provider may be off otherwise."""
    site.script(default=say())
    put(server, learner.id, "mine", provider=provider)
    assert ask(learner, 4)["provider"] == "claude"
    assert site.requests()[-1].key == SECRET


def test_keys_of_others_expired_and_deleted_ones_are_not_used(
    server: StudyServer, learner: Learner, site: AiProviderSite
) -> None:
    """Only an active, unexpired key of the account itself is used; another account keeps the server's provider."""
    site.script(default=say())
    put(server, learner.id, "mine")
    other = _add(server)
    assert ask(other, 5)["provider"] == "deepseek"
    for change in ("expires_at = now()", "expires_at = NULL, is_active = false"):
        execute(server, f"UPDATE public.api_vault SET {change} WHERE user_id = $1", learner.id)  # noqa: S608
        assert ask(learner, 6)["provider"] == "deepseek"
    execute(server, "UPDATE public.api_vault SET is_active = true WHERE user_id = $1", learner.id)
    assert ask(learner, 7)["provider"] == "openai"
    call(server, "DELETE", "/api/vault/keys/mine", account=learner.id)
    assert ask(learner, 8)["provider"] == "deepseek"


def test_a_refused_own_key_harms_nobody_else(server: StudyServer, learner: Learner, site: AiProviderSite) -> None:
    """A wrong or exhausted own key is left out for some time; the provider answers others as before."""
    other = _add(server)
    put(server, learner.id, "mine", key_value=f"{SECRET}-of-the-learner")
    put(server, other.id, "mine", key_value=f"{SECRET}-of-the-other")
    for status in (401, 429, 400):
        site.script(default=say())
        site.script(default=Behaviour(status=status), key=f"{SECRET}-of-the-learner")
        for number in range(6):
            assert ask(learner, 10 * status + number)["provider"] == "deepseek"
        assert ask(other, status)["provider"] == "openai"
        execute(server, "TRUNCATE study.ai_key_cooldowns, study.ai_provider_health")


def test_a_key_under_a_lost_master_key_is_left_out(
    server: StudyServer, learner: Learner, site: AiProviderSite, tmp_path: Path
) -> None:
    """What cannot be decrypted is passed over, and the health says which master key is missing; all else works."""
    site.script(default=say())
    foreign = open_vault(VaultSettings(), data_dir=tmp_path)
    ciphertext = foreign.encrypt(SECRET.encode(), context=("api key", str(learner.id), "mine"))
    key_id = ciphertext.split(".")[1]
    execute(
        server,
        "INSERT INTO public.api_vault (user_id, key_name, provider, ciphertext) VALUES ($1, 'mine', 'openai', $2)",
        learner.id,
        ciphertext,
    )
    assert ask(learner, 20)["provider"] == "deepseek"
    health = call(server, "GET", "/health/ready", headers={"Authorization": f"Bearer {'t' * 30}"})
    [part] = [part for part in health.json()["parts"] if part["name"] == "study vault"]
    assert (health.status_code, part["state"], key_id in part["detail"]) == (200, "degraded", True)
    assert put(server, learner.id, "another").status_code == 201
    listed = call(server, "GET", "/api/vault/keys", account=learner.id).json()
    assert [key["key_name"] for key in listed["keys"]] == ["another", "mine"]
    assert call(server, "POST", "/api/vault/rotate", account=learner.id).json()["unreadable"] == ["mine"]
    assert put(server, learner.id, "mine").status_code == 200
    assert ask(learner, 21)["provider"] == "openai"


def _add(server: StudyServer) -> Learner:
    return Learner(server=server, id=asyncio.run(sign_up(server)))
