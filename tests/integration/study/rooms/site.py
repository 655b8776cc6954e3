"""Rooms over HTTP and websockets, as clients see them."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2

from integration.study.conftest import sign_up
from integration.study.served import StudyServer
from support.http_client import http_client
from support.websocket import Closed, WebSocket, open_websocket


@dataclass(slots=True)
class RoomClient:
    """A websocket of a member; `events` are the events that it got, in their order."""

    socket: WebSocket
    frames: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    presence: dict[str, str] = field(default_factory=dict)
    welcome: dict[str, Any] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.socket.drop()

    async def receive(self, *, within: float = 5.0) -> dict[str, Any]:
        """Return the next frame; Closed, TimeoutError."""
        frame: dict[str, Any] = json.loads(await self.socket.receive(within=within))
        self.frames.append(frame)
        self.events += frame.get("events", ())
        if frame["type"] == "welcome":
            self.welcome = frame
        for change in frame.get("presence", ()):
            self.presence[change["user_id"]] = change["status"]
        return frame

    async def wait_for(self, kind: str, *, within: float = 5.0, **members: object) -> dict[str, Any]:
        """Return the next frame of a type with these members."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.receive(within=within)
                if frame["type"] == kind and all(frame.get(name) == value for name, value in members.items()):
                    return frame

    async def wait_event(self, kind: str, *, within: float = 5.0, **data: object) -> dict[str, Any]:
        """Return the first event of a kind with these data, which may have come already."""
        seen = 0
        async with asyncio.timeout(within):
            while True:
                for event in self.events[seen:]:
                    if event["kind"] == kind and all(event["data"].get(name) == value for name, value in data.items()):
                        return event
                seen = len(self.events)
                await self.receive(within=within)

    async def wait_status(self, user: object, status: str, *, within: float = 5.0) -> None:
        """Wait until a user has a status."""
        async with asyncio.timeout(within):
            while self.presence.get(str(user)) != status:
                await self.receive(within=within)

    async def wait_closed(self, *, within: float = 5.0) -> Closed:
        """Return how the server closed the websocket."""
        async with asyncio.timeout(within):
            while True:
                try:
                    await self.receive(within=within)
                except Closed as closed:
                    return closed

    async def send(self, kind: str, **members: object) -> None:
        """Send a frame."""
        await self.socket.send(json.dumps({"type": kind, **members}))

    async def call(self, kind: str, **members: object) -> dict[str, Any]:
        """Send a frame with an id, and return its ack or error."""
        name = str(members.pop("id", None) or uuid.uuid4())
        await self.send(kind, id=name, **members)
        while True:
            frame = await self.receive()
            if frame["type"] in ("ack", "error") and frame["id"] == name:
                return frame

    @property
    def texts(self) -> Sequence[str]:
        """The texts of the messages so far."""
        return [event["data"]["text"] for event in self.events if event["kind"] == "message"]

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of the events so far."""
        return [event["number"] for event in self.events]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSite:
    """A server, and three accounts: an owner, a member, and somebody who is in no room."""

    server: StudyServer
    http: httpx2.AsyncClient
    owner: uuid.UUID
    member: uuid.UUID
    stranger: uuid.UUID

    async def call(self, method: str, path: str = "", *, account: object = None, **options: Any) -> httpx2.Response:
        """Send a request with the token of an account, by default of the owner."""
        headers = {"Authorization": f"Bearer {self.server.token(account or self.owner)}"}
        return await self.http.request(method, f"/api/rooms{path}", headers=headers, **options)

    async def create(self, **fields: object) -> str:
        """Create a room with the owner and the member in it, and return its id."""
        response = await self.call("POST", json={"name": "Analysis", **fields})
        assert response.status_code == 201, response.text
        room: str = response.json()["id"]
        await self.invite(room, self.member)
        return room

    async def invite(self, room: str, account: object) -> None:
        """Make an account a member by an invitation."""
        made = await self.call("POST", f"/{room}/invitations", json={})
        response = await self.call("POST", "/join", account=account, json={"code": made.json()["code"]})
        assert response.status_code == 200, response.text

    async def ticket(self, room: str, account: object = None) -> str:
        """Return a ticket of an account."""
        response = await self.call("POST", f"/{room}/ticket", account=account)
        assert response.status_code == 201, response.text
        return str(response.json()["ticket"])

    async def open(
        self, room: str, account: object = None, *, after: int | None = None, address: str = "", buffer: int = 2**26
    ) -> RoomClient:
        """Return a websocket of an account, whose welcome has come."""
        query = f"ticket={await self.ticket(room, account)}" + ("" if after is None else f"&after={after}")
        address = address or self.server.address
        client = RoomClient(await open_websocket(f"{address}/ws/rooms?{query}", buffer=buffer))
        await client.wait_for("welcome")
        return client


@asynccontextmanager
async def open_site(server: StudyServer) -> AsyncIterator[RoomSite]:
    """Yield a server with new accounts."""
    accounts = {name: await sign_up(server) for name in ("owner", "member", "stranger")}
    async with http_client(server.address, timeout=30) as http:
        yield RoomSite(server=server, http=http, **accounts)
