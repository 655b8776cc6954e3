"""`/api/materials`: what a learner wants to be asked about."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.materials.errors import MaterialNotFound, TooManyPassages, UnsupportedFile, refuse_unknown
from alcove.apps.study.materials.fields import FieldReader, read_changes, read_text_material
from alcove.apps.study.materials.files import open_material_files
from alcove.apps.study.materials.model import MAX_JSON, AddedMaterial, MaterialState
from alcove.apps.study.materials.schemas import (
    AddedBody,
    ChangeBody,
    ListQuery,
    MaterialBody,
    MaterialListBody,
    TextBody,
    added_body,
    material_body,
)
from alcove.apps.study.materials.service import Materials
from alcove.apps.study.materials.upload import FORM_OVERHEAD, FileReceiver, build_receiver
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BodyTimeout, BodyTooLarge, CrossOriginForbidden, DiskFull
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.web import Access, Api, Call, ResponseSpec, limit_body, read_body

LIST_PATHS: Final = ("/api/materials", "/api/study/materials")
PATHS: Final = ("/api/materials/{id}", "/api/study/materials/{id}")
_CALLER: Final = (NotSignedIn, NotAllowed)
_MINUTE: Final = 60.0
_CREATED: Final = 201
_ACCEPTED: Final = 202


class MaterialEndpoints:
    """The handlers of the endpoints."""

    def __init__(
        self,
        materials: Materials,
        *,
        receiver: FileReceiver,
        callers: CallerIdentifier,
        limits: LimitStore,
        limit: Callable[[], int],
    ) -> None:
        """Take how many materials one user may add per minute."""
        self._materials = materials
        self._receiver = receiver
        self._callers = callers
        self._limits = limits
        self._limit = limit

    async def add(self, call: Call[None, None]) -> Response:
        """Add a material from a form with a file, or from a JSON object with a text."""
        user_id = (await self._callers.identify(call)).user.id
        await self._count(user_id)
        content_type = call.request.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() == "multipart/form-data":
            added = await self._receiver.receive(call, user_id=user_id, content_type=content_type)
        else:
            body = await read_body(limit_body(call.request.receive, limit=MAX_JSON))
            new, text = read_text_material(body, user_id=user_id)
            added = await self._materials.add_text(new, text)
        return _answer_added(added)

    async def list(self, call: Call[ListQuery, None]) -> MaterialListBody:
        """Return a page of materials."""
        user_id = (await self._callers.identify(call)).user.id
        query = call.query
        reader = FieldReader({"subject_id": query.subject_id, "state": query.state})
        subject_id, state = reader.subject_id(), reader.state()
        reader.check()
        found, total = await self._materials.list(
            user_id, subject_id=subject_id, state=state, limit=query.limit, offset=query.offset
        )
        materials = [material_body(material) for material in found]
        return MaterialListBody(materials=materials, total=total, limit=query.limit, offset=query.offset)

    async def find(self, call: Call[None, None]) -> MaterialBody:
        """Return a material with its state."""
        user_id = (await self._callers.identify(call)).user.id
        return material_body(await self._materials.find(_read_id(call.path), user_id=user_id))

    async def change(self, call: Call[None, dict[str, Any]]) -> MaterialBody:
        """Change the title or the subject of a material."""
        user_id = (await self._callers.identify(call)).user.id
        material_id, changes = _read_id(call.path), read_changes(call.body)
        return material_body(await self._materials.change(material_id, user_id=user_id, changes=changes))

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete a material with its passages and its file."""
        user_id = (await self._callers.identify(call)).user.id
        await self._materials.delete(_read_id(call.path), user_id=user_id)
        return Response(status_code=204)

    async def _count(self, user_id: UUID) -> None:
        rule = Rule(self._limit(), _MINUTE)
        seconds = await self._limits.start(f"study materials {user_id}", rule)
        if seconds <= 0:
            return
        wait = str(max(1, math.ceil(seconds)))
        headers = {
            "Retry-After": wait,
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": wait,
        }
        raise LimitReached(f"Too many materials in a minute. Try again in {wait} seconds.", headers=headers)


def register_materials(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    settings = deps.load(StudySettings)
    files = open_material_files(deps)
    materials = Materials(deps.pool, files=files)
    endpoints = MaterialEndpoints(
        materials,
        receiver=build_receiver(deps, materials=materials, files=files),
        callers=callers,
        limits=deps.limits,
        limit=lambda: deps.load(StudySettings).study_materials_per_minute,
    )
    body_limit = max(settings.study_material_max_bytes + FORM_OVERHEAD, MAX_JSON)
    for api in apis:
        _add_changes(api, endpoints, body_limit=body_limit)
        _add_reads(api, endpoints)


def _add_changes(api: Api, endpoints: MaterialEndpoints, *, body_limit: int) -> None:
    api.route(
        "POST", *LIST_PATHS, status=_CREATED, response_model=AddedBody, raw_body=TextBody, body_required=True,
        responses=[ResponseSpec(_ACCEPTED, "The material is queued.", model=AddedBody)],
        errors=(
            *_CALLER, InvalidFields, CrossOriginForbidden, BodyTooLarge, BodyTimeout, UnsupportedFile,
            TooManyPassages, LimitReached, DiskFull,
        ),
        access=Access.PUBLIC, body_limit=body_limit,
        summary="Add a material: a text as JSON, or a form with a `file` and perhaps a `title` and a `subject_id`",
    )(endpoints.add)  # fmt: skip
    api.route(
        "PATCH", *PATHS, body=dict[str, Any], raw_body=ChangeBody, response_model=MaterialBody,
        errors=(*_CALLER, CrossOriginForbidden, InvalidFields, MaterialNotFound), access=Access.PUBLIC,
        summary="Change the title or the subject of a material",
    )(endpoints.change)  # fmt: skip
    api.route(
        "DELETE", *PATHS, status=204, errors=(*_CALLER, CrossOriginForbidden, MaterialNotFound), access=Access.PUBLIC,
        summary="Delete a material with its passages and its file",
    )(endpoints.delete)  # fmt: skip


def _add_reads(api: Api, endpoints: MaterialEndpoints) -> None:
    api.route(
        "GET", *LIST_PATHS, query=ListQuery, response_model=MaterialListBody, errors=(*_CALLER, InvalidFields),
        access=Access.PUBLIC, summary="The materials of the account, the newest first",
    )(endpoints.list)  # fmt: skip
    api.route(
        "GET", *PATHS, response_model=MaterialBody, errors=(*_CALLER, MaterialNotFound), access=Access.PUBLIC,
        summary="A material, and whether it can be searched yet",
    )(endpoints.find)  # fmt: skip


def _answer_added(added: AddedMaterial) -> Response:
    status = _CREATED if added.state is MaterialState.READY else _ACCEPTED
    body = msgspec.json.encode(added_body(added))
    return Response(body, status_code=status, media_type="application/json")


def _read_id(path: Mapping[str, Any]) -> UUID:
    try:
        return UUID(path["id"])
    except ValueError:
        raise refuse_unknown() from None
