"""Every kind of caller at every route of every app: which requests reach the handler, which get 401 or 403."""

import base64
import dataclasses
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.identity import (
    ClientInfo,
    SignInPolicy,
    SignInResult,
    ensure_first_accounts,
    hash_werkzeug_password,
)
from alcove.foundation.overview import AppOverview, build_overview_api
from alcove.foundation.settings import Secret, ServerSettings
from alcove.foundation.web import Access, Api, Call, build_app
from alcove.main.apps import APPS
from support.accounts import PASSWORD, Accounts, make_accounts, write_app_db
from support.clock import FakeClock
from support.deps import make_deps
from support.http_client import http_client
from support.servers import serve_async

APP_NAMES: Final = tuple(app.name for app in APPS)
TOKEN: Final = "t" * 30
PAGE: Final = {"sec-fetch-site": "same-origin"}
REACHED: Final = 299
FIRST_APP: Final = APP_NAMES[0]
HOME: Final = ClientInfo(address="127.0.0.1")


@dataclasses.dataclass(frozen=True)
class Caller:
    """A kind of caller: its headers, roles by app, and token scopes."""

    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    roles: Mapping[str, str] | None = None
    scopes: frozenset[str] | None = None

    def expected_status(self, access: Access, app: str, *, changes: bool) -> int:
        """Return the expected outcome for this caller: REACHED, 401 or 403."""
        if access is Access.PUBLIC:
            return REACHED
        if self.roles is None:
            return 401
        if access is Access.ACCOUNT:
            return REACHED if self.scopes is None or not changes else 403
        if self.scopes is not None and app not in self.scopes and (f"{app}:read" not in self.scopes or changes):
            return 403
        role = self.roles.get(app)
        is_enough = role == "owner" or (role == "member" and access is Access.USER)
        return REACHED if is_enough else 403


async def _handle(call: Call[Any, Any]) -> bytes:
    """Replace every handler: the request has passed the access check."""
    del call
    return b"{}"


def replace_handlers(api: Api) -> Api:
    """Replace the handlers of an API by one that does nothing and reads no body."""
    api.routes[:] = [
        dataclasses.replace(
            route,
            handler=_handle,
            status=REACHED,
            # Some reads change something, depending on their query.
            query=route.query if callable(route.changes) else None,
            body=None,
            form=False,
        )
        for route in api.routes
    ]
    api.mounts.clear()
    return api


@asynccontextmanager
async def serve_app(
    accounts: Accounts, policy: SignInPolicy, *, data_dir: Path
) -> AsyncIterator[tuple[str, list[Any]]]:
    """Serve all apps and the account endpoints; yield the address and all routes."""
    deps = make_deps("", pool=accounts.pool, data_dir=data_dir)
    authenticator = accounts.authenticator(policy)
    endpoints = [app.build_api(deps) for app in APPS]
    apis = [replace_handlers(result.api) for result in endpoints]
    apis.append(replace_handlers(accounts.identity.api(authenticator)))
    overviews = [AppOverview(name=app.name) for app in APPS]
    apis.append(replace_handlers(build_overview_api(deps, apps=overviews, authenticator=authenticator)))
    app = build_app(apis, settings=ServerSettings(), authenticator=authenticator)
    async with serve_async(app) as address:
        yield address, [route for api in apis for route in api.routes]


def requests_to(route: Any) -> Iterator[tuple[str, str]]:
    """Yield method and address for each path of a route."""
    for path in route.paths:
        yield route.method, re.sub(r"\{[^}]+\}", "1", path)


async def check(caller: Caller, address: str, *, routes: list[Any]) -> int:
    """Send a request to every route and return how many had the expected outcome."""
    count = 0
    rejected: set[tuple[str, str]] = set()
    async with http_client(address, headers=dict(caller.headers)) as client:
        for route in routes:
            changes = route.is_change(b"")
            for method, path in requests_to(route):
                if (method, path) in rejected:
                    continue
                rejected.add((method, path))
                response = await client.request(method, path)
                client.cookies.clear()
                expected = caller.expected_status(route.access, route.app, changes=changes)
                assert response.status_code == expected, (method, path, route.access, response.text[:200])
                count += 1
    return count


def basic(name: str) -> dict[str, str]:
    """Return the header of a name with PASSWORD."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{PASSWORD}".encode()).decode()}


@pytest.fixture
async def accounts(pool: Pool) -> Accounts:
    """Return the accounts of a server with all apps."""
    created = make_accounts(pool, clock=FakeClock(), apps=APP_NAMES, shared_apps=APP_NAMES)
    await ensure_first_accounts(pool, settings=created.settings, apps=APP_NAMES, hasher=created.hasher)
    return created


async def sign_in_as(accounts: Accounts, name: str, **roles: str) -> SignInResult:
    """Create an account with PASSWORD and sign it in."""
    await accounts.add(name, roles=roles)
    return await accounts.sign_in(name, client=HOME)


async def _callers(accounts: Accounts, folder: Path) -> dict[str, Caller]:
    all_owner = dict.fromkeys(APP_NAMES, "owner")
    owner = await sign_in_as(accounts, "owner", **all_owner)
    member = await sign_in_as(accounts, "member", **dict.fromkeys(APP_NAMES, "member"))
    without_roles = await sign_in_as(accounts, "nobody")
    callers = {
        "stranger": Caller(),
        "server token": Caller({"Authorization": f"Bearer {TOKEN}"}, all_owner),
        "owner by session": Caller(session(owner), all_owner),
        "owner by password": Caller(basic("owner"), all_owner),
        "member by session": Caller(session(member), dict.fromkeys(APP_NAMES, "member")),
        "account without roles": Caller(session(without_roles), {}),
    }
    for app in APP_NAMES:
        for role in ("owner", "member"):
            result = await sign_in_as(accounts, f"{app}-{role}", **{app: role})
            callers[f"{role} of {app}"] = Caller(session(result), {app: role})
    for scopes in ((FIRST_APP,), (f"{FIRST_APP}:read",), APP_NAMES):
        _, token = await accounts.identity.service.add_token(owner.account.id, name=scopes[0], scopes=scopes, days=None)
        header = {"Authorization": f"Bearer {token}"}
        callers[f"token for {' '.join(scopes)}"] = Caller(header, all_owner, frozenset(scopes))
    password_hash = hash_werkzeug_password(PASSWORD)
    accounts.change(
        cwa_db_path=write_app_db(folder / "app.db", {"librarian": (password_hash, 1), "reader": (password_hash, 0)})
    )
    callers["administrator of Calibre-Web"] = Caller(basic("librarian"), all_owner)
    callers["user of Calibre-Web"] = Caller(basic("reader"), dict.fromkeys(APP_NAMES, "member"))
    return callers


def session(signed_in: SignInResult) -> dict[str, str]:
    """Return the headers of a browser with a session on a page of the server."""
    return {"Cookie": f"alcove_session={signed_in.session}", **PAGE}


async def test_access_of_every_account_kind_to_every_route(accounts: Accounts, tmp_path: Path) -> None:
    """Callers with the required role reach the handler, unknown callers get 401, all others 403."""
    callers = await _callers(accounts, tmp_path)
    policy = SignInPolicy(open_address=True, server_token=Secret(TOKEN))
    async with serve_app(accounts, policy, data_dir=tmp_path) as (address, routes):
        # An app may serve a foreign protocol only, which authenticates by itself.
        assert {"account", "overview"} < {route.app for route in routes} <= {*APP_NAMES, "account", "overview"}
        counts = {name: await check(caller, address, routes=routes) for name, caller in callers.items()}
    assert min(counts.values()) > 100
    assert len(set(counts.values())) == 1


async def test_without_sign_in_every_caller_is_the_owner(accounts: Accounts, tmp_path: Path) -> None:
    """On a loopback address without settings every caller can use every route."""
    async with serve_app(accounts, SignInPolicy(open_address=False), data_dir=tmp_path) as (address, routes):
        assert await check(Caller(roles=dict.fromkeys(APP_NAMES, "owner")), address, routes=routes) > 100


async def test_a_builtin_user_owns_everything(accounts: Accounts, tmp_path: Path) -> None:
    """The builtin user owns everything, also on a loopback address; no other caller has access."""
    password_hash = Secret(hash_werkzeug_password(PASSWORD))
    accounts.change(builtin_username="keeper", builtin_password_hash=password_hash)
    all_owner = dict.fromkeys(APP_NAMES, "owner")
    async with serve_app(accounts, SignInPolicy(open_address=False), data_dir=tmp_path) as (address, routes):
        assert await check(Caller(basic("keeper"), all_owner), address, routes=routes) > 100
        assert await check(Caller(), address, routes=routes) > 100
