"""Requests that programs sign with a registered key: accepted once, for their account, at every native address."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from integration.study.vault.vault_world import call, execute
from support.http_client import blocking_http_client
from support.postgres import Databases

KEYS = "/api/vault/keys"
REFUSED = "Invalid request signature"


@pytest.fixture(scope="module")
def server(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server on a database of the module."""
    folder: Path = tmp_path_factory.mktemp("data")
    with _databases.clone(_template) as dsn, serve_study(dsn, folder) as served:
        yield served


@dataclass(frozen=True)
class Program:
    """A program that signs as the documentation says, with its own code."""

    server: StudyServer
    account: UUID
    id: str
    key: str

    def headers(self, method: str, url: str, body: Any = None, **changes: str) -> dict[str, str]:
        """Return the four headers of a request, after changes of what is signed or sent."""
        stamp, nonce = (
            changes.get("timestamp", str(int(time.time() * 1000))),
            changes.get("nonce", secrets.token_hex(8)),
        )
        text = f"{method}:{url}:{stamp}:{nonce}"
        if body is not None:
            text += ":" + json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        mac = hmac.new(changes.get("key", self.key).encode(), text.encode(), hashlib.sha256).digest()
        return {
            "x-client-id": self.id,
            "x-signature": base64.b64encode(mac).decode(),
            "x-timestamp": stamp,
            "x-nonce": nonce,
        }

    def send(self, method: str, url: str, *, headers: dict[str, str], body: Any = None) -> httpx2.Response:
        """Send a request with these headers."""
        content = None if body is None else json.dumps(body, indent=1)
        with blocking_http_client(self.server.address) as client:
            return client.request(method, url, headers=headers, content=content)

    def request(self, method: str, url: str, body: Any = None, **changes: str) -> httpx2.Response:
        """Sign and send a request."""
        return self.send(method, url, headers=self.headers(method, url, body, **changes), body=body)


def register(server: StudyServer, **fields: Any) -> Program:
    """Register a program of a new account."""
    account = asyncio.run(sign_up(server))
    added = call(server, "POST", "/api/machine-clients", account=account, json={"name": "cron job", **fields})
    assert added.status_code == 201, added.text
    return Program(server, account, added.json()["id"], added.json()["key"])


@pytest.fixture(scope="module")
def program(server: StudyServer) -> Program:
    """Return a registered program."""
    return register(server)


def assert_refused(response: httpx2.Response) -> None:
    """Check that a request was refused without a word about why."""
    body = response.json()
    assert (response.status_code, body["error"], body["message"]) == (401, REFUSED, REFUSED)
    assert body["code"] == "AUTH_ERROR"


def test_a_program_acts_for_its_account(program: Program) -> None:
    """Reads with a query, changes with a body that the endpoint decodes or reads itself, at both addresses."""
    put = {"key_value": "sk-1", "key_name": "ключ 🔑", "provider": "other"}
    assert program.request("PUT", KEYS, put).status_code == 201
    listed = program.request("GET", "/api/study/vault/keys?owner=account")
    assert [key["key_name"] for key in listed.json()["keys"]] == ["ключ 🔑"]
    decoded = program.request("POST", "/api/machine-clients", {"name": "another"})
    assert decoded.status_code == 201
    assert program.request("DELETE", f"/api/machine-clients/{decoded.json()['id']}").status_code == 204
    quiet = {"quiet_hours": {"start": "22:00", "end": "07:30", "zone": "Asia/Tokyo"}}
    changed = program.request("PUT", "/api/study/notifications/preferences", quiet)
    assert (changed.status_code, changed.json()["quiet_hours"]) == (200, quiet["quiet_hours"])
    full = f"{program.server.address}{KEYS}"
    assert program.send("GET", KEYS, headers=program.headers("GET", full)).status_code == 200


def test_wrong_signatures_are_refused(program: Program) -> None:
    """Another method, address, query, body, time, nonce, key or client than what was signed is 401, and all alike."""
    body = {"key_value": "sk-1", "key_name": "never stored"}
    good = program.headers("PUT", KEYS, body)
    cases = [
        program.send("PUT", f"/api/study{KEYS.removeprefix('/api')}", headers=good, body=body),
        program.send("PUT", f"{KEYS}?owner=account", headers=good, body=body),
        program.send("PUT", KEYS, headers=good, body={**body, "key_value": "sk-2"}),
        program.send("PUT", KEYS, headers=good),
        program.send("POST", "/api/vault/rotate", headers=good, body=body),
        program.send("PUT", KEYS, headers={**good, "x-nonce": "another-nonce"}, body=body),
        program.send("PUT", KEYS, headers={**good, "x-client-id": str(uuid4())}, body=body),
        program.send("PUT", KEYS, headers={**good, "x-client-id": "me"}, body=body),
        program.send("PUT", KEYS, headers={**good, "x-signature": ""}, body=body),
        program.request("PUT", KEYS, body, key="another key"),
        program.request("GET", KEYS, timestamp=str(int((time.time() - 301) * 1000))),
        program.request("GET", KEYS, timestamp=str(int((time.time() + 90) * 1000))),
        program.request("GET", KEYS, nonce="short"),
        program.send("PUT", KEYS, headers={"x-client-id": program.id}, body=body),
        program.send("PUT", KEYS, headers=program.headers("PUT", KEYS, {}), body={"number": 10**400}),
    ]
    for response in cases:
        assert_refused(response)
    assert program.send("PUT", KEYS, headers=good, body=body).status_code == 201


def test_a_nonce_is_used_once(program: Program, server: StudyServer) -> None:
    """Of a request that is sent 20 times at once, one is accepted; a wrong signature uses up no nonce."""
    headers = program.headers("GET", KEYS)
    forged = {**headers, "x-signature": base64.b64encode(b"f" * 32).decode()}
    assert_refused(program.send("GET", KEYS, headers=forged))
    assert execute(server, "SELECT * FROM study.request_nonces WHERE nonce = $1", headers["x-nonce"]) == []
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: program.send("GET", KEYS, headers=headers), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    other = register(server)
    assert other.request("GET", KEYS, nonce=headers["x-nonce"]).status_code == 200


def test_another_process_refuses_the_nonce(program: Program, tmp_path: Path) -> None:
    """Nonces are shared: what one process has accepted, another one refuses."""
    keys = Path(tmp_path / "vault")
    keys.mkdir()
    headers = program.headers("GET", KEYS)
    assert program.send("GET", KEYS, headers=headers).status_code == 200
    with serve_study(program.server.dsn, tmp_path) as second:
        again = Program(second, program.account, program.id, program.key)
        assert_refused(again.send("GET", KEYS, headers=headers))


def test_a_program_can_be_removed_and_expires(server: StudyServer) -> None:
    """Its key is shown once; a removed, expired or banned one is refused, and goes with its account."""
    program = register(server, expires_at="2100-01-01T00:00:00Z")
    listed = call(server, "GET", "/api/machine-clients", account=program.account)
    [entry] = listed.json()["clients"]
    assert (entry["id"], entry["name"], program.key in listed.text) == (program.id, "cron job", False)
    row = execute(server, "SELECT * FROM study.machine_clients WHERE id = $1", UUID(program.id))
    assert program.key not in str(row)
    assert program.request("GET", KEYS).status_code == 200
    other = asyncio.run(sign_up(server))
    assert call(server, "DELETE", f"/api/machine-clients/{program.id}", account=other).status_code == 404
    assert call(server, "DELETE", "/api/machine-clients/none", account=other).status_code == 404
    execute(server, "UPDATE auth.users SET banned_until = 'infinity' WHERE id = $1", program.account)
    assert program.request("GET", KEYS).status_code == 403
    execute(server, "UPDATE auth.users SET banned_until = NULL WHERE id = $1", program.account)
    execute(server, "UPDATE study.machine_clients SET expires_at = now() WHERE id = $1", UUID(program.id))
    assert_refused(program.request("GET", KEYS))
    execute(server, "UPDATE study.machine_clients SET expires_at = NULL WHERE id = $1", UUID(program.id))
    assert call(server, "DELETE", f"/api/machine-clients/{program.id}", account=program.account).status_code == 204
    assert_refused(program.request("GET", KEYS))


def test_bad_registrations_are_refused(server: StudyServer) -> None:
    """A name must be a text, and one of the account's own; an expiry must come."""
    account = asyncio.run(sign_up(server))
    bodies: list[Any] = [
        {}, {"name": ""}, {"name": "n" * 201}, {"name": 5}, {"name": "a\0b"}, [],
        {"name": "a", "expires_at": "2020-01-01T00:00:00Z"}, {"name": "a", "expires_at": "2100-01-01T00:00:00"},
        {"name": "a", "expires_at": "9999-12-31T23:00:00-05:00"},
    ]  # fmt: skip
    for body in bodies:
        refused = call(server, "POST", "/api/machine-clients", account=account, json=body)
        assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR"), body
    assert call(server, "POST", "/api/machine-clients", account=account, json={"name": "a"}).status_code == 201
    assert call(server, "POST", "/api/machine-clients", account=account, json={"name": "a"}).status_code == 422
    assert call(server, "POST", "/api/machine-clients", json={"name": "a"}).status_code == 401


def test_signatures_of_the_earlier_front_end_are_ignored(program: Program) -> None:
    """Without a client there is no signature to check: the token decides, as for a browser with a key in its code."""
    headers = {"x-signature": "anything", "x-timestamp": "1", "x-nonce": "n"}
    assert call(program.server, "GET", KEYS, account=program.account, headers=headers).status_code == 200
    assert call(program.server, "GET", KEYS, headers=headers).json()["code"] == "AUTH_ERROR"
