"""`/api/ai/chat`: questions to the tutor."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove.apps.study.ai_errors import BudgetExceeded, NoProvider, ProvidersFailed
from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.answers import AnswersFull, ChatNotFound, QuestionNotFound, TooManyAnswers
from alcove.apps.study.content_rules.model import ContentRefused
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.tutor.chat_limits import LimitUnknown, QuestionLimiter
from alcove.apps.study.tutor.model import Question
from alcove.apps.study.tutor.payload import describe_native
from alcove.apps.study.tutor.provider_test import register_provider_test
from alcove.apps.study.tutor.schemas import ChatAnswer, ChatBody, build_question
from alcove.apps.study.tutor.service import AnswerInterrupted, Tutor
from alcove.apps.study.tutor.store import read_turns
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call, end_when_client_leaves

MEDIA_TYPE: Final = "text/event-stream"
CHAT_PATHS: Final = ("/api/ai/chat", "/api/study/ai/chat")
_ERRORS: Final = (
    NotSignedIn, NotAllowed, CrossOriginForbidden, InvalidFields, ContentRefused, LimitReached, LimitUnknown,
    BudgetExceeded, NoProvider, ProvidersFailed, ChatNotFound, QuestionNotFound, TooManyAnswers, AnswersFull,
    AnswerInterrupted,
)  # fmt: skip


class ChatEndpoint:
    """Answers questions; the tutor is built at the first one."""

    def __init__(self, parts: AiParts, *, callers: CallerIdentifier, limiter: QuestionLimiter) -> None:
        settings = parts.deps.load(StudySettings)
        self._parts = parts
        self._callers = callers
        self._limiter = limiter
        self._grace = settings.study_stream_grace
        self._tutor: Tutor | None = None

    async def answer(self, call: "Call[None, dict[str, Any]]") -> Response:
        """Answer one question, as JSON or as server-sent events."""
        caller = await self._callers.identify(call)
        await self._limiter.count(caller.user.id)
        body = read_fields(call.body, ChatBody)
        question = build_question(body, user_id=caller.user.id, grace=self._grace)
        question = await self._add_history(question)
        started = await self._open_tutor().ask(question, describe=describe_native)
        if _wants_events(body, accept=call.request.headers.get("accept", "")):
            return await started.open_stream(receive=call.request.receive)
        finished = await end_when_client_leaves(started.finish(), receive=call.request.receive)
        content = msgspec.json.encode({**finished.payload, "content": finished.text})
        return Response(content, headers=started.headers, media_type="application/json")

    async def _add_history(self, question: Question) -> Question:
        """Return the question with what was said in its chat, unless the caller has sent a history."""
        if question.session_id is None or question.history:
            return question
        turns = await read_turns(
            self._parts.deps.pool, question.user_id, session_id=question.session_id, before=question.replaces
        )
        return replace(question, history=turns)

    def _open_tutor(self) -> Tutor:
        if self._tutor is None:
            from alcove.apps.study.tutor import build_tutor  # noqa: PLC0415 - on first use

            self._tutor = build_tutor(self._parts)
        return self._tutor


def _wants_events(body: ChatBody, *, accept: str) -> bool:
    """Return whether the answer is a stream: what the body says, or else whether the client prefers events."""
    return accept.strip().lower().startswith(MEDIA_TYPE) if body.stream is None else body.stream


def register_chat(apis: Sequence[Api], parts: AiParts, *, callers: CallerIdentifier) -> None:
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""
    limiter = QuestionLimiter(parts.deps, per_minute=lambda: parts.deps.load(StudySettings).study_limit_f1_per_minute)
    endpoint = ChatEndpoint(parts, callers=callers, limiter=limiter)
    register_provider_test(apis, parts, callers=callers, limiter=limiter)
    for api in apis:
        _add_chat(api, endpoint)


def _add_chat(api: Api, endpoint: ChatEndpoint) -> None:
    @api.route(
        "POST", *CHAT_PATHS, body=dict[str, Any], raw_body=ChatBody, response_model=ChatAnswer, errors=_ERRORS,
        access=Access.PUBLIC, media_type=("application/json", MEDIA_TYPE),
        headers={"X-Answer-Id": "The id of the answer, with which it can be read again."},
        summary="Ask the tutor; the answer is JSON, or a stream of events",
    )  # fmt: skip
    async def chat(call: Call[None, dict[str, Any]]) -> Response:
        return await endpoint.answer(call)
