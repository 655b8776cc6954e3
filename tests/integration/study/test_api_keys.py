"""The keys of other services: stored encrypted, listed without the key, returned to programs on a server only."""

import json
import uuid
from pathlib import Path
from typing import Any

import httpx2
import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study

ARGUMENTS = {"p_key_name": "openai", "p_key_value": "a key that nobody may see", "p_provider": "openai"}
ROWS = "SELECT to_jsonb(v)::text FROM public.api_vault AS v WHERE user_id IS NOT DISTINCT FROM $1 ORDER BY key_name"


def call(server: StudyServer, function: str, headers: dict[str, str], arguments: Any = None) -> httpx2.Response:
    """Call a function."""
    with server.client(headers=headers) as client:
        return client.post(f"/rpc/{function}", json=arguments or {})


def service_headers(server: StudyServer, account: object) -> dict[str, str]:
    """Return the headers of a program on a server that acts for an account."""
    return {**server.service_headers(), "Authorization": f"Bearer {server.token(account, role='service_role')}"}


async def test_a_key_is_stored_encrypted_and_replaced(server: StudyServer, account: uuid.UUID) -> None:
    """The row has the ciphertext, its nonce and key version, and never the key; a second key replaces the first."""
    first = call(server, "store_api_key", server.headers(account), ARGUMENTS)
    assert (first.status_code, first.json()) == (
        200, {"success": True, "key_name": "openai", "message": "The key was stored."},
    )  # fmt: skip
    [(text,)] = await server.execute(ROWS, account)
    row = json.loads(text)
    assert ARGUMENTS["p_key_value"] not in text
    assert (row["key_version"], row["provider"]) == (1, "openai")
    assert row["ciphertext"].split(".")[3] == row["nonce"]
    replaced = call(server, "store_api_key", server.headers(account), {**ARGUMENTS, "p_key_value": "another"})
    assert replaced.json()["message"] == "The key was replaced."
    assert len(await server.execute(ROWS, account)) == 1
    assert call(server, "get_api_key", service_headers(server, account), {"p_key_name": "openai"}).json() == "another"
    log = "SELECT action, purpose FROM public.vault_logs WHERE user_id = $1 ORDER BY created_at"
    expected = [("store", None), ("replace", None), ("read", "get_api_key")]
    assert [tuple(entry) for entry in await server.execute(log, account)] == expected


async def test_keys_are_listed_by_owner(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """Accounts may use the same names and see their own keys only, without ciphertext; so does the server."""
    for name in ("b", "a"):
        call(server, "store_api_key", server.headers(account), {**ARGUMENTS, "p_key_name": name})
    call(server, "store_api_key", server.headers(other), {**ARGUMENTS, "p_key_name": "a", "p_provider": None})
    call(server, "store_api_key", server.service_headers(), {**ARGUMENTS, "p_key_name": "of the server"})
    with server.client(headers=server.headers(account)) as client:
        listed = client.get("/rpc/list_api_keys?limit=5")
    assert [(row["key_name"], row["provider"], row["is_active"]) for row in listed.json()] == [
        ("a", "openai", True), ("b", "openai", True),
    ]  # fmt: skip
    assert "ciphertext" not in listed.text
    assert [row["key_name"] for row in call(server, "list_api_keys", server.headers(other)).json()] == ["a"]
    names = {row["key_name"] for row in call(server, "list_api_keys", server.service_headers()).json()}
    assert "of the server" in names
    assert not names & {"a", "b"}
    await server.execute("DELETE FROM auth.users WHERE id = $1", account)
    assert await server.execute(ROWS, account) == []


async def test_the_key_of_the_server_is_returned_to_programs_on_a_server(server: StudyServer) -> None:
    """get_api_key works by GET and POST with the secret key; an unknown or expired key is null."""
    call(server, "store_api_key", server.service_headers(), ARGUMENTS)
    with server.client(headers=server.service_headers()) as client:
        for name, expected in (("openai", ARGUMENTS["p_key_value"]), ("unknown", None)):
            got = client.get("/rpc/get_api_key", params={"p_key_name": name})
            assert (got.status_code, got.json()) == (200, expected)
            assert client.post("/rpc/get_api_key", json={"p_key_name": name}).json() == expected
        changed = client.patch("/api_vault?key_name=eq.openai&user_id=is.null", json={"expires_at": "2020-01-01"})
        assert changed.status_code == 204
        assert client.get("/rpc/get_api_key?p_key_name=openai").json() is None


def test_other_callers_get_nothing(server: StudyServer, account: uuid.UUID) -> None:
    """No account reads a key, not even its own; without an account nothing can be called."""
    call(server, "store_api_key", server.headers(account), ARGUMENTS)
    for headers, status in ((server.headers(account), 403), (server.headers(), 401)):
        for function, arguments in (("get_api_key", {"p_key_name": "openai"}), ("", None)):
            with server.client(headers=headers) as client:
                path = f"/rpc/{function}" if function else "/api_vault?select=ciphertext"
                refused = client.post(path, json=arguments) if arguments else client.get(path)
            assert (refused.status_code, refused.json()["code"]) == (status, "42501")
    for function, arguments in (("store_api_key", ARGUMENTS), ("list_api_keys", None)):
        refused = call(server, function, server.headers(), arguments)
        assert (refused.status_code, refused.json()["code"]) == (401, "42501")


REFUSALS = [
    ({"p_key_value": ""}, "22023", "the key must not be empty"),
    ({"p_key_value": None}, "22023", "the key must not be empty"),
    ({"p_key_value": "x" * 9000}, "22023", "the key is longer than 8000 bytes"),
    ({"p_key_name": ""}, "22023", "the name of a key must have 1 to 200 characters"),
    ({"p_key_name": None}, "22023", "the name of a key must have 1 to 200 characters"),
    ({"p_key_name": "n" * 201}, "22023", "the name of a key must have 1 to 200 characters"),
    ({"p_provider": "p" * 101}, "22023", "the provider has more than 100 characters"),
    ({"p_key_name": "a\0b"}, "22P05", "unsupported Unicode escape sequence"),
]


@pytest.mark.parametrize(("changes", "code", "message"), REFUSALS)
def test_bad_arguments_are_refused(server: StudyServer, changes: dict[str, object], code: str, message: str) -> None:
    """Each wrong argument is named, and an error never has the key in it."""
    refused = call(server, "store_api_key", server.service_headers(), {**ARGUMENTS, **changes})
    assert (refused.status_code, refused.json()["code"], refused.json()["message"]) == (400, code, message)
    assert ARGUMENTS["p_key_value"] not in refused.text


def test_wrong_names_of_arguments_are_no_function(server: StudyServer, account: uuid.UUID) -> None:
    """As for every function, PGRST202 says which ones there are."""
    refused = call(server, "store_api_key", server.headers(account), {"key_name": "openai", "key_value": "x"})
    assert (refused.status_code, refused.json()["code"]) == (404, "PGRST202")


def test_names_and_keys_of_any_text_come_back(server: StudyServer, account: uuid.UUID) -> None:
    """Texts of any script, and values that are no texts, are stored as PostgreSQL would store them."""
    for name, value, expected in (("Schlüssel 🔑", "k\"ey\n'x", "k\"ey\n'x"), (7, {"a": [1]}, '{"a":[1]}')):
        stored = call(
            server, "store_api_key", server.headers(account), {**ARGUMENTS, "p_key_name": name, "p_key_value": value}
        )
        assert stored.json()["key_name"] == str(name)
        got = call(server, "get_api_key", service_headers(server, str(account).upper()), {"p_key_name": name})
        assert got.json() == expected


async def test_a_changed_or_copied_row_is_an_error(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """A ciphertext that was changed, renamed or copied to another account is not decrypted, and not shown."""
    call(server, "store_api_key", server.headers(account), ARGUMENTS)
    insert = "INSERT INTO public.api_vault (user_id, key_name, ciphertext)"
    source = "FROM public.api_vault WHERE user_id = $1"
    await server.execute(f"{insert} SELECT $2, key_name, ciphertext {source}", account, other)
    await server.execute(f"{insert} SELECT user_id, 'renamed', ciphertext {source}", account)
    for owner, name in ((other, "openai"), (account, "renamed")):
        refused = call(server, "get_api_key", service_headers(server, owner), {"p_key_name": name})
        assert (refused.status_code, refused.json()["code"]) == (503, "ciphertext_invalid")
    await server.execute("UPDATE public.api_vault SET ciphertext = ciphertext || 'AAAA' WHERE user_id = $1", account)
    refused = call(server, "get_api_key", service_headers(server, account), {"p_key_name": "openai"})
    assert refused.json()["code"] == "ciphertext_invalid"
    assert "v1." not in refused.text


async def test_a_function_that_bypasses_the_server_stores_nothing(server: StudyServer) -> None:
    """A key that nobody encrypted, as from SQL or another REST server, is refused before it is stored."""
    sql = "SELECT public.store_api_key('plain', 'a key that nobody may see', NULL)"
    with pytest.raises(Exception, match="the key was not encrypted"):
        await server.execute(sql)


async def test_an_account_stores_a_hundred_keys(server: StudyServer, account: uuid.UUID) -> None:
    """The next key is refused, but a known one can be replaced."""
    await server.execute(
        "INSERT INTO public.api_vault (user_id, key_name, ciphertext)"
        " SELECT $1, n::text, 'v1.1-00000000.a.b.c' FROM generate_series(1, 100) AS n", account
    )  # fmt: skip
    refused = call(server, "store_api_key", server.headers(account), ARGUMENTS)
    assert (refused.status_code, refused.json()["message"]) == (400, "an account can store 100 keys")
    assert call(server, "store_api_key", server.headers(account), {**ARGUMENTS, "p_key_name": "7"}).status_code == 200


async def test_a_missing_master_key_is_named(dsn: str, tmp_path: Path) -> None:
    """After a restore without the file, its version is in the error; other requests and new keys work."""
    with serve_study(dsn, tmp_path / "old") as old:
        account = await sign_up(old)
        assert call(old, "store_api_key", old.headers(account), ARGUMENTS).status_code == 200
        assert (tmp_path / "old" / "vault" / "master-keys.json").is_file()
    with serve_study(dsn, tmp_path / "new") as new:
        missing = call(new, "get_api_key", service_headers(new, account), {"p_key_name": "openai"})
        assert (missing.status_code, missing.json()["code"]) == (503, "master_key_missing")
        assert missing.json()["message"].startswith("The master key 1-")
        assert [row["key_name"] for row in call(new, "list_api_keys", new.headers(account)).json()] == ["openai"]
        assert call(new, "store_api_key", new.headers(account), ARGUMENTS).status_code == 200
        again = call(new, "get_api_key", service_headers(new, account), {"p_key_name": "openai"})
        assert again.json() == ARGUMENTS["p_key_value"]
