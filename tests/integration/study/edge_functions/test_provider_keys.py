"""`test-keys`: which providers have a key, and nothing of the keys."""

import uuid
from pathlib import Path

import pytest

from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer, serve_study


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_programs_with_the_service_key_are_answered(server: StudyServer, account: uuid.UUID, method: str) -> None:
    """Users and the anon key are refused with 403."""
    for headers in (server.headers(), server.headers(account)):
        response = call(server, "test-keys", headers=headers, method=method)
        assert response.status_code == 403
        assert set(response.json()) == {"error", "code"}
    service = {"Authorization": f"Bearer {server.keys.service_role_key}"}
    assert call(server, "test-keys", headers=service, method=method).status_code == 200


def test_the_answer_has_booleans_only(dsn: str, tmp_path: Path) -> None:
    """No length, no first characters: whether each key exists."""
    key = "sk-" + "abcdefg" * 5
    with serve_study(dsn, tmp_path, OPENAI_API_KEY=key) as server:
        response = call(server, "test-keys", headers=server.service_headers(), method="GET")
        assert response.json() == {
            "OPENAI_API_KEY": True,
            "GEMINI_API_KEY": False,
            "CLAUDE_API_KEY": False,
            "DEEPSEEK_API_KEY": False,
            "PERPLEXITY_API_KEY": False,
        }
        assert key[:5] not in response.text


def test_further_keys_of_a_pool_are_listed_when_they_are_set(dsn: str, tmp_path: Path) -> None:
    """Programs see that there are several keys, as booleans, and the older name of a key under the current one."""
    keys = {"OPEN_AI_KEY": "sk-planted-1", "GEMINI_API_KEY_3": "sk-planted-3", "OLLAMA_API_KEY": "sk-planted-4"}
    with serve_study(dsn, tmp_path, **keys) as server:
        response = call(server, "test-keys", headers=server.service_headers(), method="GET")
        assert response.json() == {
            "OPENAI_API_KEY": True,
            "GEMINI_API_KEY": False,
            "CLAUDE_API_KEY": False,
            "DEEPSEEK_API_KEY": False,
            "PERPLEXITY_API_KEY": False,
            "GEMINI_API_KEY_3": True,
            "OLLAMA_API_KEY": True,
        }
        assert "planted" not in response.text
