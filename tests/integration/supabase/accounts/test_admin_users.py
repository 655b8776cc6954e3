"""Users as administrators list, add, change and delete them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import bcrypt
import httpx2
import pytest

from alcove.foundation.database import Connection
from alcove.wires.supabase.auth.deps import NoHooks
from alcove.wires.supabase.auth.errors import AuthError
from support.auth_server import PASSWORD, AuthApi, open_auth


class _Hooks(NoHooks):
    """Hooks that record for whom they are called, and protect one user from administrators."""

    def __init__(self) -> None:
        self.created: list[UUID] = []
        self.protected: UUID | None = None

    async def after_create(self, connection: Connection, user_id: UUID) -> None:
        assert connection.is_in_transaction()
        self.created.append(user_id)

    async def check_administration(self, connection: Connection, user_id: UUID) -> None:
        assert connection.is_in_transaction()
        if user_id == self.protected:
            raise AuthError("not_admin", "This user owns the server", status=403)


@pytest.fixture
def hooks() -> _Hooks:
    """Return the hooks of the API."""
    return _Hooks()


@pytest.fixture
async def api(dsn: str, hooks: _Hooks) -> AsyncIterator[AuthApi]:
    """Yield an accounts API without users."""
    async with open_auth(dsn, hooks=hooks, check_administration=hooks.check_administration) as opened:
        await opened.deps.pool().execute("DELETE FROM auth.users")
        yield opened


async def _create(api: AuthApi, **parameters: Any) -> dict[str, Any]:
    response = await api.post("/admin/users", parameters, token=api.role_token())
    assert response.status_code == 200, response.text
    user: dict[str, Any] = response.json()
    return user


async def _update(api: AuthApi, user: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    response = await api.put(f"/admin/users/{user['id']}", parameters, token=api.role_token())
    assert response.status_code == 200, response.text
    changed: dict[str, Any] = response.json()
    return changed


def _error(response: httpx2.Response) -> tuple[int, str, str]:
    body = response.json()
    return response.status_code, body["code"], body["message"]


async def test_a_user_is_created(api: AuthApi, hooks: _Hooks) -> None:
    """The user has an identity and the metadata, is confirmed on request, and can sign in with the password."""
    user = await _create(
        api,
        email="Ann@Example.com",
        password=PASSWORD,
        email_confirm=True,
        user_metadata={"full_name": "Ann", "nothing": None},
        app_metadata={"plan": "free"},
    )
    now = "2026-01-01T00:00:00Z"
    identity = user.pop("identities")[0]
    assert user == {
        "id": user["id"], "aud": "authenticated", "role": "authenticated", "email": "ann@example.com", "phone": "",
        "email_confirmed_at": now, "confirmed_at": now, "created_at": now, "updated_at": now, "is_anonymous": False,
        "app_metadata": {"provider": "email", "providers": ["email"], "plan": "free"},
        "user_metadata": {"full_name": "Ann", "email_verified": True},
    }  # fmt: skip
    assert (identity["provider"], identity["id"], identity["email"]) == ("email", user["id"], "ann@example.com")
    assert hooks.created == [UUID(user["id"])]
    assert (await api.sign_in("ann@example.com"))["user"]["id"] == user["id"]


async def test_chosen_values_of_a_new_user(api: AuthApi) -> None:
    """An id, audience, role, phone number and ban can be given; without a password nobody can sign in."""
    chosen = str(uuid4())
    user = await _create(
        api,
        id=chosen,
        email="ann@example.com",
        phone="+49 151 234567",
        phone_confirm=True,
        role="editor",
        aud="staff",
        ban_duration="24h",
    )
    assert (user["id"], user["role"], user["aud"], user["phone"]) == (chosen, "editor", "staff", "49151234567")
    assert (user["phone_confirmed_at"], user["banned_until"]) == ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    assert "email_confirmed_at" not in user
    assert sorted(identity["provider"] for identity in user["identities"]) == ["email", "phone"]
    assert user["app_metadata"] == {"provider": "email", "providers": ["email", "phone"]}


@pytest.mark.parametrize("kind", ["bcrypt", "argon2", "too costly", "unknown"])
async def test_hashes_of_passwords_are_imported(api: AuthApi, kind: str) -> None:
    """A hash of another server lets its user sign in; hashes that cannot be checked are refused."""
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    password_hash = {
        "bcrypt": made,
        "argon2": await api.deps.hasher.hash(PASSWORD),
        "too costly": made.replace("$04$", "$31$"),
        "unknown": "plain",
    }[kind]
    body = {"email": "ann@example.com", "email_confirm": True, "password_hash": password_hash}
    response = await api.post("/admin/users", body, token=api.role_token())
    if kind in ("bcrypt", "argon2"):
        assert (await api.sign_in("ann@example.com"))["user"]["id"] == response.json()["id"]
    else:
        message = "Password hash must be one of bcrypt, argon2i or argon2id, of a usual cost"
        assert _error(response) == (400, "validation_failed", message)


_TAKEN = "A user with this email address has already been registered"


_REFUSED: list[tuple[dict[str, Any], tuple[int, str, str]]] = [
    ({}, (400, "validation_failed", "Cannot create a user without either an email or phone")),
    ({"email": "ann"}, (400, "validation_failed", "Unable to validate email address: invalid format")),
    ({"email": "a" * 250 + "@example.com"}, (400, "validation_failed", "An email address is too long")),
    ({"phone": "0123"}, (400, "validation_failed", "Invalid phone number format (E.164 required)")),
    ({"email": "ANN@example.com"}, (422, "email_exists", _TAKEN)),
    ({"phone": "491512"}, (422, "phone_exists", "Phone number already registered by another user")),
    (
        {"email": "b@example.com", "password": "p" * 73},
        (400, "validation_failed", "Password cannot be longer than 72 characters"),
    ),
    (
        {"email": "b@example.com", "password": "p", "password_hash": "h"},
        (400, "validation_failed", "Only a password or a password hash should be provided"),
    ),
    (
        {"email": "b@example.com", "ban_duration": "long"},
        (400, "validation_failed", 'invalid format for ban duration: time: invalid duration "long"'),
    ),
    ({"email": "b@example.com", "id": "7"}, (400, "validation_failed", "ID must conform to the uuid v4 format")),
    (
        {"email": "b@example.com", "id": "00000000-0000-0000-0000-000000000000"},
        (400, "validation_failed", "ID cannot be a nil uuid"),
    ),
    (
        {"email": "b@example.com", "user_metadata": {"name": "a\0"}},
        (400, "validation_failed", "Texts may not contain NUL characters"),
    ),
    ({"email": "b@example.com", "role": "r" * 256}, (400, "validation_failed", "role is too long")),
]


async def test_refused_users(api: AuthApi) -> None:
    """Values that are wrong or taken get GoTrue's errors, and nothing is stored."""
    await _create(api, email="ann@example.com", phone="491512")
    for body, expected in _REFUSED:
        response = await api.post("/admin/users", body, token=api.role_token())
        assert _error(response) == expected, body
    assert len(await api.fetch("SELECT id FROM auth.users")) == 1


async def test_an_id_cannot_be_taken_twice(api: AuthApi) -> None:
    """A chosen id that exists is refused."""
    user = await _create(api, email="ann@example.com")
    response = await api.post("/admin/users", {"email": "b@example.com", "id": user["id"]}, token=api.role_token())
    assert _error(response) == (422, "user_already_exists", "User already registered")


async def test_bodies_that_are_no_parameters(api: AuthApi) -> None:
    """Whatever is no JSON object with the right types is bad JSON."""
    headers = {"Authorization": f"Bearer {api.role_token()}", "X-Supabase-Api-Version": "2024-01-01"}
    for body in (b"", b"[]", b'{"email": 1}', b"\xff", b"{" * 5000):
        response = await api.client.post("/admin/users", content=body, headers=headers)
        assert _error(response)[:2] == (400, "bad_json")


async def test_one_address_gives_one_user(api: AuthApi) -> None:
    """Of many requests at the same time one creates the user."""
    requests = [
        api.post("/admin/users", {"email": "ann@example.com", "password": PASSWORD}, token=api.role_token())
        for _ in range(5)
    ]
    codes = sorted(response.status_code for response in await asyncio.gather(*requests))
    assert codes == [200, 422, 422, 422, 422]
    assert len(await api.fetch("SELECT id FROM auth.identities")) == 1


async def test_a_user_is_changed(api: AuthApi) -> None:
    """Metadata are merged and null removes a member; an address changes with its identity; a ban can be lifted."""
    user = await _create(api, email="ann@example.com", user_metadata={"a": 1, "b": 2}, app_metadata={"c": 3})
    api.clock.advance(5)
    changed = await _update(
        api,
        user,
        email="Eve@example.com",
        phone="491512",
        role="editor",
        email_confirm=True,
        ban_duration="1h",
        user_metadata={"b": None, "d": {"e": None}},
        app_metadata={"c": None},
    )
    assert changed["user_metadata"] == {"a": 1, "d": {"e": None}, "email_verified": True}
    assert changed["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert (changed["email"], changed["phone"], changed["role"]) == ("eve@example.com", "491512", "editor")
    assert changed["banned_until"] == "2026-01-01T01:00:05Z"
    assert changed["updated_at"] == changed["email_confirmed_at"] == "2026-01-01T00:00:05Z"
    data = {identity["provider"]: identity["identity_data"] for identity in changed["identities"]}
    assert (data["email"]["email"], data["email"]["email_verified"]) == ("eve@example.com", True)
    assert data["phone"]["phone"] == "491512"
    assert "banned_until" not in await _update(api, user, ban_duration="none")
    assert await _update(api, user) == await _update(api, user, email=None, user_metadata=None)


async def test_a_new_password_ends_all_sessions(api: AuthApi) -> None:
    """Whoever signed in with the old password must sign in again; a weak password is refused."""
    user = await _create(api, email="ann@example.com", password=PASSWORD, email_confirm=True)
    token = (await api.sign_in("ann@example.com"))["access_token"]
    refused = await api.put(f"/admin/users/{user['id']}", {"password": "short"}, token=api.role_token())
    assert _error(refused) == (422, "weak_password", "Password should be at least 6 characters.")
    assert refused.json()["weak_password"] == {"reasons": ["length"]}
    assert len(await api.fetch("SELECT id FROM auth.sessions")) == 1
    await _update(api, user, password="another password")
    assert await api.fetch("SELECT id FROM auth.sessions") == []
    assert token
    assert (await api.sign_in("ann@example.com", password="another password"))["user"]["id"] == user["id"]


async def test_a_taken_address_is_refused(api: AuthApi) -> None:
    """A change to the address or number of another user changes nothing at all."""
    ann, bob = [await _create(api, email=f"{name}@example.com", phone=phone) for name, phone in (
        ("ann", "491"), ("bob", "492"))]  # fmt: skip
    for change, code in ({"email": bob["email"]}, "email_exists"), ({"phone": bob["phone"]}, "phone_exists"):
        body = {"role": "editor", **change}
        refused = await api.put(f"/admin/users/{ann['id']}", body, token=api.role_token())
        assert _error(refused)[:2] == (422, code)
    assert (await api.get(f"/admin/users/{ann['id']}", token=api.role_token())).json() == ann


async def test_users_that_do_not_exist(api: AuthApi) -> None:
    """Every route about one user says that there is none, or that the id is none."""
    for method, path in ("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/factors"):
        response = await api.request(method, f"/admin/users/{uuid4()}{path}", body={}, token=api.role_token())
        assert _error(response) == (404, "user_not_found", "User not found")
        response = await api.request(method, f"/admin/users/ann{path}", body={}, token=api.role_token())
        assert _error(response) == (404, "validation_failed", "user_id must be an UUID")


async def test_only_administrators_are_allowed(api: AuthApi) -> None:
    """Without a token, with the one of a user and with the anonymous key, every route is refused."""
    await api.add_user("ann@example.com")
    user = (await api.sign_in("ann@example.com"))["access_token"]
    paths = [
        "/users",
        f"/users/{uuid4()}",
        f"/users/{uuid4()}/factors",
        f"/users/{uuid4()}/factors/{uuid4()}",
        "/audit",
    ]
    for path in paths:
        for method in ("GET", "POST", "PUT", "DELETE"):
            responses = [
                await api.request(method, f"/admin{path}", body={}, token=token)
                for token in (None, user, api.role_token("anon"))
            ]
            codes = [(response.status_code, response.json()["code"]) for response in responses]
            assert codes in (
                [(401, "no_authorization"), (403, "not_admin"), (403, "not_admin")],
                [(405, "method_not_allowed")] * 3,
            )


async def test_users_are_listed_in_pages(api: AuthApi) -> None:
    """The newest come first; other audiences have lists of their own; a filter finds parts of addresses and names."""
    for number in range(5):
        await _create(api, email=f"user{number}@example.com", user_metadata={"full_name": f"Ann {number}%_"})
        api.clock.advance(1)
    await _create(api, email="other@example.com", aud="staff")

    async def read(**query: str) -> tuple[list[str], str]:
        response = await api.get("/admin/users", token=api.role_token(), **query)
        body = response.json()
        assert set(body) == {"users", "aud"}
        return [user["email"][4] for user in body["users"]], response.headers["x-total-count"]

    assert await read() == (["4", "3", "2", "1", "0"], "5")
    assert await read(page="2", per_page="2") == (["2", "1"], "5")
    assert await read(page="9", per_page="2") == ([], "5")
    assert await read(sort="created_at asc", per_page="2") == (["0", "1"], "5")
    assert await read(filter="USER3@") == (["3"], "1")
    assert await read(filter="ann 2") == (["2"], "1")
    assert await read(filter="%_") == (["4", "3", "2", "1", "0"], "5")
    assert await read(filter="\\") == ([], "0")
    assert _error(await api.get("/admin/users", token=api.role_token(), filter="a\0"))[:2] == (400, "validation_failed")
    staff = await api.get("/admin/users", token=api.role_token(aud="staff"))
    assert [user["email"] for user in staff.json()["users"]] == ["other@example.com"]
    response = await api.get("/admin/users", token=api.role_token(), page="1", per_page="2")
    assert response.headers["link"] == (
        '</admin/users?page=2&per_page=2>; rel="next", </admin/users?page=3&per_page=2>; rel="last"'
    )


async def test_a_host_can_protect_users(api: AuthApi, hooks: _Hooks) -> None:
    """A user whom the host protects is neither changed nor deleted, and nobody gets a link to sign in with."""
    user = await _create(api, email="ann@example.com", password=PASSWORD, email_confirm=True)
    token = (await api.sign_in("ann@example.com"))["access_token"]
    factor = (await api.post("/factors", {"factor_type": "totp"}, token=token)).json()
    path = f"/admin/users/{user['id']}"
    before = (await api.get(path, token=api.role_token())).json()
    hooks.protected = UUID(user["id"])
    refused = [
        await api.put(path, {"password": "another password"}, token=api.role_token()),
        await api.delete(path, token=api.role_token()),
        await api.put(f"{path}/factors/{factor['id']}", {"friendly_name": "x"}, token=api.role_token()),
        await api.delete(f"{path}/factors/{factor['id']}", token=api.role_token()),
        await api.post(
            "/admin/generate_link", {"type": "recovery", "email": "ann@example.com"}, token=api.role_token()
        ),
    ]
    assert [_error(response) for response in refused] == [(403, "not_admin", "This user owns the server")] * 5
    assert (await api.get(path, token=api.role_token())).json() == before


async def test_a_user_is_deleted(api: AuthApi) -> None:
    """Nothing about a deleted user remains."""
    user = await _create(api, email="ann@example.com", password=PASSWORD, email_confirm=True)
    await api.sign_in("ann@example.com")
    deleted = await api.delete(f"/admin/users/{user['id']}", token=api.role_token())
    assert (deleted.status_code, deleted.json()) == (200, {})
    for table in ("users", "identities", "sessions", "refresh_tokens", "mfa_amr_claims"):
        assert await api.fetch(f"SELECT FROM auth.{table}") == []
    again = await api.delete(f"/admin/users/{user['id']}", token=api.role_token())
    assert _error(again) == (404, "user_not_found", "User not found")


async def test_a_user_is_deleted_softly(api: AuthApi) -> None:
    """A row remains that says nothing about the person; the address is free again, and a repetition does nothing."""
    user = await _create(
        api,
        email="ann@example.com",
        phone="4915123",
        password=PASSWORD,
        email_confirm=True,
        user_metadata={"name": "Ann"},
    )
    await api.sign_in("ann@example.com")
    body = {"should_soft_delete": True}
    for _ in range(2):
        response = await api.request("DELETE", f"/admin/users/{user['id']}", body=body, token=api.role_token())
        assert (response.status_code, response.json()) == (200, {})
    hidden = (await api.get(f"/admin/users/{user['id']}", token=api.role_token())).json()
    assert hidden["deleted_at"] == "2026-01-01T00:00:00Z"
    assert (hidden["user_metadata"], hidden["app_metadata"]) == ({}, {})
    text = str(hidden)
    assert "ann" not in text.lower().replace("anonymous", "")
    assert "4915123" not in text
    assert all(identity["id"] != user["id"] for identity in hidden["identities"])
    assert await api.fetch("SELECT id FROM auth.sessions") == []
    refused = await api.post("/token", {"email": "ann@example.com", "password": PASSWORD}, grant_type="password")
    assert _error(refused)[:2] == (400, "invalid_credentials")
    await _create(api, email="ann@example.com", phone="4915123")
    nameless = [await _create(api, phone=phone) for phone in ("491", "492")]
    for user in nameless:
        await api.request("DELETE", f"/admin/users/{user['id']}", body=body, token=api.role_token())
    assert len(await api.fetch("SELECT id FROM auth.users WHERE deleted_at IS NOT NULL")) == 3
