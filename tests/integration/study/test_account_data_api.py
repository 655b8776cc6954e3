"""The endpoints of an account's data over HTTP: who may call, what confirms a deletion, and errors."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bcrypt
import httpx2
import pytest

from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.postgres import Databases

PASSWORD = "correct horse"
EXPORT, DELETION = "/api/export", "/api/users/me/deletion"


class Person:
    """An account that signs in with its password."""

    def __init__(self, server: StudyServer, client: httpx2.Client, email: str) -> None:
        self.email = email
        self._server = server
        self._client = client
        self.session: Any = {}

    def sign_in(self) -> Any:
        """Sign in, and return the session."""
        self.session = self._client.post(
            "/auth/v1/token?grant_type=password",
            json={"email": self.email, "password": PASSWORD},
            headers={"apikey": self._server.keys.anon_key},
        ).json()
        return self.session

    def call(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request with the access token."""
        headers = {"Authorization": f"Bearer {self.session['access_token']}", **options.pop("headers", {})}
        return self._client.request(method, path, headers=headers, **options)


@pytest.fixture
def client(server: StudyServer) -> Iterator[httpx2.Client]:
    """Yield a client without credentials."""
    with blocking_http_client(server.address) as opened:
        yield opened


@pytest.fixture
async def person(server: StudyServer, client: httpx2.Client) -> Person:
    """Return a person who has signed in."""
    return await add_person(server, client)


async def add_person(server: StudyServer, client: httpx2.Client) -> Person:
    """Add an account, and sign in."""
    account, email = await sign_up(server), f"{uuid.uuid4().hex}@example.org"
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await server.execute(
        "UPDATE auth.users SET aud = 'authenticated', role = 'authenticated', email = $2, encrypted_password = $3,"
        " email_confirmed_at = now() WHERE id = $1",
        account,
        email,
        hashed,
    )
    added = Person(server, client, email)
    added.sign_in()
    return added


async def begin_earlier(server: StudyServer, person: Person) -> None:
    """Let the sessions of a person have begun an hour ago."""
    await server.execute(
        "UPDATE auth.sessions SET created_at = now() - interval '1 hour' WHERE user_id = $1::text::uuid",
        person.session["user"]["id"],
    )


@pytest.mark.parametrize("path", [EXPORT, "/api/study/export"])
def test_an_account_is_exported(person: Person, path: str) -> None:
    """The export is a file of JSON with the account; the alias answers the same."""
    response = person.call("GET", path)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.headers["content-disposition"] == 'attachment; filename="account.json"'
    document = response.json()
    assert document["user"]["email"] == person.email
    assert [row["id"] for row in document["data"]["profiles"]] == [document["user"]["id"]]
    assert PASSWORD not in response.text
    assert "$2b$" not in response.text


async def test_who_may_not_call(server: StudyServer, client: httpx2.Client, person: Person) -> None:
    """Every refusal is 401 or 403 in the native shape, on every endpoint, and says what to do."""
    user = person.session["user"]["id"]
    bearers = {
        "": (401, "AUTH_ERROR", "Sign in"),
        "nonsense": (401, "AUTH_ERROR", "not valid"),
        server.token(user, secret="x" * 40): (401, "AUTH_ERROR", "not valid"),
        server.token(user, lifetime=-3600): (401, "AUTH_ERROR", "refresh"),
        server.token(user, session_id=str(uuid.uuid4())): (401, "AUTH_ERROR", "has ended"),
        server.token(uuid.uuid4()): (401, "AUTH_ERROR", "has ended"),
        server.token("nobody"): (401, "AUTH_ERROR", "not valid"),
        server.keys.anon_key: (403, "AUTHZ_ERROR", "not a key"),
        server.keys.service_role_key: (403, "AUTHZ_ERROR", "not a key"),
    }
    for bearer, (status, code, text) in bearers.items():
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        for method, path in (("GET", EXPORT), ("GET", DELETION), ("POST", DELETION), ("DELETE", DELETION)):
            response = client.request(method, path, headers=headers, json={} if method == "POST" else None)
            body = response.json()
            assert (response.status_code, body["code"]) == (status, code), (bearer, method, body)
            assert text in body["message"]
            assert body["request_id"]
    await server.execute("UPDATE auth.users SET banned_until = '2999-01-01Z' WHERE id = $1::text::uuid", user)
    assert person.call("GET", EXPORT).json()["message"] == "The account is banned."


def test_a_session_that_has_ended_exports_nothing(person: Person) -> None:
    """After signing out the access token is refused, although it has not expired."""
    assert person.call("POST", "/auth/v1/logout", headers={"apikey": person.session["access_token"]}).status_code == 204
    assert person.call("GET", EXPORT).status_code == 401


async def test_a_deletion_is_confirmed(server: StudyServer, person: Person) -> None:
    """In an older session the right password is needed; the wrong one and none change nothing."""
    await begin_earlier(server, person)
    for body in ({}, {"password": "wrong"}):
        response = person.call("POST", DELETION, json=body)
        assert (response.status_code, response.json()["code"]) == (403, "AUTHZ_ERROR")
    assert person.call("GET", DELETION).json()["scheduled"] is False
    response = person.call("POST", DELETION, json={"password": PASSWORD})
    assert (response.status_code, response.json()["scheduled"]) == (200, True)


async def test_a_deletion_is_seen_at_the_next_sign_in_and_taken_back(person: Person) -> None:
    """A recent session needs no password; it ends, and the account can still be signed in to and be kept."""
    due_at = person.call("POST", DELETION, json={}).json()["due_at"]
    assert person.call("GET", DELETION).status_code == 401
    metadata = person.sign_in()["user"]["app_metadata"]
    assert metadata["deletion_due_at"][:19] == due_at[:19]
    assert person.call("GET", DELETION).json()["due_at"] == due_at
    assert person.call("DELETE", DELETION).json() == {"scheduled": False, "requested_at": None, "due_at": None}
    assert "deletion_due_at" not in person.sign_in()["user"]["app_metadata"]


async def test_guesses_are_limited(server: StudyServer, person: Person) -> None:
    """After five wrong passwords the right one is refused, too, and the response says for how long."""
    await begin_earlier(server, person)
    for _ in range(5):
        assert person.call("POST", DELETION, json={"password": "wrong"}).status_code == 403
    response = person.call("POST", DELETION, json={"password": PASSWORD})
    assert (response.status_code, response.json()["code"]) == (429, "RATE_LIMIT")
    assert int(response.headers["retry-after"]) > 0


async def test_a_second_factor_is_asked_for(server: StudyServer, person: Person) -> None:
    """An account with a verified factor is not deleted by a session without it."""
    await server.execute(
        "INSERT INTO auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)"
        " VALUES (gen_random_uuid(), $1::text::uuid, 'totp', 'verified', now(), now())",
        person.session["user"]["id"],
    )
    response = person.call("POST", DELETION, json={"password": PASSWORD})
    assert (response.status_code, "second factor" in response.json()["message"]) == (403, True)


async def test_an_only_owner_is_told_why_not(server: StudyServer, person: Person) -> None:
    """The error names the app."""
    await server.execute(
        "INSERT INTO alcove.account_role VALUES ($1::text::uuid, 'books', 'owner')", person.session["user"]["id"]
    )
    response = person.call("POST", DELETION, json={})
    assert (response.status_code, response.json()["code"]) == (409, "CONFLICT")
    assert "books" in response.json()["message"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "VALIDATION_ERROR"),
        (b"[]", 422, "VALIDATION_ERROR"),
        (b'{"password": 5}', 422, "VALIDATION_ERROR"),
        (b'{"password": "' + b"x" * 2000 + b'"}', 422, "VALIDATION_ERROR"),
    ],
)
def test_bad_bodies(person: Person, content: bytes, status: int, code: str) -> None:
    """A body that cannot be read is refused in the native shape, and nothing is scheduled."""
    response = person.call("POST", DELETION, content=content, headers={"Content-Type": "application/json"})
    assert (response.status_code in {400, status}, response.json()["code"]) == (True, code)
    assert person.call("GET", DELETION).json()["scheduled"] is False


def test_pages_of_other_origins_change_nothing(person: Person) -> None:
    """A browser's request from a page elsewhere is refused."""
    response = person.call("POST", DELETION, json={}, headers={"Origin": "https://elsewhere.example"})
    assert (response.status_code, response.json()["code"]) == (403, "AUTHZ_ERROR")


def test_the_account_of_a_page_may_call(client: httpx2.Client, person: Person) -> None:
    """A cookie of this server's own sign-in does, but only with the header that browsers send with a change."""
    response = client.post("/api/account/sign-in", json={"name": person.email, "password": PASSWORD})
    assert response.status_code == 200, response.text
    assert client.get(EXPORT).json()["user"]["email"] == person.email
    assert client.post(DELETION, json={"password": PASSWORD}).status_code == 403
    same_origin = {"Sec-Fetch-Site": "same-origin"}
    assert client.post(DELETION, json={"password": PASSWORD}, headers=same_origin).json()["scheduled"] is True
    assert client.get(EXPORT).status_code == 401


@pytest.fixture
def strict_server(_databases: Databases, _template: str, tmp_path: Path) -> Iterator[StudyServer]:
    """Yield a server with one export per hour and no grace period."""
    settings = {"STUDY_EXPORTS_PER_HOUR": "1", "STUDY_DELETION_GRACE_DAYS": "0"}
    with _databases.clone(_template) as dsn, serve_study(dsn, tmp_path, **settings) as served:
        yield served


async def test_settings_limit_exports_and_set_the_grace_period(strict_server: StudyServer) -> None:
    """The second export is one too many; without a grace period the account is gone at once."""
    with blocking_http_client(strict_server.address) as client:
        person = await add_person(strict_server, client)
        assert person.call("GET", EXPORT).status_code == 200
        response = person.call("GET", EXPORT)
        assert (response.status_code, response.json()["code"]) == (429, "RATE_LIMIT")
        assert {"retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= {*response.headers}
        assert person.call("POST", DELETION, json={"password": PASSWORD}).status_code == 200
        assert await strict_server.execute("SELECT FROM auth.users WHERE email = $1", person.email) == []
        assert person.sign_in()["error_code"] == "invalid_credentials"
