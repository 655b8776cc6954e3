"""The endpoints of what happens in a room: invitations, tickets of websockets, messages and the timer."""

from typing import Any, Final

import msgspec
from starlette.responses import Response

from alcove.apps.study.rooms.calls import CHANGE_ERRORS, READ_ERRORS, SENDS, RoomCalls, paths, read_body, read_id
from alcove.apps.study.rooms.model import TICKET_SECONDS, NewMessage, RoomBusy, RoomNotFound, Ticket
from alcove.apps.study.rooms.schemas import (
    CodeBody,
    EventListBody,
    HistoryQuery,
    InvitationListBody,
    MadeInvitationBody,
    MessageBody,
    NewInvitationBody,
    NumberBody,
    RoomBody,
    TicketBody,
    TimerActionBody,
    TimerBody,
)
from alcove.apps.study.rooms.service import describe_timer
from alcove.apps.study.rooms.timer import Durations
from alcove.foundation.web import Access, Api, Call

SOCKET_PATHS: Final = ("/ws/rooms", "/ws/study/rooms")
_NO_CONTENT: Final = 204
_MAX_NUMBER: Final = 2**62


def add_activity(api: Api, calls: RoomCalls) -> None:
    """Declare the endpoints."""
    _add_invitations(api, calls)
    _add_entry(api, calls)
    _add_messages(api, calls)
    _add_deletion(api, calls)
    _add_timer(api, calls)


def _add_invitations(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "POST", *paths("/{id}/invitations"), body=dict[str, Any], raw_body=NewInvitationBody, body_required=True,
        status=201, response_model=MadeInvitationBody, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Make an invitation, whose code is shown once (moderators)",
    )  # fmt: skip
    async def invite(call: Call[None, dict[str, Any]]) -> MadeInvitationBody:
        caller = await calls.count(call)
        body = read_body(call.body, NewInvitationBody)
        invitation_id, code = await calls.entry.invite(
            read_id(call.path), user_id=caller.user.id, uses=body.uses, hours=body.hours
        )
        return MadeInvitationBody(id=invitation_id, code=code)

    @api.route(
        "GET", *paths("/{id}/invitations"), response_model=InvitationListBody, errors=READ_ERRORS,
        access=Access.PUBLIC, summary="The invitations that can be used, without their codes (moderators)",
    )  # fmt: skip
    async def list_invitations(call: Call[None, None]) -> bytes:
        return await calls.entry.list_invitations(read_id(call.path), user_id=await calls.identify(call))

    @api.route(
        "DELETE", *paths("/{id}/invitations/{invitation_id}"), status=_NO_CONTENT, errors=CHANGE_ERRORS,
        access=Access.PUBLIC, summary="Delete an invitation (moderators)",
    )  # fmt: skip
    async def revoke(call: Call[None, None]) -> Response:
        caller = await calls.count(call)
        invitation_id = read_id(
            call.path, "invitation_id", refuse=lambda: RoomNotFound("The room has no such invitation.")
        )
        await calls.entry.revoke(read_id(call.path), user_id=caller.user.id, invitation_id=invitation_id)
        return Response(status_code=_NO_CONTENT)


def _add_entry(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "POST", *paths("/join"), body=dict[str, Any], raw_body=CodeBody, body_required=True, response_model=RoomBody,
        errors=CHANGE_ERRORS, access=Access.PUBLIC, summary="Become a member by the code of an invitation",
    )  # fmt: skip
    async def accept(call: Call[None, dict[str, Any]]) -> bytes:
        caller = await calls.count(call)
        return await calls.entry.accept(read_body(call.body, CodeBody).code, user_id=caller.user.id)

    @api.route(
        "POST", *paths("/{id}/ticket"), status=201, response_model=TicketBody, errors=CHANGE_ERRORS,
        access=Access.PUBLIC, summary="A ticket, which opens one websocket of the room",
    )  # fmt: skip
    async def make_ticket(call: Call[None, None]) -> TicketBody:
        caller = await calls.count(call)
        ticket = Ticket(room_id=read_id(call.path), user_id=caller.user.id, session_id=caller.session_id)
        secret = await calls.entry.make_ticket(ticket)
        return TicketBody(ticket=secret, expires_in=TICKET_SECONDS, path=f"{SOCKET_PATHS[0]}?ticket={secret}")


def _add_messages(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "GET", *paths("/{id}/messages"), query=HistoryQuery, response_model=EventListBody, errors=READ_ERRORS,
        access=Access.PUBLIC, summary="What has happened in a room: after a number, or the last before one",
    )  # fmt: skip
    async def history(call: Call[HistoryQuery, None]) -> bytes:
        user_id, query = await calls.identify(call), call.query
        return await calls.rooms.history(
            read_id(call.path), user_id=user_id, after=query.after, before=query.before, limit=query.limit
        )

    @api.route(
        "POST", *paths("/{id}/messages"), body=dict[str, Any], raw_body=MessageBody, body_required=True, status=201,
        response_model=NumberBody, errors=(*CHANGE_ERRORS, RoomBusy), access=Access.PUBLIC,
        summary="Send a message to a room, or to one member",
    )  # fmt: skip
    async def send(call: Call[None, dict[str, Any]]) -> NumberBody:
        caller = await calls.count(call, SENDS)
        body = read_body(call.body, MessageBody)
        message = NewMessage(
            room_id=read_id(call.path), author=caller.user.id, client_id=body.id, text=body.text, recipient=body.to
        )
        return NumberBody(number=await calls.writer.store(message))


def _add_deletion(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "DELETE", *paths("/{id}/messages/{number}"), status=_NO_CONTENT, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Remove the text of one's own message, or of another one (moderators)",
    )  # fmt: skip
    async def delete(call: Call[None, None]) -> Response:
        caller = await calls.count(call)
        text = call.path["number"]
        number = int(text) if text.isascii() and text.isdigit() and len(text) < len(str(_MAX_NUMBER)) else _MAX_NUMBER
        await calls.rooms.delete_message(read_id(call.path), user_id=caller.user.id, number=number)
        return Response(status_code=_NO_CONTENT)


def _add_timer(api: Api, calls: RoomCalls) -> None:
    @api.route(
        "GET", *paths("/{id}/timer"), response_model=TimerBody, errors=READ_ERRORS, access=Access.PUBLIC,
        summary="The shared timer as it stands now",
    )  # fmt: skip
    async def find(call: Call[None, None]) -> dict[str, object]:
        return describe_timer(await calls.rooms.find_timer(read_id(call.path), user_id=await calls.identify(call)))

    @api.route(
        "POST", *paths("/{id}/timer"), body=dict[str, Any], raw_body=TimerActionBody, body_required=True,
        response_model=TimerBody, errors=CHANGE_ERRORS, access=Access.PUBLIC,
        summary="Start, pause, resume, skip a phase of or reset the shared timer",
    )  # fmt: skip
    async def control(call: Call[None, dict[str, Any]]) -> dict[str, object]:
        caller = await calls.count(call, SENDS)
        body = read_body(call.body, TimerActionBody)
        durations = msgspec.convert(body, Durations, from_attributes=True)
        _, timer = await calls.rooms.control_timer(
            read_id(call.path), user_id=caller.user.id, action=body.action, durations=durations
        )
        return describe_timer(timer)
