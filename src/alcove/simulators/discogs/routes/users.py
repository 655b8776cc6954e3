"""Routes of the API root, identity, profiles, wantlists, and the three steps of OAuth."""

from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import serializers
from alcove.simulators.discogs.auth import Token
from alcove.simulators.discogs.middleware import FORM, oauth_request
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.responses import (
    NEEDS_SIGN_IN,
    NOT_ALLOWED,
    UNKNOWN_USER,
    ApiError,
    base_url,
    json_response,
    pagination,
    requested_page,
    user_url,
)
from alcove.simulators.discogs.simulator import caller_of, release_of, simulator_of
from alcove.simulators.discogs.wantlists import Want

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Authorize</title></head><body>
{body}
</body></html>
"""
AUTHORIZE_FORM = """<h1>Authorize {consumer}</h1>
<p>{consumer} would like to use your account, {username}.</p>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="oauth_token" value="{token}">
<input type="hidden" name="username" value="{username}">
<button name="answer" value="authorize">Authorize</button>
<button name="answer" value="deny">Deny</button>
</form>"""


async def root(_: Request) -> Response:
    """Return the welcome message of the API."""
    return json_response(
        {
            "hello": "Welcome to the Discogs API.",
            "api_version": "v2",
            "documentation_url": "http://www.discogs.com/developers/",
            "statistics": {"releases": 16_000_000, "artists": 8_000_000, "labels": 2_000_000},
        }
    )


async def identity(request: Request) -> Response:
    """Return the identity of the caller."""
    caller = caller_of(request)
    if caller.account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    return json_response(
        {
            "id": caller.account.id,
            "username": caller.account.username,
            "resource_url": user_url(request, caller.account.username),
            "consumer_name": caller.consumer or "Personal access token",
        }
    )


async def profile(request: Request) -> Response:
    """Return the profile of a seller or an account."""
    simulator = simulator_of(request)
    username = request.path_params["username"]
    account, inventory = simulator.account(username), simulator.catalogue.inventory(username)
    if account is None and inventory is None:
        raise ApiError(404, UNKNOWN_USER)
    name = account.username if account else inventory.generator.name if inventory else username
    return json_response(
        serializers.profile_json(
            name, account, url=user_url(request, name), wanted=len(simulator.wants.entries(name)),
            for_sale=len(inventory) if inventory else 0,
        )
    )  # fmt: skip


def _owner(request: Request) -> str:
    """Return the user name in the path. Raise ApiError unless it is the caller's."""
    caller = caller_of(request)
    if caller.account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    if simulator_of(request).account(request.path_params["username"]) is None:
        raise ApiError(404, UNKNOWN_USER)
    if not caller.owns(request.path_params["username"]):
        raise ApiError(403, NOT_ALLOWED)
    return caller.account.username


async def _parse_want_fields(request: Request) -> dict[str, Any]:
    """Return notes and rating from the JSON body, or from the query if there is no body."""
    body = await request.body()
    try:
        values = msgspec.json.decode(body) if body.strip() else dict(request.query_params)
        fields = msgspec.convert(
            {name: values[name] for name in ("notes", "rating") if values.get(name) is not None},
            dict[str, str | int],
        )
        rating = int(fields.get("rating", 0))
    except (msgspec.MsgspecError, ValueError, AttributeError) as error:
        raise ApiError(422, "Invalid body: notes is a text and rating a whole number.") from error
    if not 0 <= rating <= 5:
        raise ApiError(422, "Invalid rating: expected a whole number from 0 to 5.")
    known = {"rating": rating} if "rating" in fields else {}
    return known | ({"notes": str(fields["notes"])} if "notes" in fields else {})


async def list_wants(request: Request) -> Response:
    """Return a page of a user's wantlist."""
    simulator = simulator_of(request)
    account = simulator.account(request.path_params["username"])
    if account is None:
        raise ApiError(404, UNKNOWN_USER)
    page = requested_page(request, limited=False)
    wants = simulator.wants.entries(account.username)
    page_info, headers = pagination(request, page, items=len(wants))
    owned = caller_of(request).owns(account.username)
    entries = [
        serializers.want_json(want, release, base=base_url(request), owned=owned)
        for want in page.slice_page(wants)
        if (release := simulator.catalogue.release(want.release_id)) is not None
    ]
    return json_response({"pagination": page_info, "wants": entries}, headers=headers)


async def add_want(request: Request) -> Response:
    """Add a release to the wantlist; if it is there already, change notes and rating."""
    owner, release = _owner(request), release_of(request)
    return await _save_want(request, owner=owner, release=release, status=201)


async def edit_want(request: Request) -> Response:
    """Change the notes and rating of an entry."""
    owner, release = _owner(request), release_of(request)
    if simulator_of(request).wants.find(owner, release.id) is None:
        raise ApiError(404, "Release not in wantlist.")
    return await _save_want(request, owner=owner, release=release, status=200)


async def _save_want(request: Request, *, owner: str, release: Release, status: int) -> Response:
    simulator = simulator_of(request)
    fields = await _parse_want_fields(request)
    previous = simulator.wants.find(owner, release.id) or Want(release_id=release.id, added=simulator.clock.now())
    want = msgspec.structs.replace(previous, **fields)
    simulator.wants.put(owner, want)
    return json_response(serializers.want_json(want, release, base=base_url(request), owned=True), status=status)


async def remove_want(request: Request) -> Response:
    """Remove an entry."""
    owner = _owner(request)
    if not simulator_of(request).wants.remove(owner, request.path_params["release"]):
        raise ApiError(404, "Release not in wantlist.")
    return json_response(None, status=204)


async def request_token(request: Request) -> Response:
    """Issue a request token to an application."""
    token = simulator_of(request).oauth.request_token(oauth_request(request, await request.body()))
    return _form_response(
        {"oauth_token": token.key, "oauth_token_secret": token.secret, "oauth_callback_confirmed": "true"}
    )


async def access_token(request: Request) -> Response:
    """Exchange an authorized request token for an access token."""
    token = simulator_of(request).oauth.access_token(oauth_request(request, await request.body()))
    return _form_response({"oauth_token": token.key, "oauth_token_secret": token.secret})


async def authorize_page(request: Request) -> Response:
    """Return the page on which the user authorizes the application."""
    simulator = simulator_of(request)
    token = simulator.oauth.get_request_token(request.query_params.get("oauth_token", ""))
    if token is None:
        return _html_page("<h1>Invalid or expired request token</h1>", status=404)
    username = request.query_params.get("username") or simulator.config.accounts[0].username
    fields = {"consumer": token.consumer, "username": username, "token": token.key}
    return _html_page(AUTHORIZE_FORM.format(**{name: escape(value) for name, value in fields.items()}))


async def authorize(request: Request) -> Response:
    """Handle the user's decision: redirect to the application, or show the verifier."""
    simulator = simulator_of(request)
    form = dict(parse_qsl((await request.body()).decode()))
    key = form.get("oauth_token", "")
    account = simulator.account(form.get("username") or simulator.config.accounts[0].username)
    denied = form.get("answer") == "deny" or "denied" in form
    token = simulator.oauth.deny(key) if denied else account and simulator.oauth.authorize(key, account)
    if not token:
        return _html_page("<h1>Invalid or expired request token</h1>", status=404)
    if token.callback not in ("", "oob"):
        return RedirectResponse(_callback_url(token, denied=denied), status_code=302)
    if denied:
        return _html_page("<h1>Access denied</h1>")
    return _html_page(f'<h1>Authorized</h1>\n<p>Your code: <code id="verifier">{token.verifier}</code></p>')


def _callback_url(token: Token, *, denied: bool) -> str:
    query = {"denied": token.key} if denied else {"oauth_token": token.key, "oauth_verifier": token.verifier}
    return f"{token.callback}{'&' if '?' in token.callback else '?'}{urlencode(query)}"


def _form_response(values: dict[str, str]) -> Response:
    return Response(urlencode(values), media_type=FORM)


def _html_page(body: str, *, status: int = 200) -> Response:
    return HTMLResponse(PAGE.format(body=body), status_code=status)


ROUTES: list[BaseRoute] = [
    Route("/", root),
    Route("/oauth/identity", identity),
    Route("/users/{username}", profile),
    Route("/users/{username}/wants", list_wants),
    Route("/users/{username}/wants/{release:int}", add_want, methods=["PUT"]),
    Route("/users/{username}/wants/{release:int}", edit_want, methods=["POST"]),
    Route("/users/{username}/wants/{release:int}", remove_want, methods=["DELETE"]),
    Route("/oauth/request_token", request_token, methods=["GET", "POST"]),
    Route("/oauth/access_token", access_token, methods=["POST"]),
    Route("/oauth/authorize", authorize_page),
    Route("/oauth/authorize", authorize, methods=["POST"]),
]
