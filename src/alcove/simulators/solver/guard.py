"""A guard before an ASGI app: whoever comes without a clearance gets a page whose script earns one in a moment."""

import hashlib
import hmac
import secrets
from http.cookies import SimpleCookie
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response

COOKIE: Final = "cf_clearance"
WAIT_MS: Final = 300

# What browsers ask for of their own accord is not counted.
_OF_ITSELF: Final = "/favicon.ico"

_PAGE: Final = """<!doctype html>
<html><head><title>Just a moment...</title></head>
<body><h1>Verifying you are human. This may take a few seconds.</h1>
<script>
setTimeout(() => {{
  document.cookie = "{cookie}={token}; path=/; max-age={lasts}";
  location.reload();
}}, {wait});
</script></body></html>
"""


class Guard:
    """An ASGI app that lets in those who have passed; a token is good with the User-Agent that earned it."""

    def __init__(self, app: Any, *, status: int = 403, lasts: int = 1800, relents: bool = True) -> None:
        """Take the app behind; a guard that does not relent gives a page that never passes."""
        self._app = app
        self._status = status
        self._lasts = lasts
        self._relents = relents
        self._secret = secrets.token_bytes(16)
        self.challenged = 0
        self.passed = 0

    def token(self, user_agent: str) -> str:
        """Return what a browser of that name earns."""
        return hmac.new(self._secret, user_agent.encode(), hashlib.sha256).hexdigest()

    def revoke(self) -> None:
        """Make all tokens worthless."""
        self._secret = secrets.token_bytes(16)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request pass, or answer with the challenge."""
        if scope["type"] != "http" or self._lets_in(Headers(scope=scope)):
            self.passed += scope["type"] == "http" and scope["path"] != _OF_ITSELF
            await self._app(scope, receive, send)
            return
        self.challenged += scope["path"] != _OF_ITSELF
        await self._challenge(Headers(scope=scope))(scope, receive, send)

    def _lets_in(self, headers: Headers) -> bool:
        jar = SimpleCookie(headers.get("cookie", ""))
        given = jar[COOKIE].value if COOKIE in jar else ""
        return hmac.compare_digest(given, self.token(headers.get("user-agent", "")))

    def _challenge(self, headers: Headers) -> Response:
        token = self.token(headers.get("user-agent", "")) if self._relents else "worthless"
        wait = WAIT_MS if self._relents else 3_600_000
        page = _PAGE.format(cookie=COOKIE, token=token, lasts=self._lasts, wait=wait)
        return HTMLResponse(page, self._status, headers={"Server": "guard", "cf-mitigated": "challenge"})
