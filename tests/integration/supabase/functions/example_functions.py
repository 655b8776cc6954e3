"""A server of functions that show what one gets, and how it may end."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import jwt
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from alcove.foundation.clock import SystemClock
from alcove.foundation.ratelimit import MemoryLimitStore, Rule
from alcove.foundation.settings import ServerSettings
from alcove.foundation.telemetry import get_logger
from alcove.foundation.web import Access, Api, build_app, render_plain_error
from alcove.wires.supabase.functions import CallLimiter, Function, FunctionAccess, FunctionRequest, FunctionServer
from alcove.wires.supabase.gateway import ApiKeys, Gateway, GatewaySettings
from alcove.wires.supabase.tokens import TokenSettings, TokenVerifier

SECRET: Final = "a-secret-text-of-more-than-32-characters"
PREFIX: Final = "/functions/v1"
PUBLISHABLE: Final = "sb_publishable_a"
USER_ID: Final = "8f6ad0de-7f2e-4d6b-9a53-0d4c1c1f2a11"
EVERY_METHOD: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


def make_token(role: str, **claims: object) -> str:
    """Return a token that the server accepts."""
    return jwt.encode({"role": role, **claims}, SECRET)


ANON: Final = make_token("anon")
SERVICE: Final = make_token("service_role")
USER: Final = make_token("authenticated", sub=USER_ID)


@dataclass(slots=True)
class Examples:
    """The functions, and what happened in them."""

    cancelled: list[str] = field(default_factory=list)
    running: asyncio.Event = field(default_factory=asyncio.Event)

    def list_functions(self) -> list[Function]:
        """Return the functions."""
        return [
            Function(name="echo", handler=echo, methods=EVERY_METHOD),
            Function(name="open", handler=echo, methods=EVERY_METHOD, verify_jwt=False),
            Function(name="user-only", handler=echo, access=FunctionAccess.USER),
            Function(name="service-only", handler=echo, access=FunctionAccess.SERVICE),
            Function(name="small", handler=echo, body_limit=1000),
            Function(name="upload", handler=measure, streams_body=True, body_limit=3 * 2**20),
            Function(name="limited", handler=echo, limit=Rule(2, 60.0)),
            Function(name="fails", handler=fail),
            Function(name="away", handler=lose_database),
            Function(name="slow", handler=self.wait, seconds=0.2),
            Function(name="waits", handler=self.wait, max_running=1),
            Function(name="stream", handler=self.stream),
            Function(name="breaks", handler=break_off),
            Function(name="text", handler=say),
            Function(name="bytes", handler=send_bytes),
        ]

    def build_server(self) -> Any:
        """Return the ASGI application, behind a gateway as in a server."""
        clock = SystemClock()
        verifier = TokenVerifier(TokenSettings(secret=SECRET), clock=clock)
        server = FunctionServer(
            self.list_functions(),
            verifier=lambda: verifier,
            limiter=CallLimiter(MemoryLimitStore(clock), clock=clock),
            log=get_logger("test"),
            prefix=PREFIX,
        )
        settings = GatewaySettings(keys=ApiKeys(publishable=(PUBLISHABLE,)), requires_key=False)
        api = Api(name="example", title="Example", render_error=render_plain_error)
        gateway = Gateway(server, settings=lambda: settings, verifier=lambda: verifier)
        api.mount(PREFIX, app=gateway, access=Access.PUBLIC, checks_host=False, body_limit=2**40)
        return build_app([api], settings=ServerSettings())

    async def wait(self, request: FunctionRequest) -> Response:
        """Wait until somebody ends the call."""
        self.running.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.append(request.name)
            raise
        return Response()

    async def stream(self, request: FunctionRequest) -> Response:
        """Send events until the client has had enough; with a body, that many."""
        count = int(request.body or b"1000000")

        async def events() -> AsyncIterator[str]:
            try:
                for number in range(count):
                    yield f"data: {number}\n\n"
                    await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                self.cancelled.append(request.name)
                raise

        return StreamingResponse(events(), media_type="text/event-stream")


async def echo(request: FunctionRequest) -> Response:
    """Return what the function got."""
    return JSONResponse(
        {
            "method": request.method,
            "path": request.path,
            "query": list(request.query),
            "type": request.headers.get("content-type"),
            "region": request.headers.get("x-region"),
            "role": request.caller.role if request.caller else None,
            "user": str(request.user_id) if request.user_id else None,
            "client": request.client,
            "body": request.body.decode("latin-1"),
        }
    )


async def measure(request: FunctionRequest) -> Response:
    """Return the length of a body, and of its largest part."""
    sizes = [len(chunk) async for chunk in request.chunks]
    return JSONResponse({"total": sum(sizes), "largest": max(sizes, default=0), "body": len(request.body)})


async def fail(_request: FunctionRequest) -> Response:
    """Fail with an error that says too much."""
    raise RuntimeError("the password is 1234")


async def lose_database(_request: FunctionRequest) -> Response:
    """Fail because the database is starting."""
    raise asyncpg.CannotConnectNowError("the database system is starting up at 10.0.0.1")


async def break_off(_request: FunctionRequest) -> Response:
    """Fail in the middle of the response."""

    async def parts() -> AsyncIterator[bytes]:
        yield json.dumps({"part": 1}).encode()
        raise RuntimeError("the password is 1234")

    return StreamingResponse(parts(), media_type="application/json")


async def say(_request: FunctionRequest) -> Response:
    """Return a text."""
    return PlainTextResponse("hello", status_code=201, headers={"x-own": "1"})


async def send_bytes(_request: FunctionRequest) -> Response:
    """Return bytes."""
    return Response(bytes(range(256)), media_type="application/octet-stream")
