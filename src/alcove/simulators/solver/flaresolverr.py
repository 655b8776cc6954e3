"""The HTTP service in front of a browser, as FlareSolverr 3 speaks; it opens nothing, its guard gives the tokens."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Behaviour: TypeAlias = Literal["ok", "cookies_only", "no_cookies", "error_500", "error_200", "slow", "garbage"]

USER_AGENT: Final = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
VERSION: Final = "3.4.6"


@dataclass(slots=True)
class FlareSolverrSimulator:
    """An ASGI app; `token` gives the clearance that a User-Agent earns, `behaviours` come in turn, the last stays."""

    token: Callable[[str], str] = lambda _agent: "token"
    behaviours: list[Behaviour] = field(default_factory=lambda: ["ok"])
    expiry_name: str = "expiry"
    lasts: float = 1800.0
    slow_seconds: float = 3600.0
    user_agent: str = USER_AGENT
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Every command as it came."""
    sessions: set[str] = field(default_factory=set)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        await (await self._answer(Request(scope, receive)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path != "/v1" or request.method != "POST":
            return JSONResponse({"msg": "FlareSolverr is ready!", "version": VERSION, "userAgent": self.user_agent})
        command: dict[str, Any] = await request.json()
        self.asked.append(command)
        if str(command.get("cmd", "")).startswith("sessions."):
            return self._session(command)
        behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        if behaviour == "slow":
            await asyncio.sleep(self.slow_seconds)
        if behaviour == "garbage":
            return Response("<html>Bad Gateway</html>", 502)
        if behaviour in ("error_500", "error_200"):
            status = 500 if behaviour == "error_500" else 200
            return self._error("Error solving the challenge. Timeout after 60.0 seconds.", status)
        if command.get("session") and command["session"] not in self.sessions:
            return self._error("This session does not exist.", 500)
        return self._said("Challenge solved!", solution=self._solution(command, behaviour))

    def _session(self, command: dict[str, Any]) -> Response:
        name = str(command.get("session", "made-up"))
        if command["cmd"] == "sessions.create":
            self.sessions.add(name)
            return self._said("Session created successfully.", session=name)
        if command["cmd"] == "sessions.list":
            return self._said("", sessions=sorted(self.sessions))
        if name not in self.sessions:
            return self._error("The session doesn't exist.", 500)
        self.sessions.discard(name)
        return self._said("The session has been removed.")

    def _solution(self, command: dict[str, Any], behaviour: Behaviour) -> dict[str, Any]:
        host = urlsplit(command["url"]).hostname
        cookie = {
            "name": "cf_clearance", "value": self.token(self.user_agent), "domain": host, "path": "/",
            self.expiry_name: int(time.time() + self.lasts), "httpOnly": True, "secure": False, "sameSite": "None",
        }  # fmt: skip
        stray = {"name": "tracker", "value": "x", "domain": ".elsewhere.example", "path": "/"}
        cookies = [] if behaviour == "no_cookies" else [stray, cookie]
        only = behaviour == "cookies_only" or command.get("returnOnlyCookies") is True
        page = {} if only else {"headers": {}, "response": "<html><body>the page</body></html>"}
        return {"url": command["url"], "status": 200, "cookies": cookies, "userAgent": self.user_agent, **page}

    def _said(self, message: str, **more: Any) -> Response:
        return JSONResponse(self._body("ok", message) | more)

    def _error(self, message: str, status: int) -> Response:
        return JSONResponse(self._body("error", message), status)

    def _body(self, status: str, message: str) -> dict[str, Any]:
        now = int(time.time() * 1000)
        return {"status": status, "message": message, "startTimestamp": now, "endTimestamp": now, "version": VERSION}
