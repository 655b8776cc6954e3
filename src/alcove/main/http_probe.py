"""A minimal HTTP client that gets the status of a path on this machine."""

import asyncio
import contextlib
import ssl

LOOPBACK_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1", "localhost": "127.0.0.1"}  # noqa: S104 - not bound


async def probe_status(host: str, port: int, *, path: str, seconds: float = 5.0, tls: bool = False) -> int | None:
    """Return the status of `GET path`, or None without an answer in time; `tls` accepts any certificate."""
    target = LOOPBACK_ADDRESSES.get(host, host.strip("[]"))
    host_header = f"[{target}]" if ":" in target else target
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(target, port, ssl=_unverified_context() if tls else None)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host_header}:{port}\r\nConnection: close\r\n\r\n".encode())
                parts = (await reader.readline()).split()
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return None
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/") or not parts[1].isdigit():
        return None
    return int(parts[1])


def _unverified_context() -> ssl.SSLContext:
    """Return a context without verification: certificates do not name loopback addresses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
