"""`/api/vault/...`: keys are stored encrypted for their owner, listed without the key, renewed, and deleted."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer
from integration.study.vault.vault_world import KEYS, SECRET, call, decrypt, execute, put

ROW = "SELECT * FROM public.api_vault WHERE user_id IS NOT DISTINCT FROM $1 AND key_name = $2"
LOG = "SELECT action, key_name, purpose FROM public.vault_logs WHERE user_id = $1 ORDER BY created_at"
FIELDS = {
    "key_name", "provider", "key_version", "fingerprint", "is_active", "is_expired", "created_at", "updated_at",
    "rotated_at", "last_accessed", "expires_at",
}  # fmt: skip


def new_account(server: StudyServer) -> UUID:
    """Add an account."""
    return asyncio.run(sign_up(server))


def names(server: StudyServer, account: object, **query: str) -> list[str]:
    """Return the names of an account's keys."""
    return [key["key_name"] for key in call(server, "GET", KEYS, account=account, params=query).json()["keys"]]


def test_a_key_is_stored_listed_replaced_and_deleted(server: StudyServer, data_dir: Path) -> None:
    """The answer of each step has what is known of the key, never the key; the row has its ciphertext alone."""
    account = new_account(server)
    added = put(server, account)
    assert (added.status_code, set(added.json())) == (201, FIELDS)
    first = added.json()
    assert (first["key_version"], first["provider"], first["is_expired"]) == (1, "openai", False)
    [row] = execute(server, ROW, account, "openai")
    assert SECRET not in str(row)
    assert decrypt(data_dir, row["ciphertext"], account=account, name="openai") == SECRET
    replaced = put(server, account, expires_at="2100-01-01T00:00:00Z")
    assert (replaced.status_code, replaced.json()["fingerprint"]) == (200, first["fingerprint"])
    assert replaced.json()["expires_at"] == "2100-01-01T00:00:00+00:00"
    other_key = put(server, account, key_value=SECRET + "2")
    assert other_key.json()["fingerprint"] != first["fingerprint"]
    for prefix in ("/api", "/api/study"):
        listed = call(server, "GET", f"{prefix}/vault/keys", account=account)
        assert (listed.status_code, listed.json()["total"]) == (200, 1)
        assert listed.json()["keys"] == [call(server, "GET", f"{prefix}/vault/keys/openai", account=account).json()]
    assert call(server, "DELETE", KEYS, account=account, params={"key_name": "openai"}).status_code == 204
    gone = call(server, "DELETE", f"{KEYS}/openai", account=account)
    assert (gone.status_code, gone.json()["code"]) == (404, "NOT_FOUND")
    log = [tuple(entry)[:2] for entry in execute(server, LOG, account)]
    assert log == [("store", "openai"), ("replace", "openai"), ("replace", "openai"), ("delete", "openai")]


def test_the_name_may_be_in_the_address(server: StudyServer) -> None:
    """PUT, GET and DELETE take it there as well, with any characters; another one in the body is refused."""
    account = new_account(server)
    path = f"{KEYS}/Schl%C3%BCssel%20%F0%9F%94%91"
    body = {"key_value": SECRET}
    assert call(server, "PUT", path, account=account, json=body).status_code == 201
    assert names(server, account) == ["Schlüssel 🔑"]
    assert call(server, "GET", path, account=account).json()["provider"] is None
    refused = call(server, "PUT", path, account=account, json={**body, "key_name": "another"})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["key_name"])
    assert call(server, "DELETE", path, account=account).status_code == 204


def test_owners_are_apart(server: StudyServer, data_dir: Path) -> None:
    """Two accounts use one name; each sees and deletes its own; a row that is copied to another owner is useless."""
    account, other = new_account(server), new_account(server)
    fingerprints = {put(server, owner).json()["fingerprint"] for owner in (account, other)}
    assert len(fingerprints) == 2
    put(server, account, "mine")
    assert names(server, other) == ["openai"]
    assert call(server, "GET", f"{KEYS}/mine", account=other).status_code == 404
    assert call(server, "DELETE", f"{KEYS}/mine", account=other).status_code == 404
    assert names(server, account) == ["mine", "openai"]
    copied = execute(
        server,
        "UPDATE public.api_vault SET ciphertext = (SELECT ciphertext FROM public.api_vault WHERE user_id = $1"
        " AND key_name = 'openai') WHERE user_id = $2 RETURNING ciphertext",
        account,
        other,
    )
    with pytest.raises(Exception, match="cannot be decrypted"):
        decrypt(data_dir, copied[0]["ciphertext"], account=other, name="openai")
    answer = call(server, "POST", "/api/vault/rotate", account=other).json()
    assert answer == {"rotated": 0, "keys": [], "unreadable": ["openai"]}


def test_keys_get_new_data_keys(server: StudyServer, data_dir: Path) -> None:
    """A rotation changes every ciphertext and no key, says so in the audit, and keeps the fingerprints."""
    account = new_account(server)
    before = {name: put(server, account, name).json() for name in ("a", "b")}
    old = {row["key_name"]: row["ciphertext"] for name in before for row in execute(server, ROW, account, name)}
    rotated = call(server, "POST", "/api/vault/rotate", account=account)
    assert (rotated.status_code, rotated.json()["rotated"], rotated.json()["unreadable"]) == (200, 2, [])
    assert sorted(rotated.json()["keys"]) == ["a", "b"]
    for name, state in before.items():
        [row] = execute(server, ROW, account, name)
        assert row["ciphertext"].split(".")[4] != old[name].split(".")[4]
        assert (row["fingerprint"], row["rotated_at"] is None) == (state["fingerprint"], False)
        assert decrypt(data_dir, row["ciphertext"], account=account, name=name) == SECRET
    one = call(server, "POST", "/api/study/vault/rotate", account=account, json={"key_name": "a"})
    assert one.json()["keys"] == ["a"]
    assert call(server, "POST", "/api/vault/rotate", account=account, json={"key_name": "no"}).status_code == 404
    reasons = execute(server, "SELECT reason FROM public.api_key_rotations WHERE user_id = $1", account)
    assert [reason for (reason,) in reasons] == ["data key"] * 3
    assert [entry["action"] for entry in execute(server, LOG, account)] == [
        "store",
        "store",
        "rotate",
        "rotate",
        "rotate",
    ]


def test_keys_of_the_server_belong_to_its_owners(server: StudyServer) -> None:
    """Members get 403 for them; an owner of the app stores and lists them, and may rotate the master key."""
    member, owner = new_account(server), new_account(server)
    execute(server, "INSERT INTO alcove.account_role (user_id, app, role) VALUES ($1, 'study', 'owner')"
                    " ON CONFLICT (user_id, app) DO UPDATE SET role = 'owner'", owner)  # fmt: skip
    query = {"owner": "server"}
    body = {"key_name": "of the server", "key_value": SECRET}
    for method, path, options in (
        ("GET", KEYS, {"params": query}),
        ("PUT", KEYS, {"params": query, "json": body}),
        ("DELETE", f"{KEYS}/x", {"params": query}),
        ("POST", "/api/vault/rotate", {"json": {"owner": "server"}}),
        ("POST", "/api/vault/rotate", {"json": {"scope": "master"}}),
    ):
        refused = call(server, method, path, account=member, **options)
        assert (refused.status_code, refused.json()["code"]) == (403, "AUTHZ_ERROR")
    assert call(server, "PUT", KEYS, account=owner, params=query, json=body).status_code == 201
    assert names(server, owner, owner="server") == ["of the server"]
    assert names(server, owner) == []
    queued = call(server, "POST", "/api/vault/rotate", account=owner, json={"scope": "master"})
    assert (queued.status_code, queued.json()) == (202, {"state": "queued"})
    jobs = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'study.rotate_master_key'"
    assert call(server, "POST", "/api/vault/rotate", account=owner, json={"scope": "master"}).status_code == 202
    assert execute(server, jobs)[0][0] == 1


BAD_BODIES: list[tuple[Any, set[str]]] = [
    ({}, {"key_value"}),
    ({"key_value": ""}, {"key_value"}),
    ({"key_value": 7}, {"key_value"}),
    ({"key_value": None}, {"key_value"}),
    ({"key_value": "x" * 8001, "key_name": "a"}, {"key_value"}),
    ({"key_value": "x"}, {"key_name"}),
    ({"key_value": "x", "key_name": ""}, {"key_name"}),
    ({"key_value": "x", "key_name": "n" * 201}, {"key_name"}),
    ({"key_value": "x", "key_name": "a\0b"}, {"key_name"}),
    ({"key_value": "x", "key_name": "a", "provider": "p" * 101}, {"provider"}),
    ({"key_value": "x", "key_name": "a", "provider": ["p"]}, {"provider"}),
    ({"key_value": "a key with spaces", "key_name": "a", "provider": "Anthropic"}, {"key_value"}),
    ({"key_value": "x", "key_name": "a", "expires_at": "2020-01-01T00:00:00Z"}, {"expires_at"}),
    ({"key_value": "x", "key_name": "a", "expires_at": "2100-01-01T00:00:00"}, {"expires_at"}),
    ({"key_value": "x", "key_name": "a", "expires_at": "soon"}, {"expires_at"}),
    ({"key_value": "x", "key_name": "a", "expires_at": "9999-12-31T23:00:00-05:00"}, {"expires_at"}),
    ([], set()),
    ("text", set()),
    (None, set()),
]


def test_bad_bodies_are_refused(server: StudyServer) -> None:
    """Each wrong field is named, nothing is stored, and no error has a part of the key in it."""
    account = new_account(server)
    for body, fields in BAD_BODIES:
        refused = call(server, "PUT", KEYS, account=account, content=json.dumps(body))
        assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR"), body
        assert set(refused.json().get("fields", {})) == fields, refused.text
    for content in ('{"key_value": "sk-secr', '{"key_value": "\\ud800", "key_name": "a"}', "", "\xff", "[" * 5000):
        refused = call(server, "PUT", KEYS, account=account, content=content.encode("latin-1"))
        assert (refused.status_code, refused.json()["code"]) == (400, "VALIDATION_ERROR"), content[:20]
        assert "sk-secr" not in refused.text
    assert call(server, "PUT", KEYS, account=account, content=b"x" * 70_000).status_code == 413
    assert names(server, account) == []
    for path in (f"{KEYS}?owner=everybody", f"{KEYS}/a?owner=", f"{KEYS}/a%00b"):
        assert call(server, "GET", path, account=account).status_code in (400, 404)
    assert call(server, "DELETE", KEYS, account=account).status_code == 400
    for name in ("a\0b", "", "n" * 201):
        refused = call(server, "POST", "/api/vault/rotate", account=account, json={"key_name": name})
        assert (refused.status_code, set(refused.json()["fields"])) == (400, {"key_name"}), name


def test_nobody_without_an_account_is_served(server: StudyServer) -> None:
    """Every address needs a token of an account: none, a key of the project and an expired one are 401 or 403."""
    account = new_account(server)
    for method, path in (("GET", KEYS), ("PUT", KEYS), ("DELETE", f"{KEYS}/a"), ("POST", "/api/vault/rotate")):
        assert call(server, method, path).status_code == 401
        expired = {"Authorization": f"Bearer {server.token(account, lifetime=-1000)}"}
        assert call(server, method, path, headers=expired).json()["code"] == "AUTH_ERROR"
        key = {"Authorization": f"Bearer {server.keys.anon_key}"}
        assert call(server, method, path, headers=key).status_code == 403


def test_an_account_has_a_hundred_keys_and_changes_them_in_turns(server: StudyServer) -> None:
    """The key after the hundredth is 422, also when many come at once; changes are limited to 60 a minute."""
    account = new_account(server)
    execute(
        server,
        "INSERT INTO public.api_vault (user_id, key_name, ciphertext) SELECT $1, 'k' || n, 'v1.1-aaaaaaaa.x.y.z'"
        " FROM generate_series(1, 99) AS n",
        account,
    )
    assert put(server, account, "the last").status_code == 201
    refused = put(server, account, "too many")
    assert (refused.status_code, refused.json()["code"]) == (422, "VALIDATION_ERROR")
    assert put(server, account, "the last").status_code == 200
    answers = [put(server, account, "the last") for _ in range(58)]
    assert {answer.status_code for answer in answers[:57]} == {200}
    assert (answers[57].status_code, answers[57].json()["code"]) == (429, "RATE_LIMIT")
    assert int(answers[57].headers["Retry-After"]) >= 1


def test_rows_go_with_the_account_and_secrets_are_not_exported(server: StudyServer) -> None:
    """The export names the keys and the audit without ciphertexts; the deletion of the account removes them."""
    account = new_account(server)
    put(server, account)
    exported = call(server, "GET", "/api/export", account=account)
    [row] = exported.json()["data"]["api_vault"]
    assert not {"ciphertext", "nonce"} & set(row)
    execute(server, "DELETE FROM auth.users WHERE id = $1", account)
    assert execute(server, ROW, account, "openai") == []
    assert execute(server, LOG, account) == []
    assert call(server, "GET", KEYS, account=account).status_code == 401
    assert call(server, "GET", KEYS, account=uuid4()).status_code == 401
