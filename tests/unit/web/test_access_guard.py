"""Access control: tokens, roles, scopes, and pages of other sites."""

import base64
import uuid
from typing import Any

import pytest

from alcove.foundation.errors import CrossOriginForbidden, RoleRequired, SignInRequired
from alcove.foundation.settings import Secret, ServerSettings
from alcove.foundation.web import Access, Credentials, Principal
from alcove.foundation.web.access_guard import AccessGuard, TokenAuthenticator
from alcove.foundation.web.origin_guard import OriginGuard
from support.authenticators import READER, FakeAuthenticator

TOKEN = "long-random-tökén"
LISTED_ORIGIN = b"http://localhost:5173"
OWN_ORIGIN = b"http://shop.example"


def caller(**changes: Any) -> Principal:
    """Return a caller with roles in two apps."""
    defaults: dict[str, Any] = {"account_id": uuid.UUID(int=7), "name": "ann", "kind": "session"}
    return Principal(**{**defaults, "roles": {"shop": "member", "till": "owner"}, **changes})


async def authorize(principal: Principal | None, *, access: Access = Access.USER, **options: Any) -> dict[str, Any]:
    """Return the scope after the request was authorized."""
    headers = {b"host": b"shop.example", **options.pop("headers", {})}
    scope: dict[str, Any] = {"method": options.pop("method", "GET"), "scheme": "http", "headers": list(headers.items())}
    authenticator = FakeAuthenticator(lambda _: principal is not None, principal=principal or READER)
    guard = AccessGuard(authenticator, origins=OriginGuard(ServerSettings()))
    await guard.authorize(scope, access=access, app=options.pop("app", "shop"), **options)
    return scope


def basic(password: str) -> str:
    """Return a Basic credential."""
    return "Basic " + base64.b64encode(f"anyone:{password}".encode()).decode()


async def identify_by(authorization: str) -> Principal | None:
    """Return the caller that a token authenticator identifies by a header."""
    header = {b"authorization": authorization.encode("utf-8", "surrogateescape")}
    return await TokenAuthenticator(Secret(TOKEN)).identify(Credentials(headers=header, address=""))


@pytest.mark.parametrize(
    "authorization", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", basic(TOKEN), "basic " + basic(TOKEN)[6:]]
)
async def test_the_token_is_taken_as_bearer_or_basic_password(authorization: str) -> None:
    """Both header formats are accepted, with any bytes."""
    principal = await identify_by(authorization)
    assert principal is not None
    assert principal.role_in("any app") == "owner"


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer wrong", TOKEN, "Basic", "Basic !!!", "Basic \udcff", basic("wrong"), basic(""),
     "Basic " + base64.b64encode(TOKEN.encode()).decode(), f"Digest {TOKEN}"],
)  # fmt: skip
async def test_anything_else_is_an_unknown_caller(authorization: str) -> None:
    """Missing, wrong or malformed credentials identify nobody."""
    assert await identify_by(authorization) is None


async def test_without_a_token_every_caller_is_accepted() -> None:
    """Without a token no sign-in is required."""
    authenticator = TokenAuthenticator(Secret())
    assert not authenticator.is_required
    principal = await authenticator.identify(Credentials(headers={}, address=""))
    assert principal is not None
    assert principal.kind == "local"


async def test_an_unknown_caller_gets_a_challenge_except_on_a_sign_in_page() -> None:
    """401 has a challenge, except for pages with a sign-in form."""
    with pytest.raises(SignInRequired) as caught:
        await authorize(None)
    assert caught.value.headers["WWW-Authenticate"].startswith("Basic ")
    # A page cannot send a header of its own with a stream of events.
    for headers in ({b"x-alcove-page": b"1"}, {b"accept": b"text/event-stream"}):
        with pytest.raises(SignInRequired) as caught:
            await authorize(None, headers=headers)
        assert not caught.value.headers
    await authorize(None, access=Access.PUBLIC)


@pytest.mark.parametrize(
    ("access", "app", "may"),
    [(Access.ACCOUNT, "shop", True), (Access.USER, "shop", True), (Access.OWNER, "shop", False),
     (Access.OWNER, "till", True), (Access.USER, "lab", False), (Access.ACCOUNT, "lab", True)],
)  # fmt: skip
async def test_the_role_in_the_endpoints_app_decides(access: Access, app: str, *, may: bool) -> None:
    """Members use an app, owners change its settings, accounts without a role have no access."""
    if may:
        scope = await authorize(caller(), access=access, app=app)
        assert scope["alcove.principal"].name == "ann"
        return
    with pytest.raises(RoleRequired):
        await authorize(caller(), access=access, app=app)


@pytest.mark.parametrize(
    ("scopes", "method", "access", "may"),
    [(["shop"], "POST", Access.USER, True), (["shop:read"], "GET", Access.USER, True),
     (["shop:read"], "POST", Access.USER, False), (["till"], "GET", Access.USER, False),
     ([], "GET", Access.USER, False), (["shop"], "GET", Access.ACCOUNT, True),
     (["shop"], "POST", Access.ACCOUNT, False)],
)  # fmt: skip
async def test_a_token_does_what_its_scopes_say(scopes: list[str], method: str, access: Access, *, may: bool) -> None:
    """Scopes allow apps, or reading them; a token with scopes cannot change the account."""
    principal = caller(kind="token", scopes=frozenset(scopes))
    if may:
        await authorize(principal, access=access, method=method)
        return
    with pytest.raises(RoleRequired):
        await authorize(principal, access=access, method=method)


async def test_a_get_that_changes_something_needs_write_scope() -> None:
    """A read scope does not allow a GET that is declared as a change."""
    with pytest.raises(RoleRequired):
        await authorize(caller(kind="token", scopes=frozenset({"shop:read"})), changes=True)


@pytest.mark.parametrize(
    ("kind", "headers", "may"),
    [("session", {b"origin": OWN_ORIGIN}, True), ("session", {b"sec-fetch-site": b"same-origin"}, True),
     ("session", {b"origin": LISTED_ORIGIN, b"sec-fetch-site": b"cross-site"}, True), ("session", {}, False),
     ("session", {b"origin": b"http://evil.example"}, False), ("session", {b"sec-fetch-site": b"same-site"}, False),
     ("password", {}, True), ("password", {b"origin": b"http://evil.example"}, False),
     ("password", {b"sec-fetch-site": b"cross-site"}, False), ("token", {}, True),
     ("token", {b"sec-fetch-site": b"cross-site"}, False),
     ("server-token", {b"sec-fetch-site": b"same-site"}, False),
     ("local", {b"sec-fetch-site": b"cross-site"}, False),
     ("local", {}, True), ("session", {b"origin": b"null"}, False)],
)  # fmt: skip
@pytest.mark.parametrize("change", [{"method": "POST"}, {"changes": True}])
async def test_a_page_of_another_site_changes_nothing(
    kind: Any, headers: dict[bytes, bytes], change: dict[str, Any], *, may: bool
) -> None:
    """Changes are accepted from this server's pages, listed origins and programs, for all credentials."""
    if may:
        await authorize(caller(kind=kind), headers=headers, **change)
        return
    with pytest.raises(CrossOriginForbidden):
        await authorize(caller(kind=kind), headers=headers, **change)


async def test_links_from_other_sites_work() -> None:
    """A cross-site navigation that only reads is allowed."""
    await authorize(caller(), headers={b"sec-fetch-site": b"cross-site"})


async def test_a_new_session_sets_its_cookie() -> None:
    """The response has the cookie of the principal."""
    scope = await authorize(caller(set_cookie="alcove_session=x; HttpOnly"))
    assert scope["alcove.headers"] == [(b"set-cookie", b"alcove_session=x; HttpOnly")]
