"""`alcove study providers`: a table for people, JSON for scripts, and what to set when nothing is."""

import json
from pathlib import Path

import pytest

from support.processes import environment, run_alcove


@pytest.fixture
def env(dsn: str, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a command on a database of the test's own."""
    return environment(tmp_path, ALCOVE_DATA_DIR=str(tmp_path / "data"), DATABASE_URL=dsn)


def test_the_providers_are_listed(env: dict[str, str]) -> None:
    """Each provider has its models and why it cannot be called; nothing of a key is printed."""
    env |= {"OPENAI_API_KEY": "sk-planted", "STUDY_PROVIDER_ORDER": "openai,gemini", "OPENAI_MODEL": "gpt-test"}
    table = run_alcove("study", "providers", env=env)
    assert table.returncode == 0, table.stderr
    lines = {line.split()[0]: line for line in table.stdout.splitlines()}
    assert "gpt-test" in lines["openai"]
    assert lines["openai"].split()[1:3] == ["yes", "ok"]
    assert lines["gemini"].split()[1:3] == ["no", "no_key"]
    assert lines["claude"].split()[1:3] == ["no", "disabled"]
    shown = json.loads(run_alcove("study", "providers", "--json", env=env).stdout)
    assert [provider["name"] for provider in shown["providers"]] == ["deepseek", "openai", "claude", "gemini", "ollama"]
    assert shown["providers"][1]["available"] is True
    assert "planted" not in table.stdout + json.dumps(shown)


def test_without_a_provider_it_says_what_to_set(env: dict[str, str]) -> None:
    """That no provider is configured is no failure: the text names the variables and the guide."""
    ended = run_alcove("study", "providers", env=env)
    assert ended.returncode == 0
    assert "No AI provider is configured" in ended.stdout
    for text in ("OPENAI_API_KEY", "OLLAMA_BASE_URL", "docs/guides/ai-providers.md"):
        assert text in ended.stdout


def test_a_wrong_setting_ends_it(env: dict[str, str]) -> None:
    """An unknown provider in the order is exit code 4, and the text lists those that there are."""
    ended = run_alcove("study", "providers", env={**env, "STUDY_PROVIDER_ORDER": "openia"})
    assert ended.returncode == 4
    assert "STUDY_PROVIDER_ORDER" in ended.stderr
    assert "gemini" in ended.stderr
