"""`/api/vault/keys` and `/api/vault/rotate`: an account's keys of other services."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn
from alcove.apps.study.native_callers import AccountCaller, CallerIdentifier
from alcove.apps.study.permissions import AppRoles
from alcove.apps.study.vault.jobs import defer_rotation
from alcove.apps.study.vault.model import KeyNotFound, Origin, TooManyKeys
from alcove.apps.study.vault.schemas import (
    DeleteQuery,
    KeyBody,
    KeyList,
    KeyOwner,
    KeyState,
    OwnerQuery,
    RotateBody,
    RotationBody,
    read_new_key,
    read_rotation,
)
from alcove.apps.study.vault.service import VaultKeys
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BodyTimeout, BodyTooLarge, CrossOriginForbidden
from alcove.foundation.ratelimit import Rule
from alcove.foundation.vault import VaultError
from alcove.foundation.web import Access, Api, Call, ResponseSpec, read_body

LIST_PATHS: Final = ("/api/vault/keys", "/api/study/vault/keys")
KEY_PATHS: Final = ("/api/vault/keys/{key_name}", "/api/study/vault/keys/{key_name}")
ROTATE_PATHS: Final = ("/api/vault/rotate", "/api/study/vault/rotate")
BODY_LIMIT: Final = 64 * 1024
CHANGES: Final = Rule(60, 60.0)
"""How often an account may change its keys."""
_CALLER: Final = (NotSignedIn, NotAllowed)
_CREATED: Final = 201
_ACCEPTED: Final = 202


class VaultEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, deps: Deps, *, keys: VaultKeys, callers: CallerIdentifier) -> None:
        self._deps = deps
        self._keys = keys
        self._callers = callers
        self._roles = AppRoles(deps.pool)

    async def list(self, call: Call[OwnerQuery, None]) -> bytes:
        """Return all keys of an owner."""
        caller = await self._callers.identify(call)
        return await self._keys.list(await self._find_owner(caller, call.query.owner, action="read"))

    async def find(self, call: Call[OwnerQuery, None]) -> bytes:
        """Return one key."""
        caller = await self._callers.identify(call)
        return await self._keys.find(
            await self._find_owner(caller, call.query.owner, action="read"), call.path["key_name"]
        )

    async def put(self, call: Call[OwnerQuery, None]) -> Response:
        """Store a key, in place of one of the same name."""
        caller = await self._identify_for_change(call)
        owner = await self._find_owner(caller, call.query.owner, action="change")
        body = await read_body(call.request.receive)
        new = read_new_key(body, owner=owner, name=call.path.get("key_name"), now=self._now())
        was_known = await self._keys.put(new, origin=_read_origin(call))
        shown = await self._keys.find(owner, new.name)
        return Response(shown, status_code=200 if was_known else _CREATED, media_type="application/json")

    async def delete(self, call: Call[DeleteQuery, None]) -> Response:
        """Delete the key that the query names."""
        return await self._delete(call, call.query.key_name, owner=call.query.owner)

    async def delete_named(self, call: Call[OwnerQuery, None]) -> Response:
        """Delete the key that the address names."""
        return await self._delete(call, call.path["key_name"], owner=call.query.owner)

    async def rotate(self, call: Call[None, None]) -> Response:
        """Renew the data keys of keys, or queue a rotation of the master key."""
        caller = await self._identify_for_change(call)
        wanted = read_rotation(await read_body(call.request.receive))
        if wanted.scope == "master":
            await self._find_owner(caller, "server", action="rotate")
            await defer_rotation(self._deps.pool)
            return _answer(RotationBody(state="queued"), status=_ACCEPTED)
        owner = await self._find_owner(caller, wanted.owner, action="rotate")
        renewed = await self._keys.renew(owner, name=wanted.key_name, origin=_read_origin(call))
        body = RotationBody(rotated=len(renewed.names), keys=renewed.names, unreadable=renewed.unreadable)
        return _answer(body, status=200)

    async def _delete(self, call: Call[Any, None], name: str, *, owner: KeyOwner) -> Response:
        caller = await self._identify_for_change(call)
        await self._keys.delete(await self._find_owner(caller, owner, action="delete"), name, origin=_read_origin(call))
        return Response(status_code=204)

    async def _identify_for_change(self, call: Call[Any, Any]) -> AccountCaller:
        caller = await self._callers.identify(call)
        seconds = await self._deps.limits.start(f"study vault {caller.user.id}", CHANGES)
        if seconds > 0:
            wait = str(max(1, math.ceil(seconds)))
            headers = {
                "Retry-After": wait,
                "X-RateLimit-Limit": str(CHANGES.limit),
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Reset": wait,
            }
            raise LimitReached(f"Too many changes of keys. Try again in {wait} seconds.", headers=headers)
        return caller

    async def _find_owner(self, caller: AccountCaller, owner: KeyOwner, *, action: str) -> UUID | None:
        """Return whose keys these are, None for the server; InvalidFields, NotAllowed."""
        if owner == "account":
            return caller.user.id
        if owner != "server":
            raise InvalidFields({"owner": "is not account or server"})
        message = "Only owners of this app may use the keys of the server."
        await self._roles.check(caller.user.id, service="vault", resource="server_keys", action=action, message=message)
        return None

    def _now(self) -> datetime:
        return self._deps.clock.now()


def register_vault(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    keys = VaultKeys(deps.pool, vault=deps.vault, clock=deps.clock)
    endpoints = VaultEndpoints(deps, keys=keys, callers=callers)
    for api in apis:
        _add_reads(api, endpoints)
        _add_changes(api, endpoints)


def _add_reads(api: Api, endpoints: VaultEndpoints) -> None:
    api.route(
        "GET", *LIST_PATHS, query=OwnerQuery, response_model=KeyList, errors=(*_CALLER, InvalidFields),
        access=Access.PUBLIC, summary="The keys of other services in the vault, without the keys themselves",
    )(endpoints.list)  # fmt: skip
    api.route(
        "GET", *KEY_PATHS, query=OwnerQuery, response_model=KeyState, errors=(*_CALLER, InvalidFields, KeyNotFound),
        access=Access.PUBLIC, summary="What is known of a key",
    )(endpoints.find)  # fmt: skip


def _add_changes(api: Api, endpoints: VaultEndpoints) -> None:
    change_errors = (*_CALLER, InvalidFields, CrossOriginForbidden, LimitReached)
    store_errors = (*change_errors, BodyTooLarge, BodyTimeout, TooManyKeys, VaultError)
    for paths in (LIST_PATHS, KEY_PATHS):
        api.route(
            "PUT", *paths, query=OwnerQuery, response_model=KeyState, raw_body=KeyBody, body_required=True,
            responses=[ResponseSpec(_CREATED, "The key is new.", model=KeyState)], errors=store_errors,
            access=Access.PUBLIC, body_limit=BODY_LIMIT, summary="Store a key, in place of one of the same name",
        )(endpoints.put)  # fmt: skip
    api.route(
        "DELETE", *LIST_PATHS, query=DeleteQuery, status=204, errors=(*change_errors, KeyNotFound),
        access=Access.PUBLIC, summary="Delete the key that the query names",
    )(endpoints.delete)  # fmt: skip
    api.route(
        "DELETE", *KEY_PATHS, query=OwnerQuery, status=204, errors=(*change_errors, KeyNotFound),
        access=Access.PUBLIC, summary="Delete a key",
    )(endpoints.delete_named)  # fmt: skip
    api.route(
        "POST", *ROTATE_PATHS, response_model=RotationBody, raw_body=RotateBody,
        responses=[ResponseSpec(_ACCEPTED, "The rotation of the master key is queued.", model=RotationBody)],
        errors=(*store_errors, KeyNotFound), access=Access.PUBLIC, body_limit=BODY_LIMIT,
        summary="Encrypt keys again: with new data keys, or all secrets of the server under a new master key",
    )(endpoints.rotate)  # fmt: skip


def _answer(body: RotationBody, *, status: int) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")


def _read_origin(call: Call[Any, Any]) -> Origin:
    client = call.request.client
    return Origin(address=client.host if client else None, user_agent=call.request.headers.get("user-agent"))
