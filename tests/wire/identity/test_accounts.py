"""Invitations, roles, passwords, sessions and API tokens over HTTP."""

import asyncio
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from support.accounts import PASSWORD
from wire.identity.conftest import AccountServer, OpenServer

OWNER = {"shop": "owner", "till": "owner"}


async def _enter(client: httpx2.AsyncClient, name: str, password: str = PASSWORD) -> dict[str, Any]:
    response = await client.post("/api/account/sign-in", json={"name": name, "password": password})
    assert response.status_code == 200, response.text
    account: dict[str, Any] = response.json()["account"]
    return account


async def _owner(server: AccountServer, roles: dict[str, str] = OWNER) -> dict[str, Any]:
    await server.accounts.add("owner", email="owner@example.org", roles=roles)
    return await _enter(server.client, "owner")


async def test_an_invitation_creates_one_account_with_its_roles(open_server: OpenServer) -> None:
    """The link is shown once and mailed; it shows the invitation, and can be accepted once."""
    async with open_server() as server, server.browser() as guest:
        await _owner(server)
        body = {"email": "Ann@Example.org", "roles": {"shop": "member"}}
        created = (await server.client.post("/api/accounts/invitations", json=body)).json()
        assert created["link"].startswith("/invitation?code=")
        assert [(to, created["link"] in text) for to, _, text in server.accounts.outbox.sent] == [
            ("ann@example.org", True)
        ]
        invitations = (await server.client.get("/api/accounts/invitations")).json()["invitations"]
        assert [(one["email"], "link" in one) for one in invitations] == [("ann@example.org", False)]
        path = f"/api/account/invitations/{created['link'].partition('=')[2]}"
        assert (await guest.get(path)).json()["roles"] == {"shop": "member"}
        accepted = [
            await guest.post(path, json={"name": name, "password": PASSWORD, "email": "eve@example.org"})
            for name in ("ann", "eve")
        ]
        assert [response.status_code for response in accepted] == [200, 404]
        account = (await guest.get("/api/account")).json()["account"]
        assert (account["name"], account["email"], account["roles"]) == ("ann", "ann@example.org", {"shop": "member"})
        assert (await guest.get("/api/accounts")).json()["code"] == "role_needed"
        assert (await guest.get(path)).json()["code"] == "code_expired"


async def test_concurrent_acceptances_create_one_account(open_server: OpenServer) -> None:
    """An invitation is accepted once, also with concurrent requests."""
    async with open_server() as server:
        await _owner(server)
        created = (await server.client.post("/api/accounts/invitations", json={"roles": {"shop": "member"}})).json()
        path = f"/api/account/invitations/{created['link'].partition('=')[2]}"
        bodies = [{"name": f"n{n}", "password": PASSWORD} for n in range(4)]
        responses = await asyncio.gather(*(server.client.post(path, json=body) for body in bodies))
        assert sorted(response.status_code for response in responses) == [200, 404, 404, 404]


async def test_an_invitation_expires_and_can_be_revoked(open_server: OpenServer, pool: Pool) -> None:
    """A week later, after removal, or with an unknown code it cannot be used."""
    async with open_server() as server, server.browser() as guest:
        await _owner(server)
        created = [
            (await server.client.post("/api/accounts/invitations", json={"roles": {"shop": "member"}})).json()
            for _ in range(2)
        ]
        paths = [f"/api/account/invitations/{one['link'].partition('=')[2]}" for one in created]
        unknown = await server.client.delete(f"/api/accounts/invitations/{created[0]['id']}")
        assert unknown.status_code == 200
        assert (await server.client.delete(f"/api/accounts/invitations/{created[0]['id']}")).status_code == 404
        await pool.execute("UPDATE alcove.invitation SET expires_at = now()")
        codes = [(await guest.get(path)).status_code for path in (*paths, "/api/account/invitations/guess")]
        assert codes == [404, 404, 404]


async def test_owners_assign_roles_in_their_own_apps(open_server: OpenServer) -> None:
    """An owner of one app can invite and assign roles in it, but not in the other."""
    async with open_server() as server:
        await server.accounts.add("till-owner", roles={"till": "owner"})
        ann = await server.accounts.add("ann", roles={"till": "member"})
        await _owner(server, {"shop": "owner"})
        for roles in ({"till": "member"}, {"shop": "member", "till": "owner"}):
            response = await server.client.post("/api/accounts/invitations", json={"roles": roles})
            assert (response.status_code, response.json()["code"]) == (403, "role_needed")
        path = f"/api/accounts/{ann.id}"
        assert (await server.client.patch(path, json={"roles": {"till": "owner"}})).status_code == 403
        assert (await server.client.patch(path, json={"roles": {"till": None}})).status_code == 403
        assert (await server.client.delete(path)).status_code == 403
        changed = await server.client.patch(path, json={"roles": {"shop": "member"}})
        assert changed.json()["roles"] == {"shop": "member", "till": "member"}
        for roles in ({"garden": "member"}, {"shop": "king"}):
            response = await server.client.patch(path, json={"roles": roles})
            assert response.status_code == 400, roles


async def test_the_last_owner_cannot_be_removed(open_server: OpenServer) -> None:
    """It can neither be removed nor become a member until there is another owner."""
    async with open_server() as server:
        me = await _owner(server)
        path = f"/api/accounts/{me['id']}"
        for response in (
            await server.client.delete(path),
            await server.client.patch(path, json={"roles": {"till": "member"}}),
            await server.client.patch(path, json={"roles": {"shop": None}}),
        ):
            assert (response.status_code, response.json()["code"]) == (409, "last_owner")
        await server.accounts.add("second", roles=OWNER)
        assert (await server.client.delete(path)).status_code == 200
        assert (await server.client.get("/api/account")).json()["signed_in"] is False


async def test_concurrent_removals_keep_one_owner(open_server: OpenServer, pool: Pool) -> None:
    """If two owners remove each other's role concurrently, one stays owner."""
    async with open_server() as server, server.browser() as other:
        first = await _owner(server)
        second = await server.accounts.add("second", roles=OWNER)
        await _enter(other, "second")
        responses = await asyncio.gather(
            server.client.patch(f"/api/accounts/{first['id']}", json={"roles": {"till": None, "shop": None}}),
            other.patch(f"/api/accounts/{second.id}", json={"roles": {"till": None, "shop": None}}),
        )
        assert sorted(response.status_code for response in responses) == [200, 409]
        assert (
            await pool.fetchval("SELECT count(*) FROM alcove.account_role WHERE app = 'till' AND role = 'owner'") == 2
        )


async def test_a_new_password_ends_the_other_sessions(open_server: OpenServer) -> None:
    """The current session stays, the old password is wrong immediately, and attempts are counted."""
    async with open_server() as server, server.browser() as other:
        await _owner(server)
        await _enter(other, "owner")
        assert (await server.client.get("/api/account", auth=("owner", PASSWORD))).json()["signed_in"]
        change = "/api/account/password"
        wrong = await server.client.post(change, json={"current": "guess", "new": "another password"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
        short = await server.client.post(change, json={"current": PASSWORD, "new": "short"})
        assert short.json()["code"] == "password_unsuitable"
        response = await server.client.post(change, json={"current": PASSWORD, "new": "another password"})
        assert response.json() == {"ok": True}
        assert (await server.client.get("/api/account")).json()["signed_in"] is True
        assert (await other.get("/api/account")).json()["signed_in"] is False
        async with server.browser() as script:
            old = await script.get("/api/accounts", auth=("owner", PASSWORD))
            assert old.status_code == 401
            assert (await script.get("/api/accounts", auth=("owner", "another password"))).status_code == 200


async def test_sessions_are_listed_and_ended_one_by_one(open_server: OpenServer) -> None:
    """Sessions show where they are used; other accounts' sessions cannot be ended."""
    async with open_server() as server, server.browser() as other, server.browser() as ann:
        await _owner(server)
        await _enter(other, "owner")
        await server.accounts.add("ann")
        await _enter(ann, "ann")
        sessions = (await server.client.get("/api/account/sessions")).json()["sessions"]
        assert [one["current"] for one in sessions].count(True) == 1
        assert {one["address"] for one in sessions} == {"127.0.0.1"}
        other_session = next(one["id"] for one in sessions if not one["current"])
        assert (await ann.delete(f"/api/account/sessions/{other_session}")).json()["code"] == "account_unknown"
        assert (await ann.delete("/api/account/sessions/nonsense")).status_code == 404
        assert (await server.client.delete(f"/api/account/sessions/{other_session}")).status_code == 200
        assert (await other.get("/api/account")).json()["signed_in"] is False
        await _enter(other, "owner")
        assert (await server.client.delete("/api/account/sessions")).json() == {"ended": 1}
        assert (await server.client.get("/api/account")).json()["signed_in"] is True


async def test_a_token_is_shown_once_and_ends_when_it_is_removed(open_server: OpenServer, pool: Pool) -> None:
    """A token is sent as bearer; it cannot manage accounts, and a wrong one counts as a failure."""
    async with open_server() as server, server.browser() as script:
        await _owner(server)
        created = await server.client.post(
            "/api/account/tokens", json={"name": "cron", "scopes": ["shop:read"], "days": 1}
        )
        token = created.json()["token"]
        assert token.startswith("alc_")
        assert "token" not in (await server.client.get("/api/account/tokens")).json()["tokens"][0]
        script.headers["authorization"] = f"Bearer {token}"
        assert (await script.get("/api/account")).json()["account"]["kind"] == "token"
        for method, path in (
            ("GET", "/api/accounts"),
            ("GET", "/api/account/tokens"),
            ("DELETE", "/api/account/sessions"),
        ):
            response = await script.request(method, path)
            assert (response.status_code, response.json()["code"]) == (403, "role_needed"), path
        used = (await server.client.get("/api/account/tokens")).json()["tokens"][0]
        assert used["used_at"] is not None
        assert (await server.client.delete(f"/api/account/tokens/{used['id']}")).status_code == 200
        assert (await script.get("/api/account")).json()["signed_in"] is False
        assert await pool.fetchval("SELECT count(*) FROM alcove.sign_in_failure") == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "scopes": []}, "roles_unsuitable"),
        ({"name": "x", "scopes": ["garden"]}, "roles_unsuitable"),
        ({"name": "x", "scopes": ["shop:write"]}, "roles_unsuitable"),
        ({"name": " ", "scopes": ["shop"]}, "name_unsuitable"),
        ({"name": "x", "scopes": ["shop"], "days": 0}, "invalid_request"),
    ],
)
async def test_invalid_tokens_are_rejected(open_server: OpenServer, body: dict[str, object], code: str) -> None:
    """Unknown scopes, invalid names and lifetimes."""
    async with open_server() as server:
        await _owner(server)
        response = await server.client.post("/api/account/tokens", json=body)
        assert (response.status_code, response.json()["code"]) == (400, code)


async def test_a_password_is_reset_by_mail(open_server: OpenServer) -> None:
    """The link works once within an hour and ends all sessions; the response does not reveal accounts."""
    async with open_server(alcove_public_url="https://alcove.example/") as server, server.browser() as guest:
        await _owner(server)
        for email in ("owner@example.org", "nobody@example.org", "nonsense"):
            response = await guest.post("/api/account/recover", json={"email": email})
            assert (response.status_code, response.json()) == (202, {"ok": True})
        await _until_sent(server)
        ((to, _, text),) = server.accounts.outbox.sent
        assert to == "owner@example.org"
        code = text.partition("https://alcove.example/reset?code=")[2].split()[0]
        body = {"code": code, "password": "another password"}
        assert (await guest.post("/api/account/reset", json={**body, "code": "guess"})).json()["code"] == "code_expired"
        assert (await guest.post("/api/account/reset", json=body)).status_code == 200
        assert (await guest.post("/api/account/reset", json=body)).status_code == 404
        assert (await server.client.get("/api/account")).json()["signed_in"] is False
        await _enter(guest, "owner", "another password")


async def _until_sent(server: AccountServer) -> None:
    for _ in range(200):
        if server.accounts.outbox.sent:
            return
        await asyncio.sleep(0.01)


async def test_an_expired_link_resets_nothing(open_server: OpenServer, pool: Pool) -> None:
    """After an hour the link is invalid; without mail no link is created, with the same response."""
    async with open_server() as server:
        await _owner(server)
        await server.client.post("/api/account/recover", json={"email": "owner@example.org"})
        await _until_sent(server)
        await pool.execute("UPDATE auth.one_time_tokens SET created_at = created_at - interval '61 minutes'")
        code = server.accounts.outbox.sent[0][2].partition("code=")[2].split()[0]
        response = await server.client.post("/api/account/reset", json={"code": code, "password": "another password"})
        assert response.json()["code"] == "code_expired"
        server.accounts.outbox.is_configured = False
        response = await server.client.post("/api/account/recover", json={"email": "owner@example.org"})
        assert response.status_code == 202
        assert (await server.client.get("/api/account")).json()["password_reset"] is False


async def test_sign_up_must_be_enabled(open_server: OpenServer) -> None:
    """Disabled by default; accounts are members of apps with data of their own only; ten can be created per address."""
    body = {"email": "ann@example.org", "password": PASSWORD}
    async with open_server() as server:
        response = await server.client.post("/api/account/sign-up", json=body)
        assert (response.status_code, response.json()["code"]) == (403, "sign_up_closed")
    async with open_server(alcove_sign_up=True) as server:
        created = await server.client.post("/api/account/sign-up", json=body)
        assert created.json()["account"]["roles"] == {"till": "member"}
        second = await server.client.post("/api/account/sign-up", json=body)
        assert (second.status_code, second.json()["code"]) == (409, "account_exists")
        bodies = [{"name": f"n{n}", "password": PASSWORD} for n in range(10)]
        codes = [(await server.client.post("/api/account/sign-up", json=one)).status_code for one in bodies]
        assert codes == [200] * 8 + [429] * 2
