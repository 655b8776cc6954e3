"""The page where links to a new password can lead, for front ends that have no form for it."""

import base64
import hashlib
from dataclasses import replace
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from alcove.wires.supabase.auth.account.profile import ProfileHandler
from alcove.wires.supabase.auth.account.schemas import UserUpdateBody
from alcove.wires.supabase.auth.deps import AuthDeps
from alcove.wires.supabase.auth.errors import AuthError
from alcove.wires.supabase.auth.requests import Access, AuthRequest, AuthResponse
from alcove.wires.supabase.auth.sessions.identify import CallerIdentifier

_MAX_BODY: Final = 32 * 1024
_MAX_FIELDS: Final = 10
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:12vh auto;padding:0 1rem;color-scheme:light dark}"
    "label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}"
    "button{font:inherit;padding:.5rem 1rem}[role=alert]{font-weight:600}"
)
# The token is in the fragment, which browsers send to no server.
_SCRIPT: Final = (
    "const values=new URLSearchParams(location.hash.slice(1));"
    "history.replaceState(null,'',location.pathname);"
    "const form=document.forms[0],token=values.get('access_token'),problem=values.get('error_description');"
    "if(form&&token)form.elements.access_token.value=token;"
    "if(problem)document.querySelector('[role=alert]').textContent=problem;"
)
_FORM: Final = """<p role="alert">{message}</p>
<form method="post">
<input type="hidden" name="access_token" value="{token}">
<label>New password
<input type="password" name="password" autocomplete="new-password" required></label>
<label>The same again
<input type="password" name="repeated" autocomplete="new-password" required></label>
<button>Set the password</button>
</form>"""
_DONE: Final = """<p>Your password was changed. <a href="{site}">Continue to the site</a></p>"""
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Set a new password</title>
<style>{style}</style>
</head>
<body>
<h1>Set a new password</h1>
{content}
<script>{script}</script>
</body>
</html>
"""


class PasswordPage:
    """Shows a form for a new password, and sets it with the session of the link."""

    def __init__(self, deps: AuthDeps) -> None:
        self._deps = deps
        self._identify = CallerIdentifier(deps)
        self._profile = ProfileHandler(deps)

    async def show(self, request: AuthRequest) -> AuthResponse:  # noqa: ARG002 - the page is the same for everybody
        """Return the page with the form."""
        return _render(_FORM.format(message="", token=""))

    async def submit(self, request: AuthRequest) -> AuthResponse:
        """Set the password of a form, and return a page that says so, or the form with what is wrong."""
        fields = _read_form(request.body)
        token = fields.get("access_token", "")
        try:
            await self._set_password(request, fields)
        except AuthError as error:
            content = _FORM.format(message=escape(error.message), token=escape(token))
            return _render(content, status=error.status)
        return _render(_DONE.format(site=escape(self._deps.config().site_url)))

    async def _set_password(self, request: AuthRequest, fields: dict[str, str]) -> None:
        password = fields.get("password", "")
        if not password or password != fields.get("repeated"):
            raise AuthError("validation_failed", "The two passwords differ, or are empty.")
        headers = {**request.fields, "authorization": f"Bearer {fields.get('access_token', '')}"}
        request = replace(request, fields=headers)
        caller = await self._identify(request, Access.USER, key=None)
        await self._profile.change(replace(request, caller=caller), UserUpdateBody(password=password))


def _read_form(body: bytes) -> dict[str, str]:
    text = body[:_MAX_BODY].decode("utf-8", "replace")
    fields = "&".join(text.split("&", _MAX_FIELDS)[:_MAX_FIELDS])
    return dict(parse_qsl(fields, keep_blank_values=True))


def _render(content: str, *, status: int = 200) -> AuthResponse:
    page = _PAGE.format(style=_STYLE, content=content, script=_SCRIPT)
    policy = (
        f"default-src 'none'; style-src '{_hash_source(_STYLE)}'; script-src '{_hash_source(_SCRIPT)}';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    )
    return AuthResponse(content=page.encode(), status=status, headers=headers)


def _hash_source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
