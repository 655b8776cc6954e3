"""The vault's endpoints over HTTP, as accounts call them."""

import asyncio
from typing import Any, Final
from uuid import UUID

import httpx2

from alcove.foundation.vault import VaultSettings, open_vault
from integration.study.served import StudyServer
from support.http_client import blocking_http_client

SECRET: Final = "sk-a-key-that-nobody-may-see"
KEYS: Final = "/api/vault/keys"


def call(server: StudyServer, method: str, path: str, *, account: object = None, **options: Any) -> httpx2.Response:
    """Send a request with the token of an account, or without one; no answer ever has the key in it."""
    headers = {"Authorization": f"Bearer {server.token(account)}"} if account else {}
    with blocking_http_client(server.address) as client:
        response = client.request(method, path, headers={**headers, **options.pop("headers", {})}, **options)
    assert SECRET not in response.text + str(response.headers)
    return response


def put(server: StudyServer, account: object, name: str = "openai", **fields: Any) -> httpx2.Response:
    """Store a key."""
    body = {"key_name": name, "key_value": SECRET, "provider": "openai", **fields}
    return call(server, "PUT", KEYS, account=account, json=body)


def execute(server: StudyServer, sql: str, *args: object) -> list[Any]:
    """Run a statement as the owner of the database."""
    return asyncio.run(server.execute(sql, *args))


def decrypt(data_dir: Any, ciphertext: str, *, account: UUID | None, name: str) -> str:
    """Decrypt a stored key as the server does."""
    vault = open_vault(VaultSettings(), data_dir=data_dir)
    return vault.decrypt(ciphertext, context=("api key", str(account or ""), name)).decode()
