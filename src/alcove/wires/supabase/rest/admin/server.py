"""The ASGI application of the admin server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import Receive, Scope, Send

from alcove.wires.supabase.rest.admin.metrics import CONTENT_TYPE

_METHODS: Final = ("GET", "HEAD")
_JSON: Final = "application/json; charset=utf-8"
_TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes = b""
    content_type: str = _TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminServer:
    """Answers `/live`, `/ready`, `/metrics` and `/schema_cache`.

    `is_live` says whether the main server accepts connections, `is_ready` whether it can also answer requests.
    `dump_schema_cache` returns None before it is loaded. The configuration is not served, because it has secrets.
    """

    is_live: Callable[[], Awaitable[bool]]
    is_ready: Callable[[], Awaitable[bool]]
    dump_schema_cache: Callable[[], Awaitable[bytes | None]]
    render_metrics: Callable[[], str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(scope["path"], scope["method"])
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"content-length", str(len(answer.body)).encode()),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def _answer(self, path: str, method: str) -> _Answer:
        answers = {
            "/live": self._answer_live,
            "/ready": self._answer_ready,
            "/metrics": self._answer_metrics,
            "/schema_cache": self._answer_schema_cache,
        }
        answer = answers.get(path) if method in _METHODS else None
        return _Answer(404) if answer is None else await answer()

    async def _answer_live(self) -> _Answer:
        return _Answer(200 if await self.is_live() else 500)

    async def _answer_ready(self) -> _Answer:
        live = await self._answer_live()
        return live if live.status != 200 or await self.is_ready() else _Answer(503)

    async def _answer_metrics(self) -> _Answer:
        return _Answer(200, self.render_metrics().encode(), CONTENT_TYPE)

    async def _answer_schema_cache(self) -> _Answer:
        dump = await self.dump_schema_cache()
        return _Answer(503) if dump is None else _Answer(200, dump, _JSON)
