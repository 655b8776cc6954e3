"""A small SMTP server on loopback whose replies a test chooses."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True, kw_only=True)
class SmtpServer:
    """The server: how it replies, and what it has accepted.

    `on_recipient` and `on_data` return the reply to RCPT TO and to the end of a message; a message is accepted
    when that reply begins with 250. `logins` are the passwords by user.
    """

    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    logins: dict[str, str] = field(default_factory=dict)
    on_recipient: Callable[[str], str] = lambda _: "250 fine"
    on_data: Callable[[EmailMessage], str] = lambda _: "250 taken"
    silent_after_data: bool = False
    port: int = 0
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Handle one connection until the client closes it."""
        self.connections += 1
        conversation = _Conversation(self, reader, writer)
        try:
            await conversation.run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()


class _Conversation:
    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peer = server
        self._reader = reader
        self._writer = writer
        self._is_encrypted = server.implicit_tls
        self._user = ""

    async def run(self) -> None:
        await self._send("220 peer.test ESMTP")
        while line := (await self._reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                await self._send("221 bye")
                return
            await self._reply(verb.upper(), rest)

    async def _reply(self, verb: str, rest: str) -> None:
        server = self._peer
        if verb == "EHLO":
            await self._send(*self._greeting())
        elif verb == "STARTTLS" and server.tls is not None:
            await self._send("220 go ahead")
            await self._writer.start_tls(server.tls)
            self._is_encrypted = True
        elif verb == "AUTH":
            await self._send(await self._sign_in(rest))
        elif verb == "MAIL":
            await self._send("250 fine" if self._user or not server.logins else "530 sign in first")
        elif verb == "RCPT":
            server.recipients.append(rest)
            await self._send(server.on_recipient(rest))
        elif verb == "DATA":
            await self._receive_message()
        else:
            await self._send("250 fine" if verb in ("RSET", "NOOP") else "502 unknown")

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

    async def _receive_message(self) -> None:
        await self._send("354 go on")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        lines = content.removesuffix(b".\r\n").replace(b"\r\n", b"\n").replace(b"\n..", b"\n.")
        message = message_from_bytes(lines, policy=policy.default)
        answer = self._peer.on_data(message)
        if answer.startswith("250"):
            self._peer.accepted.append(message)
            self._peer.encrypted.append(self._is_encrypted)
            self._peer.signed_in.append(self._user)
        if self._peer.silent_after_data:
            await asyncio.Event().wait()
        await self._send(answer)

    async def _send(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()


@asynccontextmanager
async def smtp_server(server: SmtpServer, *, port: int = 0) -> AsyncIterator[SmtpServer]:
    """Run the server on loopback; its port is chosen by the system unless one is given."""
    context = server.tls if server.implicit_tls else None
    clients: set[asyncio.Task[None]] = set()

    def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        clients.add(asyncio.create_task(server.serve(reader, writer)))

    listener = await asyncio.start_server(handle, "127.0.0.1", port, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
