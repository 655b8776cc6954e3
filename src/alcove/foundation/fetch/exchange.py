"""One request and its answer on the wire: within the time, within the size, errors by our names."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

import h11
import httpcore2
import httpx2

from alcove.foundation.fetch.answer import Headers
from alcove.foundation.fetch.call import Call
from alcove.foundation.fetch.connecting import Connections
from alcove.foundation.fetch.errors import BadAnswer, InvalidRequest, TimedOut, TooLarge, Unreachable
from alcove.foundation.fetch.policy import Policy

_BROKEN = (httpcore2.NetworkError, httpcore2.RemoteProtocolError)
_MALFORMED = (httpx2.InvalidURL, httpcore2.LocalProtocolError, httpcore2.UnsupportedProtocol, h11.LocalProtocolError)


class Exchange:
    """An answer whose head has arrived; what it keeps open is closed with it."""

    def __init__(self, call: Call, response: httpx2.Response) -> None:
        self._response = response
        self._kept = AsyncExitStack()
        self._host = call.host
        self.url = call.url
        self.status = response.status_code
        self.headers: Headers = response.headers
        self.content = b""
        self.held_for = 0.0

    async def chunks(self, limit: int) -> AsyncGenerator[bytes, None]:
        """Yield the decompressed body; TooLarge as soon as more than `limit` bytes came, packed or unpacked."""
        promised = self._response.headers.get("content-length", "")
        if promised.isdigit() and int(promised[:18]) > limit and self._response.request.method != "HEAD":
            raise TooLarge(f"{self._host} wants to send more than {limit} bytes")
        unpacked = 0
        with translated(self._host):
            async for chunk in self._response.aiter_bytes():
                unpacked += len(chunk)
                if max(unpacked, self._response.num_bytes_downloaded) > limit:
                    raise TooLarge(f"{self._host} sent more than {limit} bytes")
                yield chunk

    async def read(self, limit: int) -> None:
        """Read the whole body into `content`."""
        self.content = b"".join([chunk async for chunk in self.chunks(limit)])

    def keep(self, kept: AsyncExitStack) -> None:
        """Keep the connection and the slot open until this is closed."""
        self._kept = kept

    async def close(self) -> None:
        """Close what is still open."""
        await self._kept.aclose()


async def send(connections: Connections, call: Call, *, policy: Policy, kept: AsyncExitStack) -> Exchange:
    """Send a call and return its answer once the head is there; `kept` closes it."""
    times = policy.timeout
    with translated(call.host):
        request = httpx2.Request(
            call.method,
            call.url,
            headers=dict(call.signed()),
            content=call.body,
            extensions={
                "timeout": {"connect": times.connect, "read": times.read, "write": times.read, "pool": times.total}
            },
        )
        response = await connections.send(request)
    kept.push_async_callback(response.aclose)
    return Exchange(call, response)


class Deadline:
    """The moment at which a try must be over; what happens between its parts is not cut off."""

    def __init__(self, seconds: float, *, host: str) -> None:
        self._when = asyncio.get_running_loop().time() + seconds
        self._seconds = seconds
        self._host = host

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """Run a part of the try; TimedOut when the time is up."""
        try:
            async with asyncio.timeout_at(self._when):
                yield
        except TimeoutError as error:
            raise TimedOut(f"{self._host} did not answer in {self._seconds:g} s") from error


@contextmanager
def translated(host: str) -> Iterator[None]:
    """Raise the library's errors as ours, without what they may quote of the request."""
    try:
        yield
    except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
        raise TimedOut(f"{host} did not answer in time") from error
    except httpcore2.ProxyError as error:
        raise Unreachable(f"the proxy does not lead to {host}") from error
    except _BROKEN as error:
        raise Unreachable(f"{host} cannot be reached, or broke off") from error
    except httpx2.DecodingError as error:
        raise BadAnswer(f"{host} sent something that cannot be decompressed") from error
    except (*_MALFORMED, UnicodeEncodeError) as error:
        raise InvalidRequest(f"the request to {host} cannot be sent as it is") from error
