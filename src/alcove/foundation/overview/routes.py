"""`/api/find`, `/api/activity`, `/api/today`, `/api/events`, and the preferences of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import StreamingResponse

from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import AppError, CrossOriginForbidden, RoleRequired, SignInUnavailable, TooManyStreams
from alcove.foundation.overview import store
from alcove.foundation.overview.errors import (
    InvalidPage,
    InvalidPagePreferences,
    InvalidSearch,
    JobNotChangeable,
    JobNotFound,
)
from alcove.foundation.overview.events import OverviewEvents
from alcove.foundation.overview.model import AppOverview, Viewers, find_viewers
from alcove.foundation.overview.schemas import (
    ActivityPage,
    ActivityQuery,
    FindAnswer,
    FindQuery,
    JobChanged,
    PagePreferences,
    TodayAnswer,
)
from alcove.foundation.overview.service import Overview
from alcove.foundation.realtime.web import MEDIA_TYPE
from alcove.foundation.web import Access, Api, Authenticator, Call, Credentials, render_plain_error

PREFERENCES: Final = "/api/account/preferences"
AnyCall = Call[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewContext:
    """What the endpoints use."""

    pool: Pool
    overview: Overview
    events: OverviewEvents
    authenticator: Authenticator

    def viewers(self, call: AnyCall) -> Viewers:
        """Return the apps that the caller may read."""
        return find_viewers(call.principal, self.overview.apps)


def build_overview_api(deps: Deps, *, apps: Sequence[AppOverview], authenticator: Authenticator) -> Api:
    """Return the endpoints over all apps; `authenticator` is that of the address at which they are served."""
    context = OverviewContext(
        pool=deps.pool, overview=Overview(apps), events=OverviewEvents(deps, apps), authenticator=authenticator
    )
    api = Api(name="overview", title="Search, jobs and live events of all apps", render_error=render_plain_error)
    _add_reads(api, context)
    _add_job_changes(api, context)
    _add_events(api, context)
    _add_preferences(api, context)
    return api


def _add_reads(api: Api, context: OverviewContext) -> None:
    @api.route(
        "GET", "/api/find", query=FindQuery, response_model=FindAnswer, errors=(InvalidSearch,),
        access=Access.ACCOUNT, summary="Search in all apps; an app that fails is named, the others answer",
    )  # fmt: skip
    async def find(call: Call[FindQuery, None]) -> bytes:
        return await context.overview.find(context.viewers(call), call.query.q, limit=call.query.limit)

    @api.route(
        "GET", "/api/today", response_model=TodayAnswer, access=Access.ACCOUNT,
        summary="What there is today in every app, and the next step",
    )  # fmt: skip
    async def today(call: AnyCall) -> bytes:
        return await context.overview.today(context.viewers(call))

    @api.route(
        "GET", "/api/activity", query=ActivityQuery, response_model=ActivityPage, errors=(InvalidPage,),
        access=Access.ACCOUNT, summary="The newest jobs of all apps, with progress and reason",
    )  # fmt: skip
    async def activity(call: Call[ActivityQuery, None]) -> bytes:
        return await context.overview.activity(context.viewers(call), call.query)


def _add_job_changes(api: Api, context: OverviewContext) -> None:
    errors = (CrossOriginForbidden, RoleRequired, JobNotFound, JobNotChangeable)

    @api.route(
        "POST", "/api/activity/{app}/{id}/cancel", response_model=JobChanged, errors=errors, access=Access.ACCOUNT,
        summary="Cancel a job",
    )  # fmt: skip
    async def cancel(call: AnyCall) -> JobChanged:
        await context.overview.cancel(context.viewers(call), call.path["id"], app=call.path["app"])
        return JobChanged()

    @api.route(
        "POST", "/api/activity/{app}/{id}/retry", response_model=JobChanged, errors=errors, access=Access.ACCOUNT,
        summary="Start a job again that has failed or was cancelled, or that waits for its next try",
    )  # fmt: skip
    async def retry(call: AnyCall) -> JobChanged:
        await context.overview.retry(context.viewers(call), call.path["id"], app=call.path["app"])
        return JobChanged()


def _add_events(api: Api, context: OverviewContext) -> None:
    @api.route(
        "GET", "/api/events", response_model=str, media_type=MEDIA_TYPE, errors=(TooManyStreams,),
        access=Access.ACCOUNT, summary="Stream of the events of all apps, named `app.event`, and of changed jobs",
    )  # fmt: skip
    async def events(call: AnyCall) -> StreamingResponse:
        viewers = context.viewers(call)
        credentials = _credentials(call)

        async def read_viewers() -> Viewers | None:
            try:
                principal = await context.authenticator.identify(credentials)
            except AppError as error:
                return viewers if error.status == SignInUnavailable.status else None
            return None if principal is None else find_viewers(principal, context.overview.apps)

        return context.events.stream(
            call.request.headers.get("last-event-id"), viewers=viewers, read_viewers=read_viewers
        )


def _add_preferences(api: Api, context: OverviewContext) -> None:
    @api.route(
        "GET", PREFERENCES, response_model=PagePreferences, access=Access.ACCOUNT,
        summary="How the account wants the page",
    )  # fmt: skip
    async def read(call: AnyCall) -> bytes:
        account_id = call.principal.account_id
        stored = await store.read_preferences(context.pool, account_id) if account_id is not None else None
        return stored or msgspec.json.encode(PagePreferences())

    @api.route(
        "PUT", PREFERENCES, body=PagePreferences, response_model=PagePreferences,
        errors=(CrossOriginForbidden, RoleRequired, InvalidPagePreferences), access=Access.ACCOUNT,
        summary="Change how the account wants the page",
    )  # fmt: skip
    async def change(call: Call[None, PagePreferences]) -> PagePreferences:
        account_id = _own_account(call)
        values = call.body
        if values.apps is not None:
            chosen = [app for app in context.overview.apps if app in values.apps]
            if not chosen or len(chosen) != len(set(values.apps)):
                expected = ", ".join(context.overview.apps)
                raise InvalidPagePreferences(f"Choose at least one app: expected {expected}.")
            values = msgspec.structs.replace(values, apps=chosen)
        await store.put_preferences(context.pool, account_id, values=values)
        return values


def _own_account(call: AnyCall) -> UUID:
    account_id = call.principal.account_id
    if account_id is None:
        raise RoleRequired("The token of the server has no account, and so no preferences: sign in.")
    return account_id


def _credentials(call: AnyCall) -> Credentials:
    scope, client = call.request.scope, call.request.client
    return Credentials(headers=dict(scope["headers"]), address=client.host if client else "", scheme=scope["scheme"])
