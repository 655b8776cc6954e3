"""An app's endpoints, declared: what goes in, what comes out, and how its errors look."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from alcove.foundation.errors import AppError

Q = TypeVar("Q")
B = TypeVar("B")
Handler = Callable[[Any], Awaitable[object]]
H = TypeVar("H", bound=Handler)
RenderError = Callable[[AppError, str], Response]


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """One request, decoded."""

    request: Request
    query: Q
    body: B
    path: Mapping[str, str]

    @property
    def raw_path(self) -> str:
        """The path exactly as it was sent: its percent escapes undecoded, malformed ones included."""
        scope = self.request.scope
        raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        return raw.decode("latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint and its documentation; the first path names it, the others are aliases."""

    app: str
    method: str
    paths: tuple[str, ...]
    handler: Handler
    query: type | None = None
    body: type | None = None
    form: bool = False
    answers: object = None
    status: int = 200
    errors: tuple[type[AppError], ...] = ()
    summary: str = ""
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Mount:
    """A foreign ASGI application and the path below which it answers, websockets included."""

    path: str
    app: ASGIApp


class Api:
    """The endpoints of one app and the shape of its errors."""

    def __init__(self, *, name: str, title: str, render_error: RenderError) -> None:
        self.name = name
        self.title = title
        self.render_error = render_error
        self.routes: list[Route] = []
        self.mounts: list[Mount] = []

    def mount(self, *paths: str, app: ASGIApp) -> None:
        """Hand every request and websocket at these paths and below them to a foreign application.

        Host and token are checked before; which web pages may talk to it, it decides itself. An AppError that it
        raises before its answer has begun is told as one.
        """
        self.mounts += (Mount(path, app) for path in paths)

    def route(  # noqa: PLR0913 - each argument documents one side of the endpoint
        self,
        method: str,
        *paths: str,
        query: type | None = None,
        body: type | None = None,
        form: bool = False,
        answers: object = None,
        status: int = 200,
        errors: Sequence[type[AppError]] = (),
        summary: str = "",
        media_type: str = "application/json",
    ) -> Callable[[H], H]:
        """Declare an endpoint; every path is served with and without a slash at its end.

        `{name}` takes one path segment, `{name:path}` all that is left (a handler of such a path reads
        `call.raw_path` and checks it itself). The handler returns JSON as bytes, a value to encode as
        JSON, or a Starlette response.
        """
        if not paths or not all(path.startswith("/") for path in paths):
            raise ValueError(f"a route needs paths that start with a slash, not {paths!r}")

        def declare(handler: H) -> H:
            self.routes.append(
                Route(
                    app=self.name,
                    method=method.upper(),
                    paths=paths,
                    handler=handler,
                    query=query,
                    body=body,
                    form=form,
                    answers=answers,
                    status=status,
                    errors=tuple(errors),
                    summary=summary,
                    media_type=media_type,
                )
            )
            return handler

        return declare
