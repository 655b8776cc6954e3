"""`/api/ai/chats`: chats with the tutor. Questions are asked at `/api/ai/chat`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.chats import store
from alcove.apps.study.chats.markdown import write_markdown
from alcove.apps.study.chats.schemas import (
    ChatChanges,
    ChatDetails,
    ChatFields,
    ChatListBody,
    ChatListQuery,
    ChatQuery,
    TutorChoices,
)
from alcove.apps.study.native_api import InvalidFields, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import RowNotFound, both_paths
from alcove.foundation.database import Pool
from alcove.foundation.deps import Deps
from alcove.foundation.errors import CrossOriginForbidden
from alcove.foundation.web import Access, Api, Call

LIST_PATHS: Final = both_paths("ai/chats")
PATHS: Final = both_paths("ai/chats/{id}")
SETTINGS_PATHS: Final = both_paths("ai/settings")
_LATEST: Final = ChatQuery()
_READ: Final = (NotSignedIn, NotAllowed, RowNotFound)
_WRITE: Final = (*_READ, CrossOriginForbidden, InvalidFields)


class ChatEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, pool: Pool, *, callers: CallerIdentifier) -> None:
        self._pool = pool
        self._callers = callers

    async def list(self, call: Call[ChatListQuery, None]) -> bytes:
        """Return a page of chats."""
        user_id, query = await self._identify(call), call.query
        return await store.list_chats(self._pool, user_id, q=query.q, limit=query.limit, offset=query.offset)

    async def add(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Add a chat, and return it."""
        user_id, new = await self._identify(call), read_fields(call.body, ChatFields)
        chat_id = await store.add_chat(
            self._pool, user_id, title=_clean(new.title), subject_id=new.subject_id, material_ids=new.material_ids
        )
        return await self._find(user_id, chat_id, query=_LATEST)

    async def find(self, call: Call[ChatQuery, None]) -> bytes:
        """Return a chat with its latest messages."""
        user_id = await self._identify(call)
        return await self._find(user_id, read_id(call.path), query=call.query)

    async def change(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Change title, subject or materials of a chat, and return it."""
        user_id, chat_id = await self._identify(call), read_id(call.path)
        changes = msgspec.to_builtins(read_fields(call.body, ChatChanges))
        if "title" in changes:
            changes["title"] = _clean(changes["title"])
        if not await store.change_chat(self._pool, user_id, chat_id=chat_id, changes=changes):
            raise refuse_chat()
        return await self._find(user_id, chat_id, query=_LATEST)

    async def delete(self, call: Call[None, None]) -> Response:
        """Delete a chat with its messages; an answer that is being made is stopped."""
        user_id = await self._identify(call)
        if not await store.delete_chat(self._pool, user_id, chat_id=read_id(call.path)):
            raise refuse_chat()
        return Response(status_code=204)

    async def export(self, call: Call[None, None]) -> Response:
        """Return a chat as a file."""
        user_id, chat_id = await self._identify(call), read_id(call.path)
        named = await store.read_title(self._pool, user_id, chat_id=chat_id)
        if named is None:
            raise refuse_chat()
        messages = await store.read_messages(self._pool, user_id, chat_id=chat_id)
        headers = {
            "Content-Disposition": f'attachment; filename="chat-{chat_id}.md"',
            "Cache-Control": "no-store",
        }
        text = write_markdown(named[0], created_at=named[1], messages=messages)
        return Response(text, headers=headers, media_type="text/markdown; charset=utf-8")

    async def read_settings(self, call: Call[None, None]) -> bytes:
        """Return the account's settings of the tutor."""
        return await store.read_settings(self._pool, await self._identify(call))

    async def replace_settings(self, call: Call[None, dict[str, Any]]) -> bytes:
        """Replace the account's settings of the tutor, and return them."""
        user_id, settings = await self._identify(call), read_fields(call.body, TutorChoices)
        await store.store_settings(self._pool, user_id, only_materials=settings.only_materials)
        return await store.read_settings(self._pool, user_id)

    async def _find(self, user_id: UUID, chat_id: UUID, *, query: ChatQuery) -> bytes:
        found = await store.find_chat(
            self._pool, user_id, chat_id=chat_id, limit=query.limit, before=query.before, before_id=query.before_id
        )
        if found is None:
            raise refuse_chat()
        return found

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def refuse_chat() -> RowNotFound:
    """Return the error for an id that is not one of the caller's chats."""
    return RowNotFound("You have no chat with this id.")


def read_id(path: Mapping[str, Any]) -> UUID:
    """Return the id of a chat in an address; RowNotFound."""
    try:
        return UUID(path["id"])
    except ValueError:
        raise refuse_chat() from None


def _clean(title: str) -> str:
    return " ".join(title.replace("\0", "").split()) or "New chat"


def register_chats(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    endpoints = ChatEndpoints(deps.pool, callers=callers)
    for api in apis:
        _add_reads(api, endpoints)
        _add_changes(api, endpoints)
        _add_settings(api, endpoints)


def _add_reads(api: Api, endpoints: ChatEndpoints) -> None:
    api.route(
        "GET", *LIST_PATHS, query=ChatListQuery, response_model=ChatListBody, errors=(NotSignedIn, NotAllowed),
        access=Access.PUBLIC, summary="The chats of the account, the latest first",
    )(endpoints.list)  # fmt: skip
    api.route(
        "GET", *PATHS, query=ChatQuery, response_model=ChatDetails, errors=_READ, access=Access.PUBLIC,
        summary="A chat with its latest messages, and the answer that is being made",
    )(endpoints.find)  # fmt: skip
    api.route(
        "GET", *both_paths("ai/chats/{id}/export"), response_model=str, errors=_READ, access=Access.PUBLIC,
        media_type="text/markdown", same_site_only=True, headers={"Content-Disposition": "Suggests a file name."},
        summary="A chat as Markdown, with models, costs and sources",
    )(endpoints.export)  # fmt: skip


def _add_changes(api: Api, endpoints: ChatEndpoints) -> None:
    api.route(
        "POST", *LIST_PATHS, status=201, body=dict[str, Any], raw_body=ChatFields, response_model=ChatDetails,
        errors=(NotSignedIn, NotAllowed, CrossOriginForbidden, InvalidFields), access=Access.PUBLIC,
        summary="Begin a chat, perhaps about a subject or certain materials",
    )(endpoints.add)  # fmt: skip
    api.route(
        "PATCH", *PATHS, body=dict[str, Any], raw_body=ChatChanges, response_model=ChatDetails, errors=_WRITE,
        access=Access.PUBLIC, summary="Change the title, subject or materials of a chat",
    )(endpoints.change)  # fmt: skip
    api.route(
        "DELETE", *PATHS, status=204, errors=(*_READ, CrossOriginForbidden), access=Access.PUBLIC,
        summary="Delete a chat with its messages; an answer that is being made is stopped",
    )(endpoints.delete)  # fmt: skip


def _add_settings(api: Api, endpoints: ChatEndpoints) -> None:
    api.route(
        "GET", *SETTINGS_PATHS, response_model=TutorChoices, errors=(NotSignedIn, NotAllowed), access=Access.PUBLIC,
        summary="Whether the tutor answers the account from its materials only",
    )(endpoints.read_settings)  # fmt: skip
    api.route(
        "PUT", *SETTINGS_PATHS, body=dict[str, Any], raw_body=TutorChoices, response_model=TutorChoices,
        errors=(NotSignedIn, NotAllowed, CrossOriginForbidden, InvalidFields), access=Access.PUBLIC,
        summary="Choose whether the tutor answers the account from its materials only",
    )(endpoints.replace_settings)  # fmt: skip
