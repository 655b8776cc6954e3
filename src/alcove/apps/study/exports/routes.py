"""`/api/exports/{name}`."""

import math
from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from alcove.apps.study.exports.model import ExportName
from alcove.apps.study.exports.rendering import ExportFailed
from alcove.apps.study.exports.schemas import ExportFormat, ListExportBody, ListExportQuery
from alcove.apps.study.exports.service import Exports
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.foundation.deps import Deps
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.web import Access, Api, Call

MEDIA_TYPES: Final = {
    ExportFormat.JSON: "application/json",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.PDF: "application/pdf",
}
_PDFS: Final = Rule(20, 60.0)
"""PDFs of one account in a minute: each is a process."""


class ExportEndpoints:
    """The handler of the endpoint."""

    def __init__(self, exports: Exports, *, limits: LimitStore, callers: CallerIdentifier) -> None:
        self._exports = exports
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
            await self._count(f"study pdf {user_id}")
        content = await self._exports.write(user_id, name=name, format=format_)
        return answer_file(content, name=name, format=format_)

    async def _count(self, key: str) -> None:
        seconds = await self._limits.start(key, _PDFS)
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
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""
    endpoints = ExportEndpoints(Exports(deps), limits=deps.limits, callers=callers)
    for api in apis:
        api.route(
            "GET", *both_paths("exports/{name}"), query=ListExportQuery, response_model=ListExportBody,
            errors=(NotSignedIn, NotAllowed, InvalidFields, LimitReached, RowNotFound, ExportFailed),
            access=Access.PUBLIC, media_type=tuple(MEDIA_TYPES.values()), same_site_only=True,
            headers={"Content-Disposition": "Suggests a file name."},
            summary="A list of the account, or its study report, as JSON, CSV or PDF",
        )(endpoints.export)  # fmt: skip
