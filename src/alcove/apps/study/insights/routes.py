"""`/api/insights` and `/api/recommendations/study`."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from alcove.apps.study.ai_parts import AiParts
from alcove.apps.study.analytics import read_previous_minutes
from alcove.apps.study.insights.model import compute_insights, explain_recommendations
from alcove.apps.study.insights.schemas import InsightListBody, InsightQuery, RecommendationBody
from alcove.apps.study.native_api import LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import both_paths
from alcove.apps.study.settings import StudySettings
from alcove.apps.study.study_reports import SHARE, Report, StudyReports
from alcove.apps.study.study_reports.model import DAYS
from alcove.foundation.ratelimit import Rule
from alcove.foundation.web import Access, Api, Call

_MINUTE: Final = 60.0
_ERRORS: Final = (NotSignedIn, NotAllowed, LimitReached)


S = TypeVar("S", bound=msgspec.Struct)


class InsightEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, parts: AiParts, *, callers: CallerIdentifier) -> None:
        self._parts = parts
        self._callers = callers

    async def list(self, call: Call[InsightQuery, None]) -> InsightListBody:
        """Return what the caller's numbers show."""
        user_id = await self._count(call)
        report = await self._reports.analyze(user_id, asks_provider=call.query.provider)
        before = await read_previous_minutes(self._parts.deps.pool, user_id, days=DAYS)
        insights = compute_insights(report.facts, minutes_before=before)
        return self._build(report, kind=InsightListBody, insights=insights, analytics=report.content)

    async def recommend(self, call: Call[InsightQuery, None]) -> RecommendationBody:
        """Return what the caller could do."""
        user_id = await self._count(call)
        report = await self._reports.recommend(user_id, {}, asks_provider=call.query.provider)
        reasons = explain_recommendations(report.facts)
        return self._build(report, kind=RecommendationBody, reasons=reasons, recommendations=report.content)

    @cached_property
    def _reports(self) -> StudyReports:
        seconds = self._parts.deps.load(StudySettings).study_function_timeout * SHARE
        return StudyReports(self._parts, seconds=seconds)

    def _build(self, report: Report, *, kind: type[S], **members: Any) -> S:
        body: Mapping[str, Any] = {
            "success": True,
            "source": "provider" if report.is_sent else "computed",
            "period_days": DAYS,
            "generated_at": self._parts.deps.clock.now(),
            **members,
        }
        return msgspec.convert(body, kind, from_attributes=True)

    async def _count(self, call: Call[InsightQuery, None]) -> UUID:
        """Return the caller; LimitReached after too many calls in a minute."""
        user_id = (await self._callers.identify(call)).user.id
        limit = self._parts.deps.load(StudySettings).study_function_calls_per_minute
        seconds = await self._parts.deps.limits.start(f"study insights {user_id}", Rule(limit, _MINUTE))
        if seconds > 0:
            wait = str(max(1, math.ceil(seconds)))
            message = f"Too many requests in a minute. Try again in {wait} seconds."
            raise LimitReached(message, headers={"Retry-After": wait})
        return user_id


def register_insights(apis: Sequence[Api], parts: AiParts, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = InsightEndpoints(parts, callers=callers)
    for api in apis:
        api.route(
            "GET", *both_paths("insights"), query=InsightQuery, response_model=InsightListBody, errors=_ERRORS,
            access=Access.PUBLIC, summary="What the numbers of the last 30 days show, explained",
        )(endpoints.list)  # fmt: skip
        api.route(
            "GET", *both_paths("recommendations/study"), query=InsightQuery, response_model=RecommendationBody,
            errors=_ERRORS, access=Access.PUBLIC, summary="How to study better, explained by the numbers",
        )(endpoints.recommend)  # fmt: skip
