"""`POST /api/materials/{id}/cards|quiz`, and `/api/generations`: what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.generation.errors import (
    GenerationNotFound,
    MaterialNotReady,
    MaterialWithoutText,
    refuse_generation,
    refuse_material,
)
from alcove.apps.study.generation.model import GenerationKind, GenerationOptions
from alcove.apps.study.generation.schemas import (
    CardOptionsBody,
    GenerationListBody,
    GenerationListQuery,
    QuizOptionsBody,
    ShownGeneration,
)
from alcove.apps.study.generation.service import Generations
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

LIST_PATHS: Final = ("/api/generations", "/api/study/generations")
PATHS: Final = tuple(f"{path}/{{id}}" for path in LIST_PATHS)
_CALLER: Final = (NotSignedIn, NotAllowed)
_ACCEPTED: Final = 202


class GenerationEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, generations: Generations, *, callers: CallerIdentifier) -> None:
        self._generations = generations
        self._callers = callers

    async def make_cards(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Queue a set of cards."""
        return await self._start(call, GenerationKind.CARDS)

    async def make_quiz(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Queue a quiz."""
        return await self._start(call, GenerationKind.QUIZ)

    async def list(self, call: Call[GenerationListQuery, None]) -> bytes:
        """Return a page of generations."""
        user_id = (await self._callers.identify(call)).user.id
        query = call.query
        try:
            material_id = UUID(query.material_id) if query.material_id else None
        except ValueError:
            raise InvalidFields({"material_id": "is not the id of a material"}) from None
        return await self._generations.list(user_id, material_id=material_id, limit=query.limit, offset=query.offset)

    async def find(self, call: Call[None, None]) -> bytes:
        """Return a generation."""
        user_id = (await self._callers.identify(call)).user.id
        return await self._generations.find(_read_generation(call.path), user_id=user_id)

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete a generation."""
        user_id = (await self._callers.identify(call)).user.id
        await self._generations.delete(_read_generation(call.path), user_id=user_id)
        return Response(status_code=204)

    async def _start(self, call: Call[None, dict[str, Any]], kind: GenerationKind) -> bytes:
        user_id = (await self._callers.identify(call)).user.id
        options = read_fields(call.body, GenerationOptions)
        return await self._generations.start(_read_material(call.path), user_id=user_id, kind=kind, options=options)


def register_generation(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = GenerationEndpoints(Generations(deps.pool), callers=callers)
    for api in apis:
        _add_starts(api, endpoints)
        _add_rows(api, endpoints)


def _add_starts(api: Api, endpoints: GenerationEndpoints) -> None:
    for name, handler, body, summary in (
        ("cards", endpoints.make_cards, CardOptionsBody, "Make cards from a material, in a job"),
        ("quiz", endpoints.make_quiz, QuizOptionsBody, "Make a quiz from a material, in a job"),
    ):
        paths = (f"/api/materials/{{id}}/{name}", f"/api/study/materials/{{id}}/{name}")
        api.route(
            "POST", *paths, body=dict[str, Any], raw_body=body, response_model=ShownGeneration, status=_ACCEPTED,
            errors=(
                *_CALLER, CrossOriginForbidden, InvalidFields, GenerationNotFound, MaterialNotReady,
                MaterialWithoutText, LimitReached,
            ),
            access=Access.PUBLIC, summary=summary,
        )(handler)  # fmt: skip


def _add_rows(api: Api, endpoints: GenerationEndpoints) -> None:
    api.route(
        "GET", *LIST_PATHS, query=GenerationListQuery, response_model=GenerationListBody,
        errors=(*_CALLER, InvalidFields), access=Access.PUBLIC,
        summary="What was made of materials, the newest first",
    )(endpoints.list)  # fmt: skip
    api.route(
        "GET", *PATHS, response_model=ShownGeneration, errors=(*_CALLER, GenerationNotFound), access=Access.PUBLIC,
        summary="How far the cards or the quiz are",
    )(endpoints.find)  # fmt: skip
    api.route(
        "DELETE", *PATHS, status=204, errors=(*_CALLER, CrossOriginForbidden, GenerationNotFound),
        access=Access.PUBLIC, summary="Forget a generation, and end its job; what it has made stays",
    )(endpoints.delete)  # fmt: skip


def _read_generation(path: Mapping[str, Any]) -> UUID:
    try:
        return UUID(path["id"])
    except ValueError:
        raise refuse_generation() from None


def _read_material(path: Mapping[str, Any]) -> UUID:
    try:
        return UUID(path["id"])
    except ValueError:
        raise refuse_material() from None
