"""`/api/exports/{name}` and `/api/quizzes/{id}/export`."""

import math
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.exports.model import ExportName
from alcove.apps.study.exports.quiz_file import describe_quiz
from alcove.apps.study.exports.rendering import ExportFailed
from alcove.apps.study.exports.schemas import ExportFormat, ListExportBody, ListExportQuery
from alcove.apps.study.exports.service import Exports
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.apps.study.quizzes import AttemptRunning, QuizNotFound, Quizzes, ShownQuiz, read_id, write_csv
from alcove.foundation.clock import Clock
from alcove.foundation.deps import Deps
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.web import Access, Api, Call

MEDIA_TYPES: Final = {
    ExportFormat.JSON: "application/json",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PDF: "application/pdf",
}
_ERRORS: Final = (NotSignedIn, NotAllowed, InvalidFields, LimitReached, ExportFailed)
_HEADERS: Final = {"Content-Disposition": "Suggests a file name."}
_PDFS: Final = Rule(20, 60.0)
"""PDFs of one account in a minute: each is a process."""


class ExportEndpoints:
    """The handlers of the endpoints."""

    def __init__(
        self, exports: Exports, *, quizzes: Quizzes, clock: Clock, limits: LimitStore, callers: CallerIdentifier
    ) -> None:
        self._exports = exports
        self._quizzes = quizzes
        self._clock = clock
        self._limits = limits
        self._callers = callers

    async def export(self, call: Call[ListExportQuery, None]) -> Response:
        """Return a list as a file."""
        user_id = (await self._callers.identify(call)).user.id
        try:
            name = ExportName(call.path["name"])
        except ValueError:
            raise RowNotFound(f"There is an export of each of these: {', '.join(ExportName)}.") from None
        format_ = read_format(call.query.format)
        if format_ is ExportFormat.PDF:
            await self._count(user_id)
        content = await self._exports.write(user_id, name=name, format=format_)
        return answer_file(content, name=name, format=format_)

    async def export_quiz(self, call: Call[ListExportQuery, None]) -> Response:
        """Return a quiz with its answers as a file."""
        user_id = (await self._callers.identify(call)).user.id
        format_ = read_format(call.query.format)
        quiz = await self._quizzes.show(read_id(call.path), user_id=user_id, has_answers=True)
        content: bytes
        match format_:
            case ExportFormat.JSON:
                content = msgspec.json.encode(quiz)
            case ExportFormat.CSV:
                content = write_csv(quiz)
            case ExportFormat.PDF:
                await self._count(user_id)
                content = await self._exports.render(describe_quiz(quiz, created_at=self._clock.now()))
        return answer_file(content, name=f"quiz-{quiz.id}", format=format_)

    async def _count(self, user_id: UUID) -> None:
        """Count a PDF of an account; LimitReached after too many."""
        seconds = await self._limits.start(f"study pdf {user_id}", _PDFS)
        if seconds > 0:
            wait = str(max(1, math.ceil(seconds)))
            raise LimitReached(
                f"Too many PDFs in a minute. Try again in {wait} seconds.", headers={"Retry-After": wait}
            )


def read_format(text: str) -> ExportFormat:
    """Return a format; InvalidFields."""
    try:
        return ExportFormat(text)
    except ValueError:
        raise InvalidFields({"format": f"is not one of {', '.join(ExportFormat)}"}) from None


def answer_file(content: bytes, *, name: str, format: ExportFormat) -> Response:  # noqa: A002
    """Return a response that browsers store as a file."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{format}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers, media_type=MEDIA_TYPES[format])


def register_exports(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = ExportEndpoints(
        Exports(deps),
        quizzes=Quizzes(deps.pool, clock=deps.clock),
        clock=deps.clock,
        limits=deps.limits,
        callers=callers,
    )
    for api in apis:
        api.route(
            "GET", *both_paths("exports/{name}"), query=ListExportQuery, response_model=ListExportBody,
            errors=(*_ERRORS, RowNotFound), access=Access.PUBLIC, media_type=tuple(MEDIA_TYPES.values()),
            same_site_only=True, headers=_HEADERS,
            summary="A list of the account, or its study report, as JSON, CSV or PDF",
        )(endpoints.export)  # fmt: skip
        api.route(
            "GET", *both_paths("quizzes/{id}/export"), query=ListExportQuery, response_model=ShownQuiz,
            errors=(*_ERRORS, QuizNotFound, AttemptRunning), access=Access.PUBLIC,
            media_type=tuple(MEDIA_TYPES.values()), same_site_only=True, headers=_HEADERS,
            summary="A quiz with its answers as a file; not while an attempt is running",
        )(endpoints.export_quiz)  # fmt: skip
