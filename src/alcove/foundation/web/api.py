"""Declarations of an app's endpoints: their input, their responses, and the format of its errors."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message

from alcove.foundation.errors import AppError, BadRequest
from alcove.foundation.web.access import SAFE_METHODS, Access, Principal
from alcove.foundation.web.bodies import limit_body, read_body
from alcove.foundation.web.queries import query_reader

Q = TypeVar("Q")
B = TypeVar("B")
Handler = Callable[[Any], Awaitable[object]]
H = TypeVar("H", bound=Handler)
RenderError = Callable[[AppError, str], Response]
TranslateError = Callable[[AppError, str], AppError]
Changes = bool | Callable[[Any], bool]

_reader = lru_cache(maxsize=64)(query_reader)


def openapi_required(**schema: object) -> dict[str, object]:
    """Return the `extra` of a field's Meta that marks the field as required in OpenAPI.

    Such a field has a default only so that the handler can raise its own error. `schema` extends its JSON schema.
    """
    return {"required": True, "schema": schema}


def openapi_schema(**schema: object) -> dict[str, object]:
    """Return the `extra` of a field's Meta that extends its JSON schema by what the handler checks itself."""
    return {"schema": schema}


class BodyRequest(Request):
    """A request whose body can be read as it was sent, also where the endpoint has decoded it or reads it later."""

    async def read_sent_body(self, *, limit: int) -> bytes:
        """Return the whole body; BodyTooLarge, BodyTimeout. What reads the request afterwards gets it once more."""
        decoded: bytes | None = self.scope.get("alcove.body")
        if decoded is not None:
            return decoded
        body = await read_body(limit_body(self._receive, limit=limit))
        # A read is repeated after an error of the database, and its body does not arrive again.
        self.scope["alcove.body"] = body
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        receive = self._receive

        async def receive_again() -> Message:
            return messages.pop() if messages else await receive()

        self._receive = receive_again
        return body


class Call(msgspec.Struct, Generic[Q, B], frozen=True):
    """One request with its decoded query and body."""

    request: BodyRequest
    query: Q
    body: B
    path: Mapping[str, str]

    @property
    def principal(self) -> Principal:
        """The caller; not available at public endpoints."""
        principal: Principal = self.request.scope["alcove.principal"]
        return principal

    @property
    def is_still_authorized(self) -> Callable[[], Awaitable[bool]]:
        """Function that returns whether the caller may still read a streamed response; not at public endpoints."""
        check: Callable[[], Awaitable[bool]] = self.request.scope["alcove.is_still_authorized"]
        return check

    @property
    def raw_path(self) -> str:
        """The path exactly as it was sent: percent escapes are not decoded."""
        scope = self.request.scope
        raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        return raw.decode("latin-1")


@dataclass(frozen=True, slots=True)
class ResponseSpec:
    """A documented response besides the success: its body, media types and headers.

    A header whose description begins with `If` is optional.
    """

    status: int
    description: str
    model: object = None
    media_type: str | tuple[str, ...] = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What a success tells about another endpoint: its method and path, and the values of its parameters.

    A value is a runtime expression of OpenAPI, such as `$response.body#/id` or `$request.query.id`.
    """

    endpoint: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SignInErrors:
    """How OpenAPI describes the sign-in of an app that has errors of its own for it.

    `errors` can be the response of every endpoint that is not public, `change_errors` of those that change something.
    """

    errors: tuple[type[AppError], ...]
    change_errors: tuple[type[AppError], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint and its documentation; paths after the first are aliases."""

    app: str
    method: str
    paths: tuple[str, ...]
    handler: Handler
    query: type | None = None
    body: type | None = None
    form: bool = False
    response_model: object = None
    status: int = 200
    errors: tuple[type[AppError], ...] = ()
    summary: str = ""
    media_type: str | tuple[str, ...] = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    responses: tuple[ResponseSpec, ...] = ()
    links: tuple[Link, ...] = ()
    raw_body: object = None
    body_required: bool = False
    access: Access
    changes: Changes = False
    same_site_only: bool = False
    body_limit: int | None = None

    def is_change(self, query: bytes) -> bool:
        """Return whether a request with this query string changes something."""
        if not callable(self.changes):
            return self.changes or self.method not in SAFE_METHODS
        if self.query is None:
            return self.changes(None)
        # The reader of the endpoint itself: with another one, a query could mean one thing here and another there.
        try:
            return self.changes(_reader(self.query)(query))
        except BadRequest:
            # The endpoint refuses it in the same way.
            return False


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted ASGI application and its path prefix; it serves websockets, too.

    `checks_host` is False for a protocol that authenticates every request by itself and serves pages of any origin.
    `body_limit` replaces the server's limit of request bodies, in bytes.
    """

    path: str
    app: ASGIApp
    access: Access
    app_name: str
    checks_host: bool = True
    body_limit: int | None = None


class ErrorBody(msgspec.Struct, frozen=True):
    """An error response; `code` is stable, `error` is for people."""

    error: str
    code: str
    request_id: str


class Api:
    """The endpoints of one app and the format of its errors."""

    def __init__(
        self,
        *,
        name: str,
        title: str,
        render_error: RenderError,
        error_body: type = ErrorBody,
        sign_in: SignInErrors | None = None,
        translate_error: TranslateError | None = None,
        csp_report_path: str = "",
    ) -> None:
        """Create an API without routes.

        `error_body` is the documented type of what `render_error` renders. `translate_error` replaces an error of the
        server at a path, such as SignInRequired, by one of the app. `csp_report_path` is where browsers report what the
        content security policy of a page has blocked.
        """
        self.name = name
        self.csp_report_path = csp_report_path
        self.title = title
        self.render_error = render_error
        self.error_body = error_body
        self.sign_in = sign_in
        self.translate_error = translate_error
        self.routes: list[Route] = []
        self.mounts: list[Mount] = []

    def mount(
        self, *paths: str, app: ASGIApp, access: Access, checks_host: bool = True, body_limit: int | None = None
    ) -> None:
        """Mount an ASGI application at these paths, for requests and websockets.

        Host and access are checked before; the application checks origins itself. Without `checks_host` any host name
        is accepted: the application must then authenticate requests by credentials that a browser does not add by
        itself. An AppError that the application raises before its response has started is rendered like any other.
        """
        self.mounts += (
            Mount(path, app, access, self.name, checks_host=checks_host, body_limit=body_limit) for path in paths
        )

    def route(  # noqa: PLR0913 - each argument documents an aspect of the endpoint
        self,
        method: str,
        *paths: str,
        access: Access,
        changes: Changes = False,
        same_site_only: bool = False,
        query: type | None = None,
        body: type | None = None,
        form: bool = False,
        response_model: object = None,
        status: int = 200,
        errors: Sequence[type[AppError]] = (),
        summary: str = "",
        media_type: str | tuple[str, ...] = "application/json",
        headers: Mapping[str, str] | None = None,
        responses: Sequence[ResponseSpec] = (),
        links: Sequence[Link] = (),
        raw_body: object = None,
        body_required: bool = False,
        body_limit: int | None = None,
    ) -> Callable[[H], H]:
        """Declare an endpoint; every path matches with and without a trailing slash.

        `{name}` matches one path segment, `{name:path}` the rest of the path (a handler of such a path reads
        `call.raw_path` and checks it itself). The handler returns JSON as bytes, a value to encode as JSON, or a
        Starlette response. `changes` says that a GET changes something: pages of other sites may not cause it, and HEAD
        is not allowed. It may be a function of the decoded query, when only some queries change something.
        `same_site_only` keeps these pages from a read that costs something, too. `body_limit` replaces the server's
        limit of request bodies, in bytes; a handler without `body` reads the request as it arrives.

        Only for OpenAPI: media types after the first, `headers` of the success with their descriptions, `responses`
        besides it, `links` from it, and `raw_body`, the JSON body that the handler reads itself (`body_required` if it
        must be sent).
        """
        if not paths or not all(path.startswith("/") for path in paths):
            raise ValueError(f"a route needs paths that start with a slash, not {paths!r}")

        def declare(handler: H) -> H:
            route = Route(
                app=self.name, method=method.upper(), paths=paths, handler=handler, access=access, changes=changes,
                same_site_only=same_site_only, query=query, body=body, form=form, raw_body=raw_body,
                body_required=body_required, response_model=response_model, status=status, media_type=media_type,
                headers=headers or {}, responses=tuple(responses), links=tuple(links), errors=tuple(errors),
                summary=summary, body_limit=body_limit,
            )  # fmt: skip
            self.routes.append(route)
            return handler

        return declare
