"""`/auth/v1` at the server's own address: its gateway, its sessions on `/rest/v1`, and its limits."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bcrypt
import httpx2
import jwt

from alcove.apps.study.build import build_accounts_probe
from alcove.foundation.vault import is_ciphertext
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.conftest import sign_up
from integration.study.served import StudyServer
from support.http_client import blocking_http_client

PASSWORD = "correct horse"
GRANT = "/auth/v1/token?grant_type=password"


@contextmanager
def open_client(server: StudyServer, **headers: str) -> Iterator[httpx2.Client]:
    """Yield a client with the anon key."""
    with blocking_http_client(server.address, headers={"apikey": server.keys.anon_key, **headers}) as client:
        yield client


async def add_user(server: StudyServer) -> str:
    """Add an account that can sign in, and return its address."""
    account = await sign_up(server)
    email = f"{uuid.uuid4().hex}@example.org"
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await server.execute(
        "UPDATE auth.users SET aud = 'authenticated', role = 'authenticated', email = $2, encrypted_password = $3,"
        " email_confirmed_at = now() WHERE id = $1",
        account,
        email,
        hashed,
    )
    return email


def sign_in(client: httpx2.Client, email: str, password: str = PASSWORD) -> Any:
    """Return the response to a sign-in."""
    return client.post(GRANT, json={"email": email, "password": password})


async def test_a_session_is_valid_on_both_prefixes(server: StudyServer) -> None:
    """The token of a sign-in is signed with the project's secret, and reads the account's own rows over REST."""
    email = await add_user(server)
    with open_client(server) as client:
        session = sign_in(client, email).json()
        claims = jwt.decode(session["access_token"], server.keys.jwt_secret, ["HS256"], audience="authenticated")
        assert claims["iss"] == "http://localhost:8000/auth/v1"
        headers = {"Authorization": f"Bearer {session['access_token']}"}
        rows = client.get("/rest/v1/profiles?select=id", headers=headers).json()
    assert rows == [{"id": session["user"]["id"]}]


async def test_a_key_is_needed(server: StudyServer) -> None:
    """Without a key the gateway answers; every kind of anon key is accepted."""
    email = await add_user(server)
    with blocking_http_client(server.address) as client:
        for path in (GRANT, "/auth/v1/verify", "/auth/v1/signup"):
            assert client.post(path, json={}).json()["message"] == "No API key found in request"
        for key in (server.keys.anon_key, server.keys.publishable_key):
            response = client.post(GRANT, json={"email": email, "password": PASSWORD}, headers={"apikey": key})
            assert response.status_code == 200


async def test_browsers_need_no_key_on_their_way_to_a_provider(server: StudyServer) -> None:
    """Navigations cannot send a key: what they get is the answer of the API itself."""
    with blocking_http_client(server.address, follow_redirects=False) as client:
        refused = client.get("/auth/v1/authorize?provider=google")
        returned = client.get("/auth/v1/callback?code=x")
    assert (refused.status_code, refused.json()["msg"]) == (400, "Unsupported provider: provider is not enabled")
    assert returned.status_code == 303
    assert "error_code=bad_oauth_callback" in returned.headers["location"]


async def test_pages_may_read_errors(server: StudyServer) -> None:
    """A preflight is answered by the gateway, and errors have the headers that let pages read them."""
    with open_client(server, Origin="http://localhost:8080") as client:
        preflight = client.request("OPTIONS", GRANT, headers={"Access-Control-Request-Method": "POST"})
        assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
        response = sign_in(client, "nobody@example.org")
    assert (response.status_code, response.json()["error_code"]) == (400, "invalid_credentials")
    assert "X-Supabase-Api-Version" in response.headers["access-control-expose-headers"]


async def test_a_name_is_locked_after_five_failures(server: StudyServer) -> None:
    """The sixth guess is refused with the time to wait, even if it is right; another name is not locked."""
    email, other = await add_user(server), await add_user(server)
    with open_client(server) as client:
        assert [sign_in(client, email, "wrong").status_code for _ in range(6)] == [400] * 5 + [429]
        refused = sign_in(client, email)
        assert (refused.status_code, refused.json()["error_code"]) == (429, "over_request_rate_limit")
        assert 1700 < int(refused.headers["retry-after"]) <= 1800
        assert sign_in(client, other).status_code == 200


async def test_a_sign_in_forgets_failures(server: StudyServer) -> None:
    """Four failures before a sign-in do not count after it."""
    email = await add_user(server)
    with open_client(server) as client:
        for _ in range(2):
            assert [sign_in(client, email, "wrong").status_code for _ in range(4)] == [400] * 4
            assert sign_in(client, email).status_code == 200


async def test_a_service_key_administers_accounts_of_this_app_alone(server: StudyServer) -> None:
    """A member is changed, with a JWT and with an opaque key; the account of an owner and of another app is not."""
    member, owner, elsewhere = [await add_user(server) for _ in range(3)]
    await server.execute(
        "INSERT INTO alcove.account_role (user_id, app, role)"
        " SELECT id, CASE email WHEN $1 THEN 'study' ELSE 'shop' END, CASE email WHEN $1 THEN 'owner' ELSE 'member' END"
        " FROM auth.users WHERE email IN ($1, $2)"
        " ON CONFLICT (user_id, app) DO UPDATE SET role = excluded.role",
        owner,
        elsewhere,
    )
    for key in (server.keys.service_role_key, server.keys.secret_key):
        with blocking_http_client(server.address, headers={"apikey": key, "Authorization": f"Bearer {key}"}) as client:
            statuses = {}
            for email in (member, owner, elsewhere):
                found = client.get("/auth/v1/admin/users", params={"filter": email}).json()["users"][0]["id"]
                response = client.put(f"/auth/v1/admin/users/{found}", json={"password": "another password"})
                statuses[email] = response.status_code
    assert statuses == {member: 200, owner: 403, elsewhere: 403}
    with open_client(server) as client:
        assert sign_in(client, member, "another password").status_code == 200
        assert sign_in(client, owner).status_code == 200


async def test_secrets_of_factors_are_encrypted(server: StudyServer) -> None:
    """What the database has of a second factor is of no use without the vault's key."""
    email = await add_user(server)
    with open_client(server) as client:
        token = sign_in(client, email).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        factor = client.post("/auth/v1/factors", json={"factor_type": "totp"}, headers=headers).json()
    (row,) = await server.execute("SELECT secret FROM auth.mfa_factors WHERE id = $1", uuid.UUID(factor["id"]))
    assert is_ciphertext(row["secret"])
    assert len(factor["totp"]["secret"]) == 32


async def test_limits_of_mails_do_not_tell_who_has_an_account(server: StudyServer) -> None:
    """The second request within a minute is refused for known and unknown addresses, with the same text."""
    known, unknown = await add_user(server), f"{uuid.uuid4().hex}@example.org"
    with open_client(server) as client:
        answers = [
            [_describe(client.post("/auth/v1/recover", json={"email": email})) for _ in range(4)]
            for email in (known, unknown)
        ]
    assert answers[0] == answers[1]
    assert [status for status, _, _ in answers[0]] == [200, 429, 429, 429]
    assert answers[0][1][2].startswith("For security purposes, you can only request this after")


def _describe(response: httpx2.Response) -> tuple[int, str, str]:
    """Return status, code and text of a response, without the seconds."""
    body = response.json()
    return response.status_code, body.get("error_code", ""), body.get("msg", "")[:-12]


async def test_guesses_at_once_are_no_more_than_the_limit(server: StudyServer) -> None:
    """Of twenty guesses that come together at most five are checked."""
    email = await add_user(server)
    with open_client(server) as client, ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(lambda _: sign_in(client, email, "wrong").status_code, range(20)))
    assert sorted(statuses) == [400] * 5 + [429] * 15


async def test_the_doctor_misses_a_mail_server(server: StudyServer, tmp_path: Path) -> None:
    """Addresses that must be confirmed need a mail server."""
    mail = {"MAIL_URL": "smtp://localhost", "MAIL_FROM": "a@example.org"}
    for settings, state in (
        ({}, "ok"),
        ({"STUDY_AUTOCONFIRM": "false"}, "degraded"),
        ({"STUDY_AUTOCONFIRM": "false", **mail}, "ok"),
    ):
        configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": server.dsn, **settings})
        async with open_deps(configuration, server.dsn, name="alcove-test") as deps:
            assert (await build_accounts_probe(deps)()).state == state
