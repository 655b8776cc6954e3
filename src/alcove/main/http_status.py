"""Asks a server on this machine for one path, with nothing but sockets."""

import asyncio
import contextlib
import ssl

LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1", "localhost": "127.0.0.1"}  # noqa: S104 - not bound


async def status_of(host: str, port: int, *, path: str, within: float = 5.0, tls: bool = False) -> int | None:
    """Return the status of `GET path`, or None when nobody answers in time; with `tls` over any certificate."""
    target = LOCAL.get(host, host.strip("[]"))
    shown = f"[{target}]" if ":" in target else target
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection(target, port, ssl=_unverified() if tls else None)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {shown}:{port}\r\nConnection: close\r\n\r\n".encode())
                words = (await reader.readline()).split()
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return None
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        return None
    return int(words[1])


def _unverified() -> ssl.SSLContext:
    """Return the context of a caller who asks its own machine, and by an address that no certificate names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
