"""A server with the endpoints of answers, and one that asks a scripted producer.

As a program, `answer_app.py DSN FOLDER PORT`, it is an api process like any other, which its parent may kill or stop.
"""

import asyncio
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jwt
import msgspec
import uvloop

from alcove.apps.study.answers import AnswerStream, open_answer_stream
from alcove.apps.study.answers.model import (
    AnswerProducer,
    AnswerService,
    NewAnswer,
    ProducerEnd,
    ReasoningIncrement,
    TextIncrement,
)
from alcove.apps.study.answers.routes import register_answers
from alcove.apps.study.answers.service import StoredAnswers
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.native_api import NativeErrorBody, render_native_error
from alcove.apps.study.native_callers import build_callers
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.signed_requests import build_signed_calls
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError
from alcove.foundation.telemetry import configure_logging
from alcove.foundation.web import Access, Api, Call, build_app
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from alcove.main.http_server import serve_http
from alcove.main.stop_signals import stop_event

SECRET: Final = "the secret with which the tests of answers sign"


class NoProvider(AppError):
    """The providers are away."""

    status = 503
    code = "AI_PROVIDER_ERROR"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the producer makes: so many pieces, each after a pause in seconds, and how it ends."""

    id: str
    pieces: tuple[str, ...] = ()
    reasoning: str = ""
    pause: float = 0.0
    grace: float = 15.0
    session_id: uuid.UUID | None = None
    ends: str = "complete"


def token(account: uuid.UUID) -> str:
    """Return an access token."""
    claims = {"sub": str(account), "role": "authenticated", "aud": "authenticated", "exp": 4_000_000_000}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def settings(dsn: str, folder: Path) -> Mapping[str, str]:
    """Return the environment of a server."""
    return {"DATABASE_URL": dsn, "ALCOVE_DATA_DIR": str(folder), "STUDY_JWT_SECRET": SECRET, "LOG_LEVEL": "WARNING"}


def build_answer_app(deps: Deps, answers: AnswerService) -> Any:
    """Return the application."""
    key_store = KeyStore(deps.load(StudySettings), data_dir=deps.data_dir, clock=deps.clock)
    callers = build_callers(deps, key_store=key_store, find_signer=build_signed_calls(deps).identify)
    api = Api(name="study", title="Answers", render_error=render_native_error, error_body=NativeErrorBody)
    register_answers([api], lambda: answers, callers=callers)

    @api.route("POST", "/api/ai/chat", body=Question, access=Access.PUBLIC, summary="Ask")
    async def ask(call: Call[None, Question]) -> AnswerStream:
        caller = await callers.identify(call)
        question = call.body
        new = NewAnswer(
            id=question.id,
            user_id=caller.user.id,
            question="Why?",
            session_id=question.session_id,
            grace=question.grace,
        )
        reader = await answers.start(new, run_script(question))
        return await open_answer_stream(reader, answer_id=question.id, receive=call.request.receive)

    return build_app([api], settings=deps.server)


async def run_script(question: Question) -> AnswerProducer:
    """Make the answer to a question."""
    if question.reasoning:
        yield ReasoningIncrement(question.reasoning)
    for piece in question.pieces:
        await asyncio.sleep(question.pause)
        yield TextIncrement(piece)
    if question.ends == "wait":
        await asyncio.sleep(600)
    elif question.ends == "fail":
        raise NoProvider("No AI provider answers.")
    elif question.ends == "complete":
        yield ProducerEnd(
            payload={
                "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
                "metadata": {"request_id": question.id, "actual_provider": "openai"},
            },
            is_complete=True,
        )


async def serve(dsn: str, folder: Path, port: int) -> None:
    """Serve until a signal."""
    stop = stop_event()
    configuration = read_configuration(settings(dsn, folder))
    configure_logging(level=configuration.server.log_level, style=configuration.server.log_format)
    async with open_deps(configuration, dsn, name="answers", stopping=stop) as deps:
        answers = StoredAnswers(deps)
        answers.watch()
        await serve_http(
            build_answer_app(deps, answers), listen=["127.0.0.1"], port=port, stop=stop, shutdown_timeout=4.0
        )


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
