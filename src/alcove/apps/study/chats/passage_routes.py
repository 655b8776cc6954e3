"""`/api/materials/{id}/passages/{passage_id}`: the passage that an answer cites, and what stands around it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from alcove.apps.study.chats import store
from alcove.apps.study.chats.schemas import PassageBody, PassageQuery
from alcove.apps.study.native_api import NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.foundation.deps import Deps
from alcove.foundation.web import Access, Api, Call


def register_passages(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoint. It finds out itself who calls: the server does not know access tokens."""

    async def find(call: Call[PassageQuery, None]) -> bytes:
        user_id = (await callers.identify(call)).user.id
        found = await store.find_passage(
            deps.pool, user_id, material_id=_read_id(call.path, "id"), passage_id=_read_id(call.path, "passage_id"),
            quote=call.query.quote,
        )  # fmt: skip
        if found is None:
            raise _refuse()
        return found

    for api in apis:
        api.route(
            "GET", *both_paths("materials/{id}/passages/{passage_id}"), query=PassageQuery, response_model=PassageBody,
            errors=(NotSignedIn, NotAllowed, RowNotFound), access=Access.PUBLIC,
            summary="A passage that an answer cites, with what stands before and after it",
        )(find)  # fmt: skip


def _read_id(path: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(path[name])
    except ValueError:
        raise _refuse() from None


def _refuse() -> RowNotFound:
    return RowNotFound("This passage is no longer part of your materials.")
