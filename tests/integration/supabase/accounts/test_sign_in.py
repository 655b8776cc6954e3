"""Sign-in with a password."""

import bcrypt
import pytest

from alcove.foundation.identity import Argon2Cost, PasswordHasher
from support.auth_server import PASSWORD, AuthApi, open_auth

EMAIL = "ann@example.com"


async def test_a_password_gives_a_session_of_its_user(api: AuthApi) -> None:
    """The session has tokens, and the access token tells who the user is."""
    user_id = await api.add_user("ann@example.com")
    session = await api.sign_in("ann@example.com")
    now = int(api.clock.now().timestamp())
    assert list(session) == ["access_token", "token_type", "expires_in", "expires_at", "refresh_token", "user"]
    assert (session["token_type"], session["expires_in"], session["expires_at"]) == ("bearer", 3600, now + 3600)
    assert len(session["refresh_token"]) == 12
    assert session["user"]["id"] == str(user_id)
    assert session["user"]["last_sign_in_at"] == "2026-01-01T00:00:00Z"
    claims = dict(api.deps.signer().verify(session["access_token"]))
    stored = await api.fetch("SELECT id::text FROM auth.sessions WHERE user_id = $1", user_id)
    assert claims.pop("session_id") == stored[0]["id"]
    assert claims == {
        "aud": "authenticated", "exp": now + 3600, "iat": now, "iss": "https://api.example.com/auth/v1",
        "sub": str(user_id), "email": "ann@example.com", "phone": "",
        "app_metadata": {"provider": "email", "providers": ["email"]}, "user_metadata": {}, "role": "authenticated",
        "aal": "aal1", "amr": [{"method": "password", "timestamp": now}], "is_anonymous": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"email": "ann@example.com", "password": "wrong"}, (400, "invalid_credentials", "Invalid login credentials")),
        ({"email": "no@example.com", "password": PASSWORD}, (400, "invalid_credentials", "Invalid login credentials")),
        ({"email": "ann@example.com"}, (400, "invalid_credentials", "Invalid login credentials")),
        ({"email": "new@example.com", "password": PASSWORD}, (400, "email_not_confirmed", "Email not confirmed")),
        ({"password": PASSWORD}, (400, "validation_failed", "missing email or phone")),
        ({"phone": "123", "password": PASSWORD}, (422, "phone_provider_disabled", "Phone logins are disabled")),
    ],
)
async def test_refused_sign_ins(api: AuthApi, body: dict[str, str], expected: tuple[int, str, str]) -> None:
    """Whoever may not sign in learns no more than GoTrue tells."""
    await api.add_user("ann@example.com")
    await api.add_user("new@example.com", confirmed=False)
    response = await api.post("/token", body, grant_type="password")
    error = response.json()
    assert (response.status_code, error["code"], error["message"]) == expected
    assert await api.fetch("SELECT id FROM auth.sessions") == []


async def test_an_imported_hash_is_replaced_at_the_next_sign_in(api: AuthApi) -> None:
    """An account of GoTrue has bcrypt's hash, which is only replaced by the right password."""
    await api.add_user(EMAIL)
    imported = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await api.fetch("UPDATE auth.users SET encrypted_password = $1", imported)
    await api.post("/token", {"email": EMAIL, "password": "wrong"}, grant_type="password")
    assert await api.fetch("SELECT encrypted_password AS hash FROM auth.users") == [{"hash": imported}]
    await api.sign_in(EMAIL)
    rows = await api.fetch("SELECT encrypted_password AS hash FROM auth.users")
    assert rows[0]["hash"].startswith("$argon2id$")
    await api.sign_in(EMAIL)
    assert await api.fetch("SELECT encrypted_password AS hash FROM auth.users") == rows


async def test_a_weak_password_is_remarked_on(api: AuthApi) -> None:
    """A password from before the rules still signs in, with what is wrong with it."""
    await api.add_user(EMAIL, password="abc")
    session = await api.sign_in(EMAIL, password="abc")
    message = "Password should be at least 6 characters."
    assert session["weak_password"] == {"message": message, "reasons": ["length"]}


@pytest.mark.parametrize(
    ("settings", "query", "expected"),
    [
        ({"email_enabled": False}, {"grant_type": "password"}, (422, "email_provider_disabled")),
        ({}, {"grant_type": "telepathy"}, (400, "invalid_credentials")),
        ({}, {}, (400, "invalid_credentials")),
    ],
)
async def test_grants_that_are_not_offered(
    api: AuthApi, settings: dict[str, bool], query: dict[str, str], expected: tuple[int, str]
) -> None:
    """A kind of sign-in that is off, unknown or not named."""
    api.change(**settings)
    response = await api.post("/token", {"email": EMAIL, "password": PASSWORD}, **query)
    assert (response.status_code, response.json()["code"]) == expected


class RecordingHasher(PasswordHasher):
    """Records the hashes with which passwords are compared."""

    def __init__(self) -> None:
        super().__init__(cost=Argon2Cost(memory=64, iterations=2))
        self.compared: list[str] = []

    async def check(self, password_hash: str, password: str) -> bool:
        """Record the hash, and return whether the password matches."""
        self.compared.append(password_hash)
        return await super().check(password_hash, password)


async def test_known_and_unknown_names_cost_the_same(dsn: str) -> None:
    """Neither the work before a refusal nor its text tells whether there is an account: one hash is computed."""
    hasher = RecordingHasher()
    async with open_auth(dsn, hasher=hasher) as api:
        await api.add_user(EMAIL)
        await api.add_user("nopassword@example.com", password="")
        for email in (EMAIL, "nobody@example.com", "nopassword@example.com"):
            response = await api.post("/token", {"email": email, "password": "wrong"}, grant_type="password")
            assert response.json()["code"] == "invalid_credentials"
    assert [value[:28] for value in hasher.compared] == ["$argon2id$v=19$m=64,t=2,p=1$", "", ""]
