"""`/api/alerts`: alerts about security, for those who own the app."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.security_events.model import AlertNotFound
from alcove.apps.study.security_events.schemas import AlertQuery, SecurityAlertBody, SecurityAlertList
from alcove.apps.study.security_events.service import SecurityAlerts
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

LIST_PATHS: Final = ("/api/alerts", "/api/study/alerts")
ACKNOWLEDGE_PATHS: Final = ("/api/alerts/{id}/acknowledge", "/api/study/alerts/{id}/acknowledge")
_CALLER: Final = (NotSignedIn, NotAllowed)


class AlertEndpoints:
    """The handlers of the endpoints; the table of permissions lets only owners of the app reach them."""

    def __init__(self, alerts: SecurityAlerts, *, callers: CallerIdentifier) -> None:
        self._alerts = alerts
        self._callers = callers

    async def list(self, call: Call[AlertQuery, None]) -> bytes:
        """Return a page of alerts."""
        await self._callers.identify(call)
        query = call.query
        return await self._alerts.list(is_open=query.state == "open", limit=query.limit, offset=query.offset)

    async def acknowledge(self, call: Call[None, None]) -> SecurityAlertBody:
        """Acknowledge an alert."""
        account = (await self._callers.identify(call)).user.id
        try:
            alert_id = UUID(call.path["id"])
        except ValueError:
            raise AlertNotFound("There is no alert with this id.") from None
        return msgspec.convert(await self._alerts.acknowledge(alert_id, by=account), SecurityAlertBody)


def register_alerts(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    alerts = SecurityAlerts(deps.pool, clock=deps.clock, settings=lambda: deps.load(StudySettings))
    endpoints = AlertEndpoints(alerts, callers=callers)
    for api in apis:
        api.route(
            "GET", *LIST_PATHS, query=AlertQuery, response_model=SecurityAlertList, errors=_CALLER,
            access=Access.PUBLIC, summary="Alerts about security (owners of the app)",
        )(endpoints.list)  # fmt: skip
        api.route(
            "POST", *ACKNOWLEDGE_PATHS, response_model=SecurityAlertBody,
            errors=(*_CALLER, AlertNotFound, CrossOriginForbidden), access=Access.PUBLIC,
            summary="Acknowledge an alert, so that it is not escalated (owners of the app)",
        )(endpoints.acknowledge)  # fmt: skip
