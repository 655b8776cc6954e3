"""One request and its response, within time and size limits, with our own errors."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import h11
import httpcore2
import httpx2

from alcove.foundation.fetch.call import Call
from alcove.foundation.fetch.connections import Connections
from alcove.foundation.fetch.errors import (
    CertificateInvalid,
    ConnectionBroken,
    FetchError,
    InvalidRequest,
    InvalidResponse,
    TimedOut,
    TooLarge,
    Unreachable,
)
from alcove.foundation.fetch.policy import Policy
from alcove.foundation.fetch.response import Headers

_BROKEN = (httpcore2.NetworkError, httpcore2.RemoteProtocolError)
_MALFORMED = (httpx2.InvalidURL, httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol, h11.LocalProtocolError)


class Exchange:
    """A response whose headers have arrived; closing it closes the attached resources."""

    def __init__(self, call: Call, response: httpx2.Response) -> None:
        self._response = response
        self._resources = AsyncExitStack()
        self._host = call.host
        self.url = call.url
        self.status = response.status_code
        self.headers: Headers = response.headers
        self.content = b""
        self.limiter_pause = 0.0

    async def chunks(self, limit: int) -> AsyncGenerator[bytes, None]:
        """Yield the decompressed body; TooLarge after more than `limit` bytes, compressed or decompressed."""
        content_length = self._response.headers.get("content-length", "")
        if content_length.isdigit() and int(content_length[:18]) > limit and self._response.request.method != "HEAD":
            raise TooLarge(f"{self._host} has a Content-Length of more than {limit} bytes")
        decompressed = 0
        with translate_errors(self._host, has_started=True):
            async for chunk in self._response.aiter_bytes():
                decompressed += len(chunk)
                if max(decompressed, self._response.num_bytes_downloaded) > limit:
                    raise TooLarge(f"{self._host} sent more than {limit} bytes")
                yield chunk

    async def read(self, limit: int) -> None:
        """Read the whole body into `content`."""
        self.content = b"".join([chunk async for chunk in self.chunks(limit)])

    def attach(self, resources: AsyncExitStack) -> None:
        """Keep these resources (connection, rate-limit slot) open until this is closed."""
        self._resources = resources

    async def close(self) -> None:
        """Close the attached resources."""
        await self._resources.aclose()


async def send(connections: Connections, call: Call, *, policy: Policy, resources: AsyncExitStack) -> Exchange:
    """Send a call and return its response when the headers have arrived; `resources` closes it."""
    timeouts = policy.timeout
    with translate_errors(call.host):
        request = httpx2.Request(
            call.method,
            call.url,
            headers=dict(call.signed_headers()),
            content=call.body,
            extensions={
                "timeout": {
                    "connect": timeouts.connect,
                    "read": timeouts.read,
                    "write": timeouts.read,
                    "pool": timeouts.total,
                }
            },
        )
        response = await connections.send(request)
    resources.push_async_callback(response.aclose)
    return Exchange(call, response)


class Deadline:
    """The total timeout of an attempt; time between its limited blocks counts, but is not interrupted."""

    def __init__(self, seconds: float, *, host: str) -> None:
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._seconds = seconds
        self._host = host

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        """Run a block; TimedOut when the total timeout is over."""
        try:
            async with asyncio.timeout_at(self._deadline):
                yield
        except TimeoutError as error:
            raise TimedOut(f"{self._host} did not respond in {self._seconds:g} s") from error


@contextmanager
def translate_errors(host: str, *, has_started: bool = False) -> Iterator[None]:
    """Translate the library's errors into ours, without quoting the request; `has_started` is the response."""
    try:
        yield
    except httpcore2.ConnectTimeout as error:
        raise TimedOut(f"{host} did not accept a connection in time") from error
    except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
        what = "stopped sending in the middle of the response" if has_started else "did not respond in time"
        raise TimedOut(f"{host} {what}") from error
    except httpcore2.ProxyError as error:
        raise Unreachable(f"the proxy cannot connect to {host}") from error
    except httpcore2.ConnectError as error:
        raise _connect_error(host, error) from error
    except _BROKEN as error:
        raise _broken_connection(host, error, has_started=has_started) from error
    except httpx2.DecodingError as error:
        raise InvalidResponse(f"{host} sent a body that cannot be decompressed") from error
    except (*_MALFORMED, UnicodeEncodeError) as error:
        raise InvalidRequest(f"the request to {host} is invalid") from error


def _connect_error(host: str, error: httpcore2.ConnectError) -> FetchError:
    """Return the error of a connection that was not made, with the reason of the system."""
    # The library's pool raises its errors again without their cause.
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return CertificateInvalid(f"the certificate of {host} is not valid: {cause.verify_message}")
    if isinstance(cause, ssl.SSLError):
        return CertificateInvalid(f"no secure connection to {host} is possible: {cause.reason or 'TLS failed'}")
    if isinstance(cause, ConnectionRefusedError):
        return Unreachable(f"{host} cannot be reached: it refuses the connection")
    reason = getattr(cause, "strerror", None)
    return Unreachable(f"{host} cannot be reached{f': {reason}' if reason else ''}")


def _broken_connection(host: str, error: Exception, *, has_started: bool) -> ConnectionBroken:
    if has_started:
        return ConnectionBroken(f"{host} closed the connection in the middle of the response")
    if isinstance(error.__cause__ or error.__context__, h11.RemoteProtocolError) and "without" not in str(error):
        return ConnectionBroken(f"{host} sent a response that is not valid HTTP")
    return ConnectionBroken(f"{host} closed the connection without a response")
