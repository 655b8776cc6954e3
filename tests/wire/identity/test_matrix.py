"""Every account endpoint and every kind of caller: one table with the expected access."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx2
import pytest

from alcove.foundation.identity import SignInPolicy
from alcove.foundation.settings import Secret
from support.accounts import PASSWORD, write_app_db
from wire.identity.conftest import AccountServer, OpenServer

TOKEN: Final = "a-token-of-twenty-letters"
POLICY: Final = SignInPolicy(open_address=True, server_token=Secret(TOKEN))

# For an unknown caller, member, owner, owner's API token, server token: allowed, or the error code.
ALLOWED, SIGN_IN_NEEDED, ROLE_NEEDED = "", "sign_in_needed", "role_needed"
EVERYBODY: Final = (ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED)
PEOPLE: Final = (SIGN_IN_NEEDED, ALLOWED, ALLOWED, ROLE_NEEDED, ROLE_NEEDED)
OWNERS: Final = (SIGN_IN_NEEDED, ROLE_NEEDED, ALLOWED, ROLE_NEEDED, ALLOWED)
TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "GET /api/account": EVERYBODY,
    "POST /api/account/sign-in": EVERYBODY,
    "POST /api/account/sign-out": EVERYBODY,
    "POST /api/account/setup": EVERYBODY,
    "POST /api/account/sign-up": EVERYBODY,
    "GET /api/account/invitations/{code}": EVERYBODY,
    "POST /api/account/invitations/{code}": EVERYBODY,
    "POST /api/account/recover": EVERYBODY,
    "POST /api/account/reset": EVERYBODY,
    "POST /api/account/password": PEOPLE,
    "GET /api/account/sessions": PEOPLE,
    "DELETE /api/account/sessions": PEOPLE,
    "DELETE /api/account/sessions/{id}": PEOPLE,
    "GET /api/account/tokens": PEOPLE,
    "POST /api/account/tokens": PEOPLE,
    "DELETE /api/account/tokens/{id}": PEOPLE,
    "GET /api/accounts": OWNERS,
    "PATCH /api/accounts/{id}": OWNERS,
    "DELETE /api/accounts/{id}": OWNERS,
    "GET /api/accounts/invitations": OWNERS,
    "POST /api/accounts/invitations": OWNERS,
    "DELETE /api/accounts/invitations/{id}": OWNERS,
}
KINDS: Final = ("stranger", "member", "owner", "token", "server-token", "password", "calibre-web")
# Name and password, and a Calibre-Web user, have the same access as a session of that account.
COLUMNS: Final = (0, 1, 2, 3, 4, 2, 1)
BODIES: Final[Mapping[str, dict[str, object]]] = {
    "sign-in": {"name": "nobody", "password": PASSWORD},
    "setup": {"code": "x", "name": "new", "password": PASSWORD},
    "sign-up": {"name": "new", "password": PASSWORD},
    "recover": {"email": "nobody@example.org"},
    "reset": {"code": "x", "password": PASSWORD},
    "password": {"current": "x", "new": PASSWORD},
    "tokens": {"name": "x", "scopes": ["shop"]},
    "invitations": {"roles": {"shop": "member"}},
}


@asynccontextmanager
async def _caller(server: AccountServer, kind: str) -> AsyncIterator[httpx2.AsyncClient]:
    await server.accounts.add("owner", roles={"shop": "owner"})
    member = await server.accounts.add("member", roles={"shop": "member"})
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(server.browser())
        if kind in ("member", "owner", "calibre-web"):
            body = {"name": "reader" if kind == "calibre-web" else kind, "password": PASSWORD}
            assert (await client.post("/api/account/sign-in", json=body)).status_code == 200
        elif kind == "token":
            _, text = await server.accounts.identity.service.add_token(member.id, name="t", scopes=["shop"], days=None)
            client.headers["authorization"] = f"Bearer {text}"
        elif kind == "server-token":
            client.headers["authorization"] = f"Bearer {TOKEN}"
        elif kind == "password":
            client.auth = httpx2.BasicAuth("owner", PASSWORD)
        yield client


def _body(name: str) -> dict[str, object] | None:
    method, path = name.split(" ")
    if method == "PATCH":
        return {"roles": {}}
    last = path.rpartition("/")[2]
    if path.endswith("invitations/{code}"):
        return {"name": "new", "password": PASSWORD}
    return BODIES.get(last) if method == "POST" else None


@pytest.mark.parametrize("kind", KINDS)
async def test_access_by_caller(open_server: OpenServer, kind: str, *, tmp_path: Path, password_hash: str) -> None:
    """A rejection has its code; accepted callers get another result, such as an unknown id."""
    app_db = write_app_db(tmp_path / "app.db", {"reader": (password_hash, 0)})
    column = COLUMNS[KINDS.index(kind)]
    outcomes = {}
    async with open_server(POLICY, cwa_db_path=app_db) as server, _caller(server, kind) as client:
        for name in sorted(TABLE, key=lambda name: "sign-" in name):
            method, path = name.split(" ")
            address = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", path)
            response = await client.request(method, address, json=_body(name))
            assert response.status_code < 500, (name, response.text)
            code = response.json().get("code", "")
            outcomes[name] = code if code in (SIGN_IN_NEEDED, ROLE_NEEDED) else ALLOWED
    assert outcomes == {name: expected[column] for name, expected in TABLE.items()}


async def test_every_endpoint_is_in_the_table_and_documented(open_server: OpenServer) -> None:
    """Every endpoint in OpenAPI has a line in the table."""
    async with open_server(POLICY) as server:
        paths = (await server.client.get("/openapi.json", headers={"Authorization": f"Bearer {TOKEN}"})).json()["paths"]
    described = {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        if path.startswith("/api/account")
        for method in methods
    }
    assert described == set(TABLE)
