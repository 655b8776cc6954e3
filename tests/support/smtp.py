"""A small SMTP server on loopback that answers as a test wants."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True, kw_only=True)
class SmtpPeer:
    """The server: how it answers, and what it has taken.

    `on_recipient` and `on_data` return the answer to RCPT TO and to the end of a message; a message counts as taken
    when that answer begins with 250. `logins` are the users and passwords that it knows.
    """

    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    logins: dict[str, str] = field(default_factory=dict)
    on_recipient: Callable[[str], str] = lambda _: "250 fine"
    on_data: Callable[[EmailMessage], str] = lambda _: "250 taken"
    silent_after_data: bool = False
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk to one client until it leaves."""
        self.connections += 1
        conversation = _Conversation(self, reader, writer)
        try:
            await conversation.run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()


class _Conversation:
    def __init__(self, peer: SmtpPeer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peer = peer
        self._reader = reader
        self._writer = writer
        self._is_encrypted = peer.implicit_tls
        self._user = ""

    async def run(self) -> None:
        await self._say("220 peer.test ESMTP")
        while line := (await self._reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                await self._say("221 bye")
                return
            await self._answer(verb.upper(), rest)

    async def _answer(self, verb: str, rest: str) -> None:
        peer = self._peer
        if verb == "EHLO":
            await self._say(*self._greeting())
        elif verb == "STARTTLS" and peer.tls is not None:
            await self._say("220 go ahead")
            await self._writer.start_tls(peer.tls)
            self._is_encrypted = True
        elif verb == "AUTH":
            await self._say(await self._sign_in(rest))
        elif verb == "MAIL":
            await self._say("250 fine" if self._user or not peer.logins else "530 sign in first")
        elif verb == "RCPT":
            peer.recipients.append(rest)
            await self._say(peer.on_recipient(rest))
        elif verb == "DATA":
            await self._take()
        else:
            await self._say("250 fine" if verb in ("RSET", "NOOP") else "502 unknown")

    def _greeting(self) -> list[str]:
        words = ["peer.test", "8BITMIME"]
        if self._peer.tls is not None and not self._is_encrypted:
            words.append("STARTTLS")
        if self._peer.logins:
            words.append("AUTH PLAIN")
        return [f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}"]

    async def _sign_in(self, rest: str) -> str:
        _, _, user, password = ("\0" + base64.b64decode(rest.partition(" ")[2]).decode()).split("\0")
        if self._peer.logins.get(user) != password:
            return "535 wrong user or password"
        self._user = user
        return "235 welcome"

    async def _take(self) -> None:
        await self._say("354 go on")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        lines = content.removesuffix(b".\r\n").replace(b"\r\n", b"\n").replace(b"\n..", b"\n.")
        message = message_from_bytes(lines, policy=policy.default)
        answer = self._peer.on_data(message)
        if answer.startswith("250"):
            self._peer.taken.append(message)
            self._peer.encrypted.append(self._is_encrypted)
            self._peer.signed_in.append(self._user)
        if self._peer.silent_after_data:
            await asyncio.Event().wait()
        await self._say(answer)

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()


@asynccontextmanager
async def smtp_server(peer: SmtpPeer, *, port: int = 0) -> AsyncIterator[SmtpPeer]:
    """Run the server on loopback; its port is chosen by the system unless one is given."""
    context = peer.tls if peer.implicit_tls else None
    clients: set[asyncio.Task[None]] = set()

    def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.add(asyncio.create_task(peer.serve(reader, writer)))

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=context)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
