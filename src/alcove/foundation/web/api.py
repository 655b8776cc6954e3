"""An app's endpoints, declared: what goes in, what comes out, and how its errors look."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from alcove.foundation.errors import AppError
from alcove.foundation.web.access import Access, Principal

Q = TypeVar("Q")
B = TypeVar("B")
Handler = Callable[[Any], Awaitable[object]]
H = TypeVar("H", bound=Handler)
RenderError = Callable[[AppError, str], Response]
TranslateError = Callable[[AppError, str], AppError]


def needed(**schema: object) -> dict[str, object]:
    """Return the `extra` of a field's Meta: it has a default only so that leaving it out gets words of its own.

    The description says that it is required, and with `schema` what it may be.
    """
    return {"needed": True, "schema": schema}


def only(**schema: object) -> dict[str, object]:
    """Return the `extra` of a field's Meta: the description says by `schema` what its handler takes of the type."""
    return {"schema": schema}


@dataclass(frozen=True, slots=True)
class Call(Generic[Q, B]):
    """One request, decoded."""

    request: Request
    query: Q
    body: B
    path: Mapping[str, str]

    @property
    def principal(self) -> Principal:
        """Who is calling; only at an endpoint that is not public."""
        principal: Principal = self.request.scope["alcove.principal"]
        return principal

    @property
    def is_still_admitted(self) -> Callable[[], Awaitable[bool]]:
        """What tells whether the caller may still read an answer that goes on; not at a public endpoint."""
        check: Callable[[], Awaitable[bool]] = self.request.scope["alcove.is_still_admitted"]
        return check

    @property
    def raw_path(self) -> str:
        """The path exactly as it was sent: its percent escapes undecoded, malformed ones included."""
        scope = self.request.scope
        raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        return raw.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Reply:
    """A documented answer besides the plain success: its body, media types and headers.

    A header whose meaning begins with `If` is not always there.
    """

    status: int
    meaning: str
    answers: object = None
    media_type: str | tuple[str, ...] = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What an app says of sign-in in the description, where its words are its own.

    `errors` is what every endpoint may answer to strangers, `change_errors` what those may that change something.
    """

    errors: tuple[type[AppError], ...]
    change_errors: tuple[type[AppError], ...] = ()


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
    media_type: str | tuple[str, ...] = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    reads: object = None
    needs_body: bool = False
    access: Access
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Mount:
    """A foreign ASGI application and the path below which it answers, websockets included."""

    path: str
    app: ASGIApp
    access: Access
    owner: str


class ErrorBody(msgspec.Struct, frozen=True):
    """An answer that is not a success; `code` is stable, the words are for people."""

    error: str
    code: str
    request_id: str


class Api:
    """The endpoints of one app and the shape of its errors."""

    def __init__(
        self,
        *,
        name: str,
        title: str,
        render_error: RenderError,
        error_body: type = ErrorBody,
        sign_in: SignIn | None = None,
        translate_error: TranslateError | None = None,
    ) -> None:
        """Take the app's name, how its errors are rendered, and for the description the shape of that.

        `translate_error` returns the app's own error for one of the server's at a path, such as SignInNeeded.
        """
        self.name = name
        self.title = title
        self.render_error = render_error
        self.error_body = error_body
        self.sign_in = sign_in
        self.translate_error = translate_error
        self.routes: list[Route] = []
        self.mounts: list[Mount] = []

    def mount(self, *paths: str, app: ASGIApp, access: Access) -> None:
        """Hand every request and websocket at these paths and below them to a foreign application.

        Host and access are checked before; which web pages may talk to it, it decides itself. An AppError that it
        raises before its answer has begun is rendered as one.
        """
        self.mounts += (Mount(path, app, access, self.name) for path in paths)

    def route(  # noqa: PLR0913 - each argument documents one side of the endpoint
        self,
        method: str,
        *paths: str,
        access: Access,
        changes: bool = False,
        query: type | None = None,
        body: type | None = None,
        form: bool = False,
        answers: object = None,
        status: int = 200,
        errors: Sequence[type[AppError]] = (),
        summary: str = "",
        media_type: str | tuple[str, ...] = "application/json",
        headers: Mapping[str, str] | None = None,
        replies: Sequence[Reply] = (),
        reads: object = None,
        needs_body: bool = False,
    ) -> Callable[[H], H]:
        """Declare an endpoint; every path is served with and without a slash at its end.

        `{name}` takes one path segment, `{name:path}` all that is left (a handler of such a path reads
        `call.raw_path` and checks it itself). The handler returns JSON as bytes, a value to encode as
        JSON, or a Starlette response. `access` says whom it answers, `changes` that a GET changes something, so that
        no page of another site may cause it and HEAD is refused.

        For the description alone are: further media types of an answer behind the first, `headers` that a success
        has by their meaning, `replies` besides the success, and `reads`, the JSON body that the handler reads itself
        and with `needs_body` cannot do without.
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
                    headers=headers or {},
                    replies=tuple(replies),
                    reads=reads,
                    needs_body=needs_body,
                    access=access,
                    changes=changes,
                )
            )
            return handler

        return declare
