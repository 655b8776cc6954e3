"""`/api/analytics`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from alcove.apps.study.account_cache import AccountCache
from alcove.apps.study.analytics.model import Comparison, DayRange, Period, WrongRange, choose_ranges
from alcove.apps.study.analytics.schemas import AnalyticsBody, AnalyticsQuery
from alcove.apps.study.analytics.store import read_analytics, read_today
from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import both_paths
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.web import Access, Api, Call

T = TypeVar("T")
_NO_DAY: Final = "is not a day such as 2026-01-31"
_ERRORS: Final = (NotSignedIn, NotAllowed, InvalidFields)


class AnalyticsEndpoints:
    """The handler of the endpoint."""

    def __init__(self, deps: Deps, *, callers: CallerIdentifier) -> None:
        self._pool = deps.pool
        self._callers = callers
        self._cache = AccountCache(deps)

    async def read(self, call: Call[AnalyticsQuery, None]) -> bytes:
        """Return the statistics of a range."""
        user_id, chosen = (await self._callers.identify(call)).user.id, read_query(call.query)
        return await self._cache.get(
            user_id, repr(chosen), load=lambda: read_chosen(self._pool, user_id, chosen=chosen)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenDays:
    """What a query chooses."""

    first: date | None
    last: date | None
    period: Period | None
    subject_id: UUID | None
    comparison: Comparison

    def find(self, today: date) -> tuple[DayRange, DayRange | None]:
        """Return the range, and the one with which it is compared; InvalidFields."""
        try:
            return choose_ranges(
                today=today, first=self.first, last=self.last, period=self.period, comparison=self.comparison
            )
        except WrongRange as error:
            raise InvalidFields({error.field: str(error)}) from error


async def read_chosen(pool: Pool, user_id: UUID, *, chosen: ChosenDays) -> bytes:
    """Return the statistics that a query chooses as JSON; InvalidFields."""
    days, compared = chosen.find(await read_today(pool, user_id))
    return await read_analytics(pool, user_id, chosen=days, compared=compared, subject_id=chosen.subject_id)


def read_query(query: AnalyticsQuery) -> ChosenDays:
    """Return what a query chooses; InvalidFields names all that is wrong."""
    wrong: dict[str, str] = {}

    def read(name: str, text: str, *, kind: Callable[[str], T], reason: str) -> T | None:
        try:
            return kind(text) if text else None
        except ValueError:
            wrong[name] = reason
            return None

    chosen = ChosenDays(
        first=read("from", query.first, kind=date.fromisoformat, reason=_NO_DAY),
        last=read("to", query.last, kind=date.fromisoformat, reason=_NO_DAY),
        period=read("period", query.period, kind=Period, reason=f"is not one of {', '.join(Period)}"),
        subject_id=read("subject_id", query.subject_id, kind=UUID, reason="is not an id"),
        comparison=read("compare", query.compare, kind=Comparison, reason=f"is not one of {', '.join(Comparison)}")
        or Comparison.PREVIOUS,
    )
    if wrong:
        raise InvalidFields(wrong)
    return chosen


def register_analytics(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""
    endpoints = AnalyticsEndpoints(deps, callers=callers)
    for api in apis:
        api.route(
            "GET", *both_paths("analytics"), query=AnalyticsQuery, response_model=AnalyticsBody, errors=_ERRORS,
            access=Access.PUBLIC,
            summary="Statistics by study day and subject, compared with the time before, and the streak",
        )(endpoints.read)  # fmt: skip
