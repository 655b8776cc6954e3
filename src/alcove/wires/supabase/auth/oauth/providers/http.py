"""HTTP calls to providers: short, bounded, and only to the servers of the configuration."""

import random
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from alcove.foundation.clock import Clock
from alcove.foundation.fetch import (
    Client,
    ClientResponse,
    FetchError,
    Network,
    NoLimit,
    Policy,
    Timeouts,
    private_server,
)
from alcove.wires.supabase.auth.oauth.providers.model import ProviderError

_MAX_BYTES: Final = 512 * 1024
_MAX_FORM: Final = 16 * 1024
_TIMEOUT: Final = Timeouts(connect=5.0, read=10.0, total=10.0)


class ProviderHttp:
    """Calls providers; private addresses are allowed only for the server that the owner has configured."""

    def __init__(self, network: Network, *, clock: Clock, user_agent: str) -> None:
        self._network = network
        self._clock = clock
        self._user_agent = user_agent

    async def get_json(self, url: str, *, server: str, headers: Mapping[str, str] | None = None) -> Any:
        """Return the JSON of a URL; `server` is the configured address, '' for a public one. ProviderError."""
        response = await self._request("GET", url, server=server, headers=headers or {}, form=None)
        if response.status != 200:
            raise ProviderError(f"status {response.status}")
        return _decode(response)

    async def post_form(
        self, url: str, form: Mapping[str, str], *, server: str, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        """Return the status and the JSON or form of the response to a form; ProviderError."""
        response = await self._request("POST", url, server=server, headers=headers, form=form)
        return response.status, _decode(response)

    async def _request(
        self, method: str, url: str, *, server: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> ClientResponse:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        policy = Policy(
            name="oauth-provider",
            base_url=server or origin,
            user_agent=self._user_agent,
            timeout=_TIMEOUT,
            retries=1,
            backoff=(0.2,),
            max_bytes=_MAX_BYTES,
            # A redirect would take the client's secret to another server.
            redirects=0,
            allow_private=frozenset({private_server(server)} if server else ()),
        )
        rng = random.Random()  # noqa: S311 - no secret
        headers = {"Accept": "application/json", **headers}
        try:
            async with Client(policy, limiter=NoLimit(), clock=self._clock, rng=rng, network=self._network) as client:
                return await client.request(method, url, headers=headers, data=form)
        except FetchError as error:
            raise ProviderError(str(error)) from error


def _decode(response: ClientResponse) -> Any:
    """Return the members of a response; some providers answer with a form."""
    try:
        return msgspec.json.decode(response.content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        if not response.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise ProviderError(f"status {response.status} without JSON") from error
    return dict(parse_qsl(response.content[:_MAX_FORM].decode("utf-8", "replace")))
