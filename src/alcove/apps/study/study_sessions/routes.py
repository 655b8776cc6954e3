"""`/api/study-sessions`: rows, and what is done with a session."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowConflict, RowNotFound, read_row_id, register_rows
from alcove.apps.study.study_sessions.model import Action
from alcove.apps.study.study_sessions.resource import SESSIONS
from alcove.apps.study.study_sessions.schemas import CompletionFields, SessionBody
from alcove.apps.study.study_sessions.service import StudySessions
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BadRequest, BodyTooLarge, CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call, limit_body, read_body

_ERRORS: Final = (
    NotSignedIn, NotAllowed, CrossOriginForbidden, BodyTooLarge, InvalidFields, RowConflict, RowNotFound,
)  # fmt: skip
_MAX_BODY: Final = 64 * 1024
_SUMMARIES: Final[Mapping[Action, str]] = {
    Action.START: "Start a planned session, or a paused one again",
    Action.PAUSE: "Pause a session that runs",
    Action.RESUME: "Let a paused session run again",
    Action.COMPLETE: "Complete a session; its duration is the time it ran, unless the body says otherwise",
}
Handler: TypeAlias = Callable[[Call[None, None]], Awaitable[bytes]]


def register_study_sessions(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the routes of study sessions."""
    sessions = StudySessions(deps.pool, clock=deps.clock)
    register_rows(apis, sessions.rows, callers=callers)
    for action in Action:
        paths = tuple(f"{path}/{{id}}/{action}" for path in SESSIONS.paths)
        for api in apis:
            api.route(
                "POST", *paths, response_model=SessionBody, errors=_ERRORS, access=Access.PUBLIC,
                raw_body=CompletionFields if action is Action.COMPLETE else None, summary=_SUMMARIES[action],
            )(_handler(sessions, action, callers=callers))  # fmt: skip


def _handler(sessions: StudySessions, action: Action, *, callers: CallerIdentifier) -> Handler:
    async def act(call: Call[None, None]) -> bytes:
        user_id = (await callers.identify(call)).user.id
        session_id = read_row_id(call, SESSIONS)
        body = await _read_optional_object(call) if action is Action.COMPLETE else {}
        return await sessions.act(session_id, action, user_id=user_id, body=body)

    return act


async def _read_optional_object(call: Call[None, None]) -> Mapping[str, Any]:
    """Return the JSON object of a body that may be empty; BadRequest."""
    raw = await read_body(limit_body(call.request.receive, limit=_MAX_BODY))
    if not raw.strip():
        return {}
    try:
        body = msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("The request body is not a JSON object.") from error
    return body
