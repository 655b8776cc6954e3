"""`/api/machine-clients`: programs that sign their requests and act for the account."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn, find_expiry_fault
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.signed_requests import build_machine_clients
from alcove.apps.study.signed_requests.model import ClientNotFound, ClientRefused
from alcove.apps.study.signed_requests.schemas import ClientBody, ClientList, NewClientBody
from alcove.apps.study.signed_requests.service import MachineClients
from alcove.foundation.clock import Clock
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BadRequest, CrossOriginForbidden
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.vault import VaultError
from alcove.foundation.web import Access, Api, Call

LIST_PATHS: Final = ("/api/machine-clients", "/api/study/machine-clients")
PATHS: Final = ("/api/machine-clients/{id}", "/api/study/machine-clients/{id}")
ADDED: Final = Rule(20, 3600.0)
"""How many programs an account may register."""
_CALLER: Final = (NotSignedIn, NotAllowed)
_CREATED: Final = 201


class MachineClientEndpoints:
    """The handlers of the endpoints."""

    def __init__(self, clients: MachineClients, *, callers: CallerIdentifier, limits: LimitStore, clock: Clock) -> None:
        self._clients = clients
        self._callers = callers
        self._limits = limits
        self._clock = clock

    async def list(self, call: Call[None, None]) -> bytes:
        """Return the programs of the account."""
        return await self._clients.list((await self._callers.identify(call)).user.id)

    async def add(self, call: Call[None, ClientBody]) -> Response:
        """Register a program."""
        user_id, body = (await self._callers.identify(call)).user.id, call.body
        if fault := find_expiry_fault(body.expires_at, now=self._clock.now()):
            raise InvalidFields({"expires_at": fault})
        if await self._limits.start(f"study machine clients {user_id}", ADDED) > 0:
            raise LimitReached("Too many programs were registered in an hour.", headers={"Retry-After": "3600"})
        client_id, key = await self._clients.add(user_id, name=body.name, expires_at=body.expires_at)
        content = msgspec.json.encode(NewClientBody(id=client_id, name=body.name, key=key.reveal()))
        return Response(content, status_code=_CREATED, media_type="application/json")

    async def remove(self, call: Call[None, None]) -> Response:
        """Refuse the requests of a program from now on."""
        user_id = (await self._callers.identify(call)).user.id
        await self._clients.remove(_read_id(call.path), user_id=user_id)
        return Response(status_code=204)


def register_machine_clients(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    clients = build_machine_clients(deps)
    endpoints = MachineClientEndpoints(clients, callers=callers, limits=deps.limits, clock=deps.clock)
    for api in apis:
        api.route(
            "GET", *LIST_PATHS, response_model=ClientList, errors=_CALLER, access=Access.PUBLIC,
            summary="The programs that sign requests for the account",
        )(endpoints.list)  # fmt: skip
        api.route(
            "POST", *LIST_PATHS, body=ClientBody, status=_CREATED, response_model=NewClientBody,
            errors=(
                *_CALLER, BadRequest, InvalidFields, CrossOriginForbidden, ClientRefused, LimitReached, VaultError,
            ),
            access=Access.PUBLIC, summary="Register a program, and get the key with which it signs",
        )(endpoints.add)  # fmt: skip
        api.route(
            "DELETE", *PATHS, status=204, errors=(*_CALLER, CrossOriginForbidden, ClientNotFound),
            access=Access.PUBLIC, summary="Refuse the requests of a program from now on",
        )(endpoints.remove)  # fmt: skip


def _read_id(path: Mapping[str, Any]) -> UUID:
    try:
        return UUID(path["id"])
    except ValueError:
        raise ClientNotFound from None
