"""HTTP clients for tests: without proxies of the environment or certificate authorities, which take 20 ms to read."""

import ssl
from typing import Any, Final

import httpx2

_NO_AUTHORITIES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http_client(base_url: str = "", *, timeout: float = 50, **options: Any) -> httpx2.AsyncClient:
    """Return a client of a server on this machine."""
    return httpx2.AsyncClient(base_url=base_url, timeout=timeout, trust_env=False, verify=_NO_AUTHORITIES, **options)


def blocking_http_client(base_url: str = "", *, timeout: float = 50, **options: Any) -> httpx2.Client:
    """Return a client for tests without an event loop."""
    return httpx2.Client(base_url=base_url, timeout=timeout, trust_env=False, verify=_NO_AUTHORITIES, **options)
