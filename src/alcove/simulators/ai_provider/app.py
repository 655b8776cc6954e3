"""Builds and runs the simulator: three dialects on one port, below any base path."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alcove.foundation.clock import Clock, SystemClock
from alcove.simulators.ai_provider import control
from alcove.simulators.ai_provider.answers import answer_tokens
from alcove.simulators.ai_provider.anthropic_wire import AnthropicWire
from alcove.simulators.ai_provider.behaviours import Script
from alcove.simulators.ai_provider.google_wire import GoogleWire
from alcove.simulators.ai_provider.openai_wire import OpenAiWire
from alcove.simulators.ai_provider.sending import ScriptedResponse
from alcove.simulators.ai_provider.simulator import Simulator, simulator_of
from alcove.simulators.ai_provider.wire import Answer, Question, Refusal, Wire
from alcove.simulators.hosting import serve_app

MAX_BODY_BYTES: Final = 8 * 1024 * 1024


def build(*, clock: Clock | None = None) -> Starlette:
    """Return the app; tests in the same process control its `state.simulator`."""
    chat, messages, google = _endpoint(OpenAiWire()), _endpoint(AnthropicWire()), _endpoint(GoogleWire())
    app = Starlette(
        routes=[
            *control.ROUTES,
            Route("/{base:path}/chat/completions", chat, methods=["POST"]),
            Route("/{base:path}/messages", messages, methods=["POST"]),
            Route("/{base:path}/models/{model}:generateContent", google, methods=["POST"]),
            Route("/{base:path}/models/{model}:streamGenerateContent", google, methods=["POST"]),
        ]
    )
    app.router.redirect_slashes = False
    app.state.simulator = Simulator(clock or SystemClock())
    return app


async def run(script: Script, *, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Serve until cancelled, by a first script; call `ready` with the base URL once it answers.

    Port 0 selects a free port.
    """
    app = build()
    app.state.simulator.scripts.add(script)
    async with serve_app(app, host=host, port=port) as base_url:
        if ready is not None:
            ready(base_url)
        await asyncio.Event().wait()


def _endpoint(wire: Wire) -> Callable[[Request], Awaitable[Response]]:
    async def answer_request(request: Request) -> Response:
        simulator, body = simulator_of(request), _decode(await _read_body(request))
        key, base = wire.read_key(request), f"/{request.path_params['base']}"
        entry = simulator.log.start(
            dialect=wire.name,
            base=base,
            path=request.url.path,
            query=request.url.query,
            client=":".join(map(str, request.client or ())),
            headers=dict(request.headers),
            body=body,
            key=key,
        )
        try:
            question = _read_question(wire, request, body=body)
        except Refusal as refusal:
            entry.status = refusal.status
            simulator.log.finish(entry, "answered")
            return control.json_response(wire.error_body(refusal), status=refusal.status)
        behaviour = simulator.scripts.next_behaviour(dialect=wire.name, key=key, base=base)
        answer = Answer(
            number=next(simulator.numbers),
            question=question,
            finish=behaviour.finish_reason,
            reasoning=behaviour.reasoning,
            has_usage=behaviour.usage,
            at=int(simulator.clock.now().timestamp()),
        )
        return ScriptedResponse(
            wire=wire, behaviour=behaviour, answer=answer, tokens=answer_tokens(behaviour, question), entry=entry,
            log=simulator.log, clock=simulator.clock,
        )  # fmt: skip

    return answer_request


def _read_question(wire: Wire, request: Request, *, body: Any) -> Question:
    if not isinstance(body, dict):
        raise Refusal(400, "We could not parse the JSON body of your request.")
    return wire.read_question(request, body)


async def _read_body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BODY_BYTES:
            return b""
    return bytes(content)


def _decode(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
