"""`/api/rooms`: rooms to study together, and who is in them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from alcove.apps.study.rooms.activity_routes import add_activity
from alcove.apps.study.rooms.calls import CHANGE_ERRORS, READ_ERRORS, RoomCalls, paths, read_body, read_id
from alcove.apps.study.rooms.model import Role, RoomNotFound
from alcove.apps.study.rooms.schemas import (
    MemberListBody,
    MemberQuery,
    NewRoomBody,
    RemovalQuery,
    RoleBody,
    RoomBody,
    RoomChangeBody,
    RoomListBody,
    RoomQuery,
)
from alcove.apps.study.rooms.service import RoomFields
from alcove.foundation.web import Access, Api, Call

_NO_CONTENT: Final = 204


def register_rooms(apis: Sequence[Api], calls: RoomCalls, *, capacity: int) -> None:
    """Declare the endpoints; `capacity` is that of a room whose creator says nothing about it."""
    for api in apis:
        _add_lists(api, calls)
        _add_creation(api, calls, capacity=capacity)
        _add_changes(api, calls)
        _add_members(api, calls)
        _add_removal(api, calls)
        add_activity(api, calls)


def _add_lists(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "GET", *paths(), query=RoomQuery, response_model=RoomListBody, errors=READ_ERRORS, access=Access.PUBLIC,
        summary="The rooms of the account, or with `scope=open` those that it may join",
    )  # fmt: skip
    async def list_rooms(call: Call[RoomQuery, None]) -> bytes:
        user_id, query = await calls.identify(call), call.query
        return await calls.rooms.list(user_id, is_open=query.scope == "open", limit=query.limit, offset=query.offset)

    @api.route(
        "GET", *paths("/{id}"), response_model=RoomBody, errors=READ_ERRORS, access=Access.PUBLIC,
        summary="A room in which the account is, or which it may join",
    )  # fmt: skip
    async def find(call: Call[None, None]) -> bytes:
        return await calls.rooms.find(read_id(call.path), user_id=await calls.identify(call))


def _add_creation(api: Api, calls: RoomCalls, *, capacity: int) -> None:
    @api.route(
        "POST", *paths(), body=dict[str, Any], raw_body=NewRoomBody, body_required=True, status=201,
        response_model=RoomBody, errors=CHANGE_ERRORS, access=Access.PUBLIC, summary="Create a room",
    )  # fmt: skip
    async def create(call: Call[None, dict[str, Any]]) -> bytes:
        caller = await calls.count(call)
        body = read_body(call.body, NewRoomBody)
        fields = RoomFields(name=body.name, description=body.description, is_open=body.is_open, capacity=body.capacity)
        return await calls.rooms.create(caller.user.id, fields, capacity=capacity)

    @api.route(
        "POST", *paths("/{id}/join"), response_model=RoomBody, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Become a member of an open room",
    )  # fmt: skip
    async def join(call: Call[None, None]) -> bytes:
        caller = await calls.count(call)
        return await calls.rooms.join(read_id(call.path), user_id=caller.user.id)


def _add_changes(api: Api, calls: RoomCalls) -> None:
    async def change(call: Call[None, dict[str, Any]]) -> bytes:
        caller = await calls.count(call)
        body = read_body(call.body, RoomChangeBody)
        fields = RoomFields(name=body.name, description=body.description, is_open=body.is_open, capacity=body.capacity)
        return await calls.rooms.change(read_id(call.path), fields, user_id=caller.user.id)

    api.route(
        "PATCH", *paths("/{id}"), body=dict[str, Any], raw_body=RoomChangeBody, body_required=True,
        response_model=RoomBody, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Change the name, the description, the openness or the capacity of a room (moderators)",
    )(change)  # fmt: skip

    @api.route(
        "DELETE", *paths("/{id}"), status=_NO_CONTENT, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Delete a room with all that is in it (owner)",
    )  # fmt: skip
    async def delete(call: Call[None, None]) -> Response:
        caller = await calls.count(call)
        await calls.rooms.delete(read_id(call.path), user_id=caller.user.id)
        return Response(status_code=_NO_CONTENT)


def _add_members(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "GET", *paths("/{id}/members"), query=MemberQuery, response_model=MemberListBody, errors=READ_ERRORS,
        access=Access.PUBLIC, summary="The members of a room, or for moderators those who are banned",
    )  # fmt: skip
    async def list_members(call: Call[MemberQuery, None]) -> bytes:
        user_id, query = await calls.identify(call), call.query
        return await calls.rooms.members(
            read_id(call.path), user_id=user_id, are_banned=query.banned, limit=query.limit, offset=query.offset
        )

    @api.route(
        "PATCH", *paths("/{id}/members/{user_id}"), body=dict[str, Any], raw_body=RoleBody, body_required=True,
        status=_NO_CONTENT, errors=CHANGE_ERRORS, access=Access.PUBLIC, summary="Change the role of a member (owner)",
    )  # fmt: skip
    async def set_role(call: Call[None, dict[str, Any]]) -> Response:
        caller = await calls.count(call)
        body = read_body(call.body, RoleBody)
        await calls.rooms.set_role(
            read_id(call.path), user_id=caller.user.id, member=_read_member(call), role=Role(body.role)
        )
        return Response(status_code=_NO_CONTENT)


def _add_removal(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "DELETE", *paths("/{id}/members/{user_id}"), query=RemovalQuery, status=_NO_CONTENT, errors=CHANGE_ERRORS,
        access=Access.PUBLIC,
        summary="Leave a room, remove a member or a ban (moderators), or with `ban=true` ban a member (moderators)",
    )  # fmt: skip
    async def remove(call: Call[RemovalQuery, None]) -> Response:
        caller = await calls.count(call)
        await calls.rooms.remove(
            read_id(call.path), user_id=caller.user.id, member=_read_member(call), is_ban=call.query.ban
        )
        return Response(status_code=_NO_CONTENT)


def _read_member(call: Call[Any, Any]) -> UUID:
    return read_id(call.path, "user_id", refuse=lambda: RoomNotFound("The room has no such member."))
