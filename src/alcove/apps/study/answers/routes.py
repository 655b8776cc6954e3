"""The endpoints of answers: read, follow and stop them. Questions are asked at `/api/ai/chat` and by functions."""

from collections.abc import Callable, Sequence
from typing import Final

from alcove.apps.study.answers.errors import AnswerNotFound
from alcove.apps.study.answers.model import AnswerService
from alcove.apps.study.answers.schemas import AnswerBody, StopBody, StreamQuery, answer_body, read_position
from alcove.apps.study.answers.sse import MEDIA_TYPE, AnswerStream
from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

PREFIXES: Final = ("/api/ai/chat", "/api/study/ai/chat")
_ERRORS: Final = (NotSignedIn, NotAllowed, AnswerNotFound)
_STREAM_HEADERS: Final = {"X-Answer-Id": "The id of the answer."}


def register_answers(apis: Sequence[Api], answers: Callable[[], AnswerService], *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    for api in apis:
        _add_reads(api, answers, callers=callers)
        _add_stops(api, answers, callers=callers)


def _paths(suffix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{suffix}" for prefix in PREFIXES)


def _add_reads(api: Api, answers: Callable[[], AnswerService], *, callers: CallerIdentifier) -> None:
    @api.route(
        "GET", *_paths("/{id}"), response_model=AnswerBody, errors=_ERRORS, access=Access.PUBLIC,
        summary="A question with its answer so far",
    )  # fmt: skip
    async def read(call: Call[None, None]) -> AnswerBody:
        caller = await callers.identify(call)
        return answer_body(await answers().find(caller.user.id, call.path["id"]))

    @api.route(
        "GET", *_paths("/{id}/stream"), query=StreamQuery, response_model=str, media_type=MEDIA_TYPE, errors=_ERRORS,
        headers=_STREAM_HEADERS, access=Access.PUBLIC,
        summary="The answer from a position on (Last-Event-ID, `after`), and what is added until its end",
    )  # fmt: skip
    async def stream(call: Call[StreamQuery, None]) -> AnswerStream:
        caller = await callers.identify(call)
        answer_id = call.path["id"]
        # Before the response starts, so that an unknown answer is an error.
        await answers().find(caller.user.id, answer_id)
        after = read_position(call.request.headers.get("last-event-id"), after=call.query.after)
        return AnswerStream(answers().follow(caller.user.id, answer_id, after=after), answer_id=answer_id)


def _add_stops(api: Api, answers: Callable[[], AnswerService], *, callers: CallerIdentifier) -> None:
    async def stop(call: Call[None, None]) -> StopBody:
        caller = await callers.identify(call)
        answer_id = call.path["id"]
        stopped = await answers().stop(caller.user.id, answer_id)
        answer = await answers().find(caller.user.id, answer_id)
        return StopBody(id=answer_id, stopped=stopped, state=answer.state)

    errors = (*_ERRORS, CrossOriginForbidden)
    for method, suffix in (("POST", "/{id}/stop"), ("DELETE", "/{id}")):
        api.route(
            method, *_paths(suffix), response_model=StopBody, errors=errors, access=Access.PUBLIC,
            summary="Stop an answer, and keep what there is of it",
        )(stop)  # fmt: skip
