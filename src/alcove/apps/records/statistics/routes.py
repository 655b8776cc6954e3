"""Statistics and the history of picks over HTTP."""

from typing import Final

from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.statistics import service, store
from alcove.apps.records.statistics.schemas import Picks, PicksQuery, Statistics
from alcove.foundation.web import Access, Api, Call

PAGE_SIZE: Final = 30


def register(api: Api, deps: ApiDeps) -> None:
    """Add the endpoints of statistics and of the history of picks."""

    @api.route("GET", "/api/records/statistics", response_model=Statistics, access=Access.USER,
               summary="Numbers for charts, and how good the model is, with a confidence range")  # fmt: skip
    async def statistics(call: Call[NoParameters, None]) -> bytes:
        return await service.read_statistics(deps.pool, deps.settings)

    @api.route("GET", "/api/records/picks", query=PicksQuery, response_model=Picks, access=Access.USER,
               summary="The history of records of the day with their votes")  # fmt: skip
    async def picks(call: Call[PicksQuery, None]) -> bytes:
        return await store.list_picks(deps.pool, page=call.query.page, size=PAGE_SIZE)
