"""Access tokens are refused as soon as their session has ended, in every process."""

import uuid
from collections.abc import Callable

import httpx2
import pytest

from integration.study.served import StudyServer
from support.http_client import blocking_http_client
from support.until import until, until_async

ADD = "INSERT INTO auth.sessions (id, user_id, created_at, updated_at, aal) VALUES ($1, $2, now(), now(), 'aal1')"
END_BY = {
    "sign-out": "DELETE FROM auth.sessions WHERE id = $1 AND user_id = $2",
    "limit": "UPDATE auth.sessions SET not_after = now() WHERE id = $1 AND user_id = $2",
    "ban": "UPDATE auth.users SET banned_until = now() + interval '1 hour' WHERE $1::uuid IS NOT NULL AND id = $2",
    "soft deletion": "UPDATE auth.users SET deleted_at = now() WHERE $1::uuid IS NOT NULL AND id = $2",
    "deletion": "DELETE FROM auth.users WHERE $1::uuid IS NOT NULL AND id = $2",
    "mass sign-out": "WITH others AS (SELECT $1::uuid, $2::uuid) DELETE FROM auth.sessions USING others",
}


@pytest.fixture
def ask(server: StudyServer, account: uuid.UUID) -> Callable[[uuid.UUID], httpx2.Response]:
    """Return a function that reads profiles with a token of a session."""

    def request(session_id: uuid.UUID) -> httpx2.Response:
        token = server.token(account, session_id=str(session_id))
        with server.client() as client:
            return client.get("/profiles", headers={**server.headers(), "Authorization": f"Bearer {token}"})

    return request


@pytest.mark.parametrize("ending", END_BY.values(), ids=END_BY)
async def test_a_session_that_ended_gives_no_access(
    server: StudyServer, account: uuid.UUID, ask: Callable[[uuid.UUID], httpx2.Response], ending: str
) -> None:
    """Its tokens are accepted before, and refused within a moment, although they have not expired."""
    session_id = uuid.uuid4()
    await server.execute(ADD, session_id, account)
    for number in range(101 if "USING" in ending else 1):
        await server.execute(ADD, uuid.UUID(int=number + 1), account)
    for _ in range(3):
        assert ask(session_id).status_code == 200
    await server.execute(ending, session_id, account)
    await until_async(lambda: ask(session_id).status_code == 401)
    response = ask(session_id)
    assert response.json() == {
        "code": "PGRST303", "message": "The session of the JWT has ended", "details": None, "hint": None,
    }  # fmt: skip
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    await server.execute("DELETE FROM auth.sessions")


async def test_a_ban_that_is_lifted_gives_access_again(
    server: StudyServer, account: uuid.UUID, ask: Callable[[uuid.UUID], httpx2.Response]
) -> None:
    """The session goes on where it was."""
    session_id = uuid.uuid4()
    await server.execute(ADD, session_id, account)
    await server.execute("UPDATE auth.users SET banned_until = 'infinity' WHERE id = $1", account)
    assert ask(session_id).status_code == 401
    await server.execute("UPDATE auth.users SET banned_until = NULL WHERE id = $1", account)
    await until_async(lambda: ask(session_id).status_code == 200)


async def test_sessions_of_others_give_no_access(
    server: StudyServer, other: uuid.UUID, ask: Callable[[uuid.UUID], httpx2.Response]
) -> None:
    """A session must be one of the user of the token; an unknown one is refused, too."""
    session_id = uuid.uuid4()
    await server.execute(ADD, session_id, other)
    assert ask(session_id).status_code == 401
    assert ask(uuid.uuid4()).status_code == 401


async def test_sessions_of_another_issuer_are_not_looked_for(server: StudyServer, account: uuid.UUID) -> None:
    """Behind another project, whose tokens are trusted, only its own signature and expiry count."""
    session_id = str(uuid.uuid4())
    with server.client() as client:
        for issuer, status in (("https://elsewhere.example/auth/v1", 200), ("http://localhost:8000/auth/v1", 401)):
            token = server.token(account, session_id=session_id, iss=issuer)
            headers = {**server.headers(), "Authorization": f"Bearer {token}"}
            assert client.get("/profiles", headers=headers).status_code == status, issuer


def test_a_sign_out_ends_access_to_everything(server: StudyServer) -> None:
    """As a program does it: sign up, read, sign out, and try the same tokens again."""
    body = {"email": "leaving@example.com", "password": "a long enough password"}
    with blocking_http_client(server.address, headers={"apikey": server.keys.anon_key}) as client:
        session = client.post("/auth/v1/signup", json=body).json()
        headers = {"Authorization": f"Bearer {session['access_token']}"}
        rows = client.get("/rest/v1/profiles", headers=headers).json()
        assert [row["id"] for row in rows] == [session["user"]["id"]]
        assert client.post("/auth/v1/logout", headers=headers).status_code == 204
        until(lambda: client.get("/rest/v1/profiles", headers=headers).status_code == 401)
        assert client.get("/auth/v1/user", headers=headers).json()["error_code"] == "session_not_found"
        refresh = {"refresh_token": session["refresh_token"]}
        response = client.post("/auth/v1/token?grant_type=refresh_token", json=refresh)
        assert response.json()["error_code"] == "refresh_token_not_found"


async def test_a_token_is_refused_right_after_the_response_to_the_sign_out(server: StudyServer) -> None:
    """The process that has ended a session does not wait for the notification of it."""
    body = {"email": f"{uuid.uuid4()}@example.org", "password": "correct horse battery"}
    with server.client() as client:
        base = server.address
        client.post(f"{base}/auth/v1/signup", json=body, headers=server.headers())
        for _ in range(5):
            session = client.post(
                f"{base}/auth/v1/token?grant_type=password", json=body, headers=server.headers()
            ).json()
            headers = {**server.headers(), "Authorization": f"Bearer {session['access_token']}"}
            assert client.get("/profiles", headers=headers).status_code == 200
            client.post(f"{base}/auth/v1/logout?scope=local", headers=headers)
            assert client.get("/profiles", headers=headers).status_code == 401
