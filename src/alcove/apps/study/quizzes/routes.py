"""`/api/quizzes` and the attempts of quizzes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.quizzes.attempts import Attempts
from alcove.apps.study.quizzes.errors import AttemptEnded, AttemptRunning, NoQuestions, QuizNotFound, read_id
from alcove.apps.study.quizzes.model import MAX_BODY
from alcove.apps.study.quizzes.schemas import (
    AnswersBody,
    AttemptListBody,
    PageQuery,
    QuizBody,
    QuizChangeBody,
    QuizListBody,
    QuizListQuery,
    QuizQuery,
    ShownAttempt,
    ShownQuiz,
)
from alcove.apps.study.quizzes.service import Quizzes
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BodyTooLarge, CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call, ResponseSpec

LIST_PATHS: Final = ("/api/quizzes", "/api/study/quizzes")
PATHS: Final = tuple(f"{path}/{{id}}" for path in LIST_PATHS)
ATTEMPTS_PATHS: Final = tuple(f"{path}/attempts" for path in PATHS)
ATTEMPT_PATHS: Final = tuple(f"{path}/{{attempt_id}}" for path in ATTEMPTS_PATHS)
SUBMIT_PATHS: Final = tuple(f"{path}/submit" for path in ATTEMPT_PATHS)
HISTORY_PATHS: Final = ("/api/quiz-attempts", "/api/study/quiz-attempts")
_CALLER: Final = (NotSignedIn, NotAllowed)
_WRITE: Final = (*_CALLER, CrossOriginForbidden, InvalidFields, BodyTooLarge)
_CREATED: Final = 201


class QuizEndpoints:
    """The handlers of quizzes."""

    def __init__(self, quizzes: Quizzes, *, callers: CallerIdentifier) -> None:
        self._quizzes = quizzes
        self._callers = callers

    async def list(self, call: Call[QuizListQuery, None]) -> bytes:
        """Return a page of quizzes."""
        user_id = (await self._callers.identify(call)).user.id
        query = call.query
        subject_id = _read_subject(query.subject_id)
        return await self._quizzes.list(user_id, subject_id=subject_id, limit=query.limit, offset=query.offset)

    async def add(self, call: Call[None, dict[str, Any]]) -> ShownQuiz:
        """Add a quiz."""
        return await self._quizzes.add((await self._callers.identify(call)).user.id, call.body)

    async def find(self, call: Call[QuizQuery, None]) -> ShownQuiz:
        """Return a quiz."""
        user_id = (await self._callers.identify(call)).user.id
        return await self._quizzes.show(read_id(call.path), user_id=user_id, has_answers=call.query.answers)

    async def change(self, call: Call[None, dict[str, Any]]) -> ShownQuiz:
        """Change the fields that are sent."""
        return await self._change(call, replaces=False)

    async def replace(self, call: Call[None, dict[str, Any]]) -> ShownQuiz:
        """Replace all fields."""
        return await self._change(call, replaces=True)

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete a quiz with its attempts."""
        user_id = (await self._callers.identify(call)).user.id
        await self._quizzes.delete(read_id(call.path), user_id=user_id)
        return Response(status_code=204)

    async def _change(self, call: Call[None, dict[str, Any]], *, replaces: bool) -> ShownQuiz:
        user_id = (await self._callers.identify(call)).user.id
        return await self._quizzes.change(read_id(call.path), user_id=user_id, body=call.body, replaces=replaces)


class AttemptEndpoints:
    """The handlers of attempts."""

    def __init__(self, attempts: Attempts, *, callers: CallerIdentifier) -> None:
        self._attempts = attempts
        self._callers = callers

    async def start(self, call: Call[None, None]) -> Response:
        """Start an attempt, or return the one that is running."""
        user_id = (await self._callers.identify(call)).user.id
        attempt, is_new = await self._attempts.start(read_id(call.path), user_id=user_id)
        body = msgspec.json.encode(attempt)
        return Response(body, status_code=_CREATED if is_new else 200, media_type="application/json")

    async def list(self, call: Call[PageQuery, None]) -> bytes:
        """Return a page of attempts, of one quiz or of all."""
        user_id = (await self._callers.identify(call)).user.id
        quiz_id = read_id(call.path) if "id" in call.path else None
        return await self._attempts.list(user_id, quiz_id=quiz_id, limit=call.query.limit, offset=call.query.offset)

    async def find(self, call: Call[None, None]) -> ShownAttempt:
        """Return an attempt."""
        return await self._attempts.find(**await self._read_ids(call))

    async def save(self, call: Call[None, dict[str, Any]]) -> ShownAttempt:
        """Store answers."""
        return await self._attempts.save(**await self._read_ids(call), answers=call.body.get("answers"))

    async def submit(self, call: Call[None, dict[str, Any]]) -> ShownAttempt:
        """End an attempt."""
        return await self._attempts.submit(**await self._read_ids(call), answers=call.body.get("answers", {}))

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete an attempt."""
        await self._attempts.delete(**await self._read_ids(call))
        return Response(status_code=204)

    async def _read_ids(self, call: Call[Any, Any]) -> Mapping[str, UUID]:
        user_id = (await self._callers.identify(call)).user.id
        attempt_id = read_id(call.path, "attempt_id")
        return {"attempt_id": attempt_id, "quiz_id": read_id(call.path), "user_id": user_id}


def register_quizzes(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    quizzes = Quizzes(deps.pool, clock=deps.clock)
    endpoints = QuizEndpoints(quizzes, callers=callers)
    attempts = AttemptEndpoints(Attempts(deps.pool, quizzes=quizzes, clock=deps.clock), callers=callers)
    for api in apis:
        _add_quizzes(api, endpoints)
        _add_quiz(api, endpoints)
        _add_attempts(api, attempts)
        _add_attempt(api, attempts)


def _add_quizzes(api: Api, endpoints: QuizEndpoints) -> None:
    api.route(
        "GET", *LIST_PATHS, query=QuizListQuery, response_model=QuizListBody, errors=(*_CALLER, InvalidFields),
        access=Access.PUBLIC, summary="The quizzes of the account, the newest first",
    )(endpoints.list)  # fmt: skip
    api.route(
        "POST", *LIST_PATHS, body=dict[str, Any], raw_body=QuizBody, body_limit=MAX_BODY, status=_CREATED,
        response_model=ShownQuiz, errors=_WRITE, access=Access.PUBLIC, summary="Add a quiz",
    )(endpoints.add)  # fmt: skip


def _add_quiz(api: Api, endpoints: QuizEndpoints) -> None:
    api.route(
        "GET", *PATHS, query=QuizQuery, response_model=ShownQuiz, errors=(*_CALLER, QuizNotFound, AttemptRunning),
        access=Access.PUBLIC, summary="A quiz; with `answers=true` its answers, unless an attempt is running",
    )(endpoints.find)  # fmt: skip
    for method, handler, body, summary in (
        ("PATCH", endpoints.change, QuizChangeBody, "Change the fields of a quiz that are sent"),
        ("PUT", endpoints.replace, QuizBody, "Replace a quiz"),
    ):
        api.route(
            method, *PATHS, body=dict[str, Any], raw_body=body, body_limit=MAX_BODY, response_model=ShownQuiz,
            errors=(*_WRITE, QuizNotFound), access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip
    api.route(
        "DELETE", *PATHS, status=204, errors=(*_CALLER, CrossOriginForbidden, QuizNotFound), access=Access.PUBLIC,
        summary="Delete a quiz with its attempts",
    )(endpoints.delete)  # fmt: skip


def _add_attempts(api: Api, endpoints: AttemptEndpoints) -> None:
    api.route(
        "POST", *ATTEMPTS_PATHS, status=_CREATED, response_model=ShownAttempt,
        responses=[ResponseSpec(200, "An attempt of the quiz is running already.", model=ShownAttempt)],
        errors=(*_CALLER, CrossOriginForbidden, QuizNotFound, NoQuestions), access=Access.PUBLIC,
        summary="Start an attempt: its questions have no answers until it ends",
    )(endpoints.start)  # fmt: skip
    api.route(
        "GET", *ATTEMPTS_PATHS, query=PageQuery, response_model=AttemptListBody, errors=(*_CALLER, QuizNotFound),
        access=Access.PUBLIC, summary="The attempts of a quiz, the newest first",
    )(endpoints.list)  # fmt: skip
    api.route(
        "GET", *HISTORY_PATHS, query=PageQuery, response_model=AttemptListBody, errors=_CALLER, access=Access.PUBLIC,
        summary="The attempts of all quizzes of the account, the newest first",
    )(endpoints.list)  # fmt: skip


def _add_attempt(api: Api, endpoints: AttemptEndpoints) -> None:
    api.route(
        "GET", *ATTEMPT_PATHS, response_model=ShownAttempt, errors=(*_CALLER, QuizNotFound), access=Access.PUBLIC,
        summary="An attempt; when it has ended with its result and the right answers",
    )(endpoints.find)  # fmt: skip
    for method, paths, handler, summary in (
        ("PATCH", ATTEMPT_PATHS, endpoints.save, "Store answers of a running attempt"),
        ("POST", SUBMIT_PATHS, endpoints.submit, "End an attempt, perhaps with further answers, and score it"),
    ):
        api.route(
            method, *paths, body=dict[str, Any], raw_body=AnswersBody, body_limit=MAX_BODY, response_model=ShownAttempt,
            errors=(*_WRITE, QuizNotFound, AttemptEnded), access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip
    api.route(
        "DELETE", *ATTEMPT_PATHS, status=204, errors=(*_CALLER, CrossOriginForbidden, QuizNotFound),
        access=Access.PUBLIC, summary="Delete an attempt",
    )(endpoints.delete)  # fmt: skip


def _read_subject(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidFields({"subject_id": "is not the id of a subject"}) from None
