"""The errors of the accounts as a table: status, code and text, in both forms of the protocol, with their headers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from alcove.wires.supabase.auth.config import MailRules
from support import golden
from support.auth_server import PASSWORD, VERSION, AuthApi, open_auth

ANN, BOB = "ann@example.com", "bob@example.com"
TABLE = Path(__file__).parent / "golden" / "errors.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that is refused; `caller` is who sends it."""

    method: str = "POST"
    path: str
    query: Mapping[str, str]
    body: Any
    caller: str | None


def refuse(
    call: str, body: Any = None, *, caller: str | None = None, **query: str
) -> Refusal:  # fmt: skip
    """Return a request; `call` is its method and path."""
    method, path = call.split()
    return Refusal(method=method, path=path, query=query, body=body, caller=caller)


def token(body: Any, grant: str = "password") -> Refusal:
    """Return a request for tokens."""
    return refuse("POST /token", body, grant_type=grant)


NOBODY = str(uuid4())
REFUSALS = {
    "sign-up of a taken address": refuse("POST /signup", {"email": ANN, "password": PASSWORD}),
    "sign-up without a password": refuse("POST /signup", {"email": "new@example.com"}),
    "sign-up with a weak password": refuse("POST /signup", {"email": "new@example.com", "password": "abc"}),
    "sign-up with a bad address": refuse("POST /signup", {"email": "nonsense", "password": PASSWORD}),
    "sign-up by phone": refuse("POST /signup", {"phone": "4912345678", "password": PASSWORD}),
    "anonymous sign-in": refuse("POST /signup", {}),
    "sign-in with a wrong password": token({"email": ANN, "password": "wrong"}),
    "sign-in of nobody": token({"email": "nobody@example.com", "password": PASSWORD}),
    "sign-in before the confirmation": token({"email": BOB, "password": PASSWORD}),
    "sign-in without an address": token({"password": PASSWORD}),
    "unknown grant": token({}, "magic"),
    "refresh of an unknown token": token({"refresh_token": "abcdefghijkl"}, "refresh_token"),
    "refresh without a token": token({}, "refresh_token"),
    "exchange of an unknown code": token({"auth_code": NOBODY, "code_verifier": "x" * 43}, "pkce"),
    "exchange without a code": token({}, "pkce"),
    "resend without an address": refuse("POST /resend", {"type": "signup"}),
    "resend of an unknown type": refuse("POST /resend", {"type": "other", "email": ANN}),
    "recovery without an address": refuse("POST /recover", {}),
    "code that is wrong": refuse("POST /verify", {"type": "email", "email": ANN, "token": "123456"}),
    "hash that is wrong": refuse("POST /verify", {"type": "recovery", "token_hash": "0" * 56}),
    "verification without a type": refuse("POST /verify", {"token_hash": "0" * 56}),
    "provider that is off": refuse("GET /authorize", provider="google"),
    "user without a token": refuse("GET /user"),
    "user with a made-up token": refuse("GET /user", caller="made up"),
    "user with a forged token": refuse("GET /user", caller="forged"),
    "user with an expired token": refuse("GET /user", caller="expired"),
    "user whose session is gone": refuse("GET /user", caller="revoked"),
    "user who is gone": refuse("GET /user", caller="deleted"),
    "user with the token of a role": refuse("GET /user", caller="service"),
    "the same password": refuse("PUT /user", {"password": PASSWORD}, caller="ann"),
    "a weak password": refuse("PUT /user", {"password": "abc"}, caller="ann"),
    "a taken address": refuse("PUT /user", {"email": BOB}, caller="ann"),
    "unknown scope of sign-out": refuse("POST /logout", scope="some", caller="ann"),
    "administration without a token": refuse("GET /admin/users"),
    "administration by a user": refuse("GET /admin/users", caller="ann"),
    "user who does not exist": refuse(f"GET /admin/users/{NOBODY}", caller="service"),
    "user id that is none": refuse("GET /admin/users/me", caller="service"),
    "second user of an address": refuse("POST /admin/users", {"email": ANN}, caller="service"),
    "unknown factor": refuse(f"POST /factors/{NOBODY}/challenge", {}, caller="ann"),
    "unknown kind of factor": refuse("POST /factors", {"factor_type": "other"}, caller="ann"),
    "phone factor": refuse("POST /factors", {"factor_type": "phone", "phone": "4912345678"}, caller="ann"),
    "code by phone": refuse("POST /otp", {"phone": "4912345678"}),
    "removal of an identity": refuse(f"DELETE /user/identities/{NOBODY}", caller="ann"),
    "unknown address": refuse("GET /nowhere"),
    "unknown method": refuse("PATCH /user", {}, caller="ann"),
}


@pytest.fixture
async def api(shared_dsn: str) -> AsyncIterator[AuthApi]:
    """Yield an accounts API on the database of the module."""
    async with open_auth(shared_dsn, mail=MailRules(autoconfirm=True)) as opened:
        yield opened


async def _list_tokens(api: AuthApi) -> dict[str | None, str | None]:
    await api.add_user(ANN)
    await api.add_user(BOB, confirmed=False)
    await api.add_user("gone@example.com")
    ann = (await api.sign_in(ANN))["access_token"]
    revoked = (await api.sign_in(ANN))["access_token"]
    deleted = (await api.sign_in("gone@example.com"))["access_token"]
    assert (await api.post("/logout", token=revoked, scope="local")).status_code == 204
    await api.fetch("DELETE FROM auth.users WHERE email = 'gone@example.com'")
    claims = dict(api.deps.signer().verify(ann))
    return {
        None: None,
        "ann": ann,
        "revoked": revoked,
        "deleted": deleted,
        "made up": "a.b.c",
        "forged": f"{ann[:-6]}AAAAAA",
        "expired": api.deps.signer().sign({**claims, "exp": claims["iat"] - 60}),
        "service": api.role_token(),
    }


async def test_every_refusal(api: AuthApi) -> None:
    """The table is the one in the file; both forms agree, and the headers repeat code and version."""
    tokens = await _list_tokens(api)
    table: dict[str, Any] = {}
    for name, refusal in REFUSALS.items():
        responses = [
            await api.request(
                refusal.method, refusal.path, body=refusal.body, token=tokens[refusal.caller], headers=headers,
                **refusal.query,
            )
            for headers in (VERSION, {})
        ]  # fmt: skip
        new, old = responses
        assert new.status_code == old.status_code, name
        body, old_body = new.json(), old.json()
        assert new.status_code >= 400, name
        if "code" in body:
            assert old_body == {
                "code": old.status_code, "error_code": body["code"], "msg": body["message"],
                **{key: value for key, value in body.items() if key not in ("code", "message")},
            }, name  # fmt: skip
            assert new.headers["x-sb-error-code"] == old.headers["x-sb-error-code"] == body["code"], name
            assert new.headers["x-supabase-api-version"] == "2024-01-01", name
        else:
            assert old_body == body, name
        table[name] = {"status": new.status_code, "body": body}
    golden.check(TABLE, table)
