"""E1 to E3: the dashboard and the record of the day."""

import re
from contextlib import suppress
from typing import Final

from alcove.apps.records.daily_pick.schemas import Dashboard, DashboardQuery, VoteForm
from alcove.apps.records.daily_pick.service import picks
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.errors import InvalidRequest, NoCandidate, NotFound
from alcove.apps.records.schemas import Message
from alcove.foundation.web import Access, Api, Call, Link

FORCED: Final = "1"
_VOTE: Final = Link("POST /vote-record-of-the-day/{id}", {"id": "$response.body#/record_of_the_day_obj/id"})


def register(api: Api, deps: ApiDeps, *, strategy: picks.SelectionStrategy) -> None:
    """Add the dashboard's endpoints."""

    @api.route(
        "GET", "/dashboard", "/api/dashboard", "/api-dashboard", query=DashboardQuery, response_model=Dashboard,
        changes=_asks_for_another, links=[_VOTE],
        access=Access.USER, summary="Counts and the record of the day",
    )  # fmt: skip
    async def dashboard(call: Call[DashboardQuery, None]) -> bytes:
        if _asks_for_another(call.query):
            with suppress(NoCandidate):
                await picks.replace_pick(deps.pool, today=deps.today(), strategy=strategy)
        return await picks.read_dashboard(deps.pool, today=deps.today(), strategy=strategy)

    @api.route(
        "POST", "/api/refresh-record-of-the-day", "/refresh-record-of-the-day", response_model=Message,
        errors=(NoCandidate,), access=Access.USER, summary="Pick another record for today",
    )  # fmt: skip
    async def refresh(call: Call[None, None]) -> Message:
        await picks.replace_pick(deps.pool, today=deps.today(), strategy=strategy)
        return Message(message="A new record of the day has been picked.")

    @api.route(
        "POST", "/vote-record-of-the-day/{id}", "/api/vote-record-of-the-day/{id}", body=VoteForm, form=True,
        response_model=Message, errors=(InvalidRequest, NotFound), access=Access.USER,
        summary="Rate a record of the day, 1 to 5 twice",
    )  # fmt: skip
    async def vote(call: Call[None, VoteForm]) -> Message:
        pick_id = _parse_pick_id(call.path["id"])
        form = call.body
        await picks.add_vote(deps.pool, pick_id=pick_id, desirability=form.desirability, novelty=form.novelty)
        return Message(message="Vote submitted. Thank you!")


def _asks_for_another(query: DashboardQuery) -> bool:
    """Return whether the dashboard is to replace today's record."""
    return query.force_refresh == FORCED


def _parse_pick_id(text: str) -> int:
    if not re.fullmatch("-?[0-9]+", text):
        raise InvalidRequest("The id of a record of the day is a whole number.")
    if len(text) > 18:
        raise NotFound(f"There is no record of the day with id {text[:40]}.")
    return int(text)
