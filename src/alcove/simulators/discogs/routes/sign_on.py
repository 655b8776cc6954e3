"""The three steps of OAuth over HTTP; the middle one is a page with a button."""

from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs.gate import incoming
from alcove.simulators.discogs.sign_in import Token
from alcove.simulators.discogs.simulator import simulator_of

FORM = "application/x-www-form-urlencoded"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Authorize</title></head><body>
{body}
</body></html>
"""
QUESTION = """<h1>Authorize {consumer}</h1>
<p>{consumer} would like to use your account, {username}.</p>
<form method="post" action="/oauth/authorize">
<input type="hidden" name="oauth_token" value="{token}">
<input type="hidden" name="username" value="{username}">
<button name="answer" value="authorize">Authorize</button>
<button name="answer" value="deny">Deny</button>
</form>"""


async def request_token(request: Request) -> Response:
    """Give an application a request token."""
    token = simulator_of(request).oauth.request_token(incoming(request, await request.body()))
    return _form({"oauth_token": token.key, "oauth_token_secret": token.secret, "oauth_callback_confirmed": "true"})


async def access_token(request: Request) -> Response:
    """Exchange an allowed request token."""
    token = simulator_of(request).oauth.access_token(incoming(request, await request.body()))
    return _form({"oauth_token": token.key, "oauth_token_secret": token.secret})


async def question(request: Request) -> Response:
    """Ask the person whether the application may."""
    simulator = simulator_of(request)
    token = simulator.oauth.pending(request.query_params.get("oauth_token", ""))
    if token is None:
        return _page("<h1>Invalid or expired request token</h1>", status=404)
    username = request.query_params.get("username") or simulator.config.accounts[0].username
    fields = {"consumer": token.consumer, "username": username, "token": token.key}
    return _page(QUESTION.format(**{name: escape(value) for name, value in fields.items()}))


async def decision(request: Request) -> Response:
    """Take the person's answer: back to the application, or the verifier on the page."""
    simulator = simulator_of(request)
    form = dict(parse_qsl((await request.body()).decode()))
    key = form.get("oauth_token", "")
    account = simulator.account(form.get("username") or simulator.config.accounts[0].username)
    denied = form.get("answer") == "deny" or "denied" in form
    token = simulator.oauth.deny(key) if denied else account and simulator.oauth.allow(key, account)
    if not token:
        return _page("<h1>Invalid or expired request token</h1>", status=404)
    if token.callback not in ("", "oob"):
        return RedirectResponse(_back(token, denied=denied), status_code=302)
    if denied:
        return _page("<h1>Access denied</h1>")
    return _page(f'<h1>Authorized</h1>\n<p>Your code: <code id="verifier">{token.verifier}</code></p>')


def _back(token: Token, *, denied: bool) -> str:
    query = {"denied": token.key} if denied else {"oauth_token": token.key, "oauth_verifier": token.verifier}
    return f"{token.callback}{'&' if '?' in token.callback else '?'}{urlencode(query)}"


def _form(values: dict[str, str]) -> Response:
    return Response(urlencode(values), media_type=FORM)


def _page(body: str, *, status: int = 200) -> Response:
    return HTMLResponse(PAGE.format(body=body), status_code=status)


ROUTES: list[BaseRoute] = [
    Route("/oauth/request_token", request_token, methods=["GET", "POST"]),
    Route("/oauth/access_token", access_token, methods=["POST"]),
    Route("/oauth/authorize", question),
    Route("/oauth/authorize", decision, methods=["POST"]),
]
