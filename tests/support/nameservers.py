"""Name servers on loopback: DNS over UDP, TCP and HTTPS, answered from a table that tests fill."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from alcove.foundation.settings import NameServer


@dataclass(slots=True)
class Zone:
    """The records of a name server by name and type, and its faults."""

    entries: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    ttl: int = 300
    rcode: dns.rcode.Rcode | None = None
    silent: bool = False
    truncate_udp: bool = False
    forge_first: bool = False
    garbage: bool = False
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, type and transport of every question."""

    def add(self, name: str, *addresses: str) -> None:
        """Add addresses of a name."""
        for address in addresses:
            kind = "AAAA" if ":" in address else "A"
            self.entries.setdefault((name, kind), []).append(address)

    def answer(self, wire: bytes, transport: str) -> bytes:
        """Return the answer to a question."""
        question = dns.message.from_wire(wire)
        query = question.question[0]
        name, kind = query.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(query.rdtype)
        self.requests.append((name, kind, transport))
        reply = dns.message.make_response(question, recursion_available=True)
        if self.garbage:
            return b"\x00garbage"
        if self.rcode is not None:
            reply.set_rcode(self.rcode)
            return reply.to_wire(max_size=65_535)
        while name in self.aliases:
            alias = self.aliases[name]
            reply.answer.append(dns.rrset.from_text(f"{name}.", self.ttl, "IN", "CNAME", f"{alias}."))
            name = alias
        addresses = self.entries.get((name, kind), [])
        if addresses:
            reply.answer.append(dns.rrset.from_text(f"{name}.", self.ttl, "IN", kind, *addresses))
        elif not any(known == name for known, _ in self.entries):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        if transport == "udp" and self.truncate_udp:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
        return reply.to_wire(max_size=65_535)


class _UdpProtocol(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = self._zone.answer(data, "udp")
        if self._zone.silent:
            return
        if self._zone.forge_first:
            # What somebody else guesses has another id.
            forged = dns.message.from_wire(data)
            lie = dns.message.make_response(forged)
            lie.answer.append(dns.rrset.from_text(forged.question[0].name, 300, "IN", "A", "6.6.6.6"))
            lie.id = (forged.id + 1) % 65536
            self._transport.sendto(lie.to_wire(), addr)
        self._transport.sendto(reply, addr)


@asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[NameServer]:
    """Answer over UDP and TCP at one port of loopback."""
    loop = asyncio.get_running_loop()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = int.from_bytes(await reader.readexactly(2))
        reply = zone.answer(await reader.readexactly(length), "tcp")
        if not zone.silent:
            writer.write(len(reply).to_bytes(2) + reply)
        writer.close()

    def handle_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    listener = await asyncio.start_server(handle_connection, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    transport, _ = await loop.create_datagram_endpoint(lambda: _UdpProtocol(zone), local_addr=("127.0.0.1", port))
    try:
        yield NameServer("127.0.0.1", port)
    finally:
        transport.close()
        listener.close()
        await asyncio.gather(*talks, return_exceptions=True)


@asynccontextmanager
async def doh_server(zone: Zone, *, tls: ssl.SSLContext) -> AsyncIterator[int]:
    """Answer RFC 8484 questions, by GET and by POST, and yield the port."""
    writers: set[asyncio.StreamWriter] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                writer.write(_doh(zone, method=method, target=target, headers=headers, body=body))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()


def _doh(zone: Zone, *, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
    path, _, query = target.partition("?")
    if path != "/dns-query":
        return b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    if method == "GET":
        encoded = query.removeprefix("dns=")
        body = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    elif headers.get("content-type") != "application/dns-message":
        return b"HTTP/1.1 415 No\r\nContent-Length: 0\r\n\r\n"
    assert dns.message.from_wire(body).id == 0
    reply = zone.answer(body, "https")
    kind = "application/dns-message"
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(reply)}\r\n\r\n".encode() + reply
