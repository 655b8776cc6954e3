"""The endpoints of an account's data: export, and deletion after a grace period."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any, Final

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from alcove.apps.study.account_data.context import AccountDataContext, build_context
from alcove.apps.study.account_data.deletion import SoleOwner
from alcove.apps.study.account_data.export import AccountExport, open_export
from alcove.apps.study.account_data.schemas import (
    AccountExportQuery,
    DeletionBody,
    DeletionState,
    ExportBody,
    deletion_state,
)
from alcove.apps.study.exports import ExportFailed, ExportFormat, ExportName, answer_file
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import AccountCaller, CallerIdentifier
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden, TooManyAttempts
from alcove.foundation.ratelimit import Rule
from alcove.foundation.telemetry import SecurityKind, report_security
from alcove.foundation.web import Access, Api, Call

EXPORT_PATHS: Final = ("/api/export", "/api/study/export")
DELETION_PATHS: Final = ("/api/users/me/deletion", "/api/study/users/me/deletion")
MAX_SECONDS: Final = 600.0
"""How long an export may take; it holds a connection."""
_HOUR: Final = 3600.0
_CALLER: Final = (NotSignedIn, NotAllowed)


class ExportResponse(StreamingResponse):
    """An export as a file.

    At the end, also when the client has gone away or is too slow, it is closed, so that its connection is free again.
    """

    def __init__(self, export: AccountExport, *, max_seconds: float = MAX_SECONDS) -> None:
        headers = {"Content-Disposition": 'attachment; filename="account.json"', "Cache-Control": "no-store"}
        super().__init__(export, media_type="application/json", headers=headers)
        self._export = export
        self._max_seconds = max_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; TimeoutError when it takes too long."""
        async with aclosing(self._export), asyncio.timeout(self._max_seconds):
            await super().__call__(scope, receive, send)


def register_account_data(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    context = build_context(deps, callers=callers)
    for api in apis:
        _add_export(api, context)
        _add_deletion(api, context)


def _add_export(api: Api, context: AccountDataContext) -> None:
    @api.route(
        "GET", *EXPORT_PATHS, query=AccountExportQuery, response_model=ExportBody,
        errors=(*_CALLER, LimitReached, InvalidFields, ExportFailed), access=Access.PUBLIC,
        media_type=("application/json", "application/pdf"), same_site_only=True,
        headers={"Content-Disposition": "Suggests a file name."},
        summary="Everything that belongs to the account, without secrets",
    )  # fmt: skip
    async def export(call: Call[AccountExportQuery, None]) -> Response:
        caller = await context.callers.identify(call)
        is_pdf, parts = _read_format(call.query.format), _read_parts(call.query.parts)
        await _count_export(context, caller)
        if is_pdf:
            content = await context.exports.write_pdf(caller.user.id, names=parts, owner=caller.user.email or "")
            return answer_file(content, name="account", format=ExportFormat.PDF)
        opened = await open_export(
            context.pool, caller.user.id, clock=context.clock, object_address=context.object_address
        )
        if opened is None:
            raise NotSignedIn("The account does not exist any more.")
        report_security(SecurityKind.EXPORT)
        return ExportResponse(opened)


def _add_deletion(api: Api, context: AccountDataContext) -> None:
    @api.route(
        "GET", *DELETION_PATHS, response_model=DeletionState, errors=_CALLER, access=Access.PUBLIC,
        summary="Whether and when the account is going to be deleted",
    )  # fmt: skip
    async def read(call: Call[None, None]) -> DeletionState:
        caller = await context.callers.identify(call)
        return deletion_state(await context.deletion.find(caller.user.id))

    @api.route(
        "POST", *DELETION_PATHS, body=DeletionBody, response_model=DeletionState,
        errors=(*_CALLER, CrossOriginForbidden, SoleOwner, TooManyAttempts), access=Access.PUBLIC,
        summary="End all sessions, and delete the account after the grace period",
    )  # fmt: skip
    async def schedule(call: Call[None, DeletionBody]) -> DeletionState:
        caller = await context.callers.identify(call)
        await context.confirmation.check(caller, password=call.body.password, address=_client_address(call))
        deletion = await context.deletion.schedule(caller.user.id, days=context.grace_days, email=caller.user.email)
        if deletion is None:
            raise NotAllowed("This account cannot be deleted.")
        return deletion_state(deletion)

    @api.route(
        "DELETE", *DELETION_PATHS, response_model=DeletionState, errors=(*_CALLER, CrossOriginForbidden),
        access=Access.PUBLIC, summary="Take the deletion back, and keep the account",
    )  # fmt: skip
    async def take_back(call: Call[None, None]) -> DeletionState:
        caller = await context.callers.identify(call)
        await context.deletion.take_back(caller.user.id)
        return deletion_state(None)


def _read_format(text: str) -> bool:
    """Return whether the export is a PDF; InvalidFields."""
    if text not in ("json", "pdf"):
        raise InvalidFields({"format": "is not one of json, pdf"})
    return text == "pdf"


def _read_parts(text: str) -> Sequence[ExportName]:
    """Return the lists of a PDF; InvalidFields."""
    try:
        return list(dict.fromkeys(ExportName(part.strip()) for part in text.split(","))) if text else list(ExportName)
    except ValueError:
        raise InvalidFields({"parts": f"is not a list of {', '.join(ExportName)}"}) from None


async def _count_export(context: AccountDataContext, caller: AccountCaller) -> None:
    limit = context.exports_per_hour
    if not limit:
        return
    seconds = await context.limits.start(f"study export {caller.user.id}", Rule(limit, _HOUR))
    if seconds > 0:
        wait = str(max(1, math.ceil(seconds)))
        headers = {
            "Retry-After": wait,
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": wait,
        }
        raise LimitReached("The account has been exported too often: try again later.", headers=headers)


def _client_address(call: Call[Any, Any]) -> str:
    return call.request.client.host if call.request.client else ""
