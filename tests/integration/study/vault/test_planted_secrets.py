"""Secrets that accounts entrust to the server are nowhere but in its answer to whoever made them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer
from integration.study.vault.vault_world import call, execute

SECRETS = [f"planted-{name}-4d1c9e" for name in ("value", "path", "userinfo", "signing", "topic", "text", "provider")]
DESTINATIONS = "/api/study/notifications/destinations"


def build_requests() -> list[tuple[str, str, dict[str, Any]]]:
    """Return requests that carry secrets, some of which are refused."""
    value, path, userinfo, signing, topic, text, provider = SECRETS
    hook = {"channel": "webhook", "address": f"https://93.184.216.34/{path}?token={path}", "secret": signing}
    return [
        ("PUT", "/api/vault/keys", {"key_name": "mine", "key_value": value, "provider": "openai"}),
        ("PUT", "/api/vault/keys", {"key_name": "mine", "key_value": f"{value} ", "provider": "openai"}),
        ("PUT", "/api/vault/keys", {"key_name": "mine", "key_value": {"a": value}}),
        ("PUT", "/api/vault/keys/other", {"key_name": "mine", "key_value": value}),
        ("POST", "/api/vault/rotate", {}),
        ("POST", DESTINATIONS, hook),
        ("POST", DESTINATIONS, {**hook, "address": f"https://ann:{userinfo}@93.184.216.34/"}),
        ("POST", DESTINATIONS, {**hook, "address": f"https://127.0.0.1/{path}"}),
        ("POST", DESTINATIONS, {**hook, "address": f"https://[{path}"}),
        ("POST", DESTINATIONS, {**hook, "secret": f"{signing}\n"}),
        ("POST", DESTINATIONS, {"channel": "apprise", "address": f"ntfys://ann:{userinfo}@ntfy.example/{topic}"}),
        ("POST", DESTINATIONS, {"channel": "apprise", "address": f"mailto://ann:{userinfo}@example.org"}),
        ("POST", "/functions/v1/encryption", {"action": "encrypt", "data": text}),
        ("POST", "/functions/v1/encryption", {"action": "decrypt", "data": text}),
        ("POST", "/rest/v1/rpc/store_api_key", {
            "p_key_name": "rpc", "p_key_value": provider, "p_provider": "gemini"}),
        ("POST", "/rest/v1/rpc/store_api_key", {"p_key_name": "", "p_key_value": provider, "p_provider": "gemini"}),
    ]  # fmt: skip


def test_planted_secrets_are_nowhere(server: StudyServer, data_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No answer, row of any table, log line, metric or file of the data directory has one of them in it."""
    account = asyncio.run(sign_up(server))
    seen = []
    for method, path, body in build_requests():
        response = call(server, method, path, account=account, json=body, headers={"apikey": server.keys.anon_key})
        assert response.status_code < 500, response.text
        seen.append(response.text)
    added = call(server, "POST", "/api/machine-clients", account=account, json={"name": "cron"}).json()
    pages = ("/api/vault/keys", DESTINATIONS, "/api/machine-clients", "/api/export", "/metrics", "/health")
    seen += [call(server, "GET", path, account=account).text for path in pages]
    tables = execute(
        server,
        "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
    )
    rows = [
        execute(server, f"SELECT coalesce(string_agg(t::text, chr(10)), '') AS rows FROM {table['name']} AS t")[0][0]  # noqa: S608
        for table in tables
    ]
    files = [file.read_text("utf-8", "replace") for file in data_dir.rglob("*") if file.is_file()]
    log = capfd.readouterr()
    assert "/api/vault/keys" in log.out + log.err
    everything = json.dumps([*seen, *rows, *files, log.out, log.err])
    assert sum(row.count("v1.1-") for row in rows) >= 5
    assert [secret for secret in (*SECRETS, added["key"]) if secret in everything] == []
