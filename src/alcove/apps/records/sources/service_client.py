"""HTTP client for `alcove recommender`, `alcove scraper`, or another program with the same HTTP API."""

import asyncio
import random
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from alcove.apps.records.errors import ServiceUnavailable
from alcove.apps.records.settings import RecordsSettings
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Breaker, Client, ClientResponse, FetchError, Network, NoLimit, Policy, Timeouts

MAX_RESPONSE_BYTES: Final = 4 * 1024 * 1024
MAX_TEXT_LENGTH: Final = 500
CONNECT_TIMEOUT_S: Final = 2.0
TIMEOUT_MARGIN_S: Final = 0.5
CHECK_TIMEOUT_S: Final = 1.0
BREAKER: Final = Breaker(failures=3, reset=15.0)
DECODE_ERRORS: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

T = TypeVar("T")


class ServiceTimeout(ServiceUnavailable):
    """The service has accepted the request but not responded in time."""


class _Envelope(msgspec.Struct):
    """Fields that every response of the recommender may have."""

    success: Any = True
    error: Any = None


class ServiceClient:
    """Sends requests to a service: returns a valid response in time, or raises ServiceUnavailable.

    Each path has its own circuit breaker.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        settings: RecordsSettings,
        clock: Clock,
        network: Network | None = None,
        private_hosts: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self._base = base_url.rstrip("/")
        self._user_agent = settings.discogs_user_agent
        token = settings.service_token.reveal()
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._clock = clock
        self._network = network
        # The host is configured, so it may be a private one; a redirect may not lead to another private host.
        self._private = private_hosts | {urlsplit(base_url).hostname or ""}

    async def call(self, path: str, reply: type[T], *, within: float, body: object) -> T:
        """Return the validated response body of a successful request."""
        answer = await self.request("POST", path, within=within, body=body)
        if answer.status != 200:
            raise self._build_status_error(answer)
        try:
            outcome = msgspec.json.decode(answer.content, type=_Envelope)
            if outcome.success is True:
                return msgspec.json.decode(answer.content, type=reply)
        except DECODE_ERRORS as error:
            raise self.unexpected_response(str(error)) from error
        raise self.unexpected_response(to_single_line(outcome.error) or "success is not true")

    async def request(
        self, method: str, path: str, *, within: float, body: object = None, long_running: bool = False
    ) -> ClientResponse:
        """Return a response with any status that arrives within the given seconds.

        A `long_running` request does not open the circuit breaker when it times out or fails: its work takes time and
        depends on other systems.
        """
        try:
            # The outer timeout includes redirects and retries, which the policy counts separately.
            async with asyncio.timeout(within if long_running else within + TIMEOUT_MARGIN_S):
                answer = await self._request(
                    self._policy(path, within=within, long_running=long_running), method, path=path, body=body
                )
        except TimeoutError as error:
            raise ServiceTimeout(f"The {self.name} service did not answer within {within:g} s.") from error
        except FetchError as error:
            raise ServiceUnavailable(f"The {self.name} service does not answer.", details=str(error)) from error
        if answer.url != f"{self._base}{path}":
            raise ServiceUnavailable(f"The {self.name} service sends its callers elsewhere.")
        if answer.status in (401, 403):
            raise ServiceUnavailable(f"The {self.name} service does not accept SERVICE_TOKEN.")
        return answer

    async def check(self) -> None:
        """Check that the service is available and accepts the token; ServiceUnavailable."""
        answer = await self.request("GET", "/health", within=CHECK_TIMEOUT_S)
        if answer.status != 200:
            raise self._build_status_error(answer)
        # /health is public; this address requires the token, and other programs do not have it.
        await self.request("HEAD", "/metrics", within=CHECK_TIMEOUT_S)

    def unexpected_response(self, details: str | None = None) -> ServiceUnavailable:
        """Return the error of an unexpected response."""
        return ServiceUnavailable(f"The {self.name} service returned an unexpected response.", details=details)

    def _build_status_error(self, answer: ClientResponse) -> ServiceUnavailable:
        return ServiceUnavailable(f"The {self.name} service answers with status {answer.status}.")

    async def _request(self, policy: Policy, method: str, *, path: str, body: object) -> ClientResponse:
        client = Client(
            policy,
            limiter=NoLimit(),
            clock=self._clock,
            rng=random.Random(),  # noqa: S311 - spreads retries, keeps no secret
            network=self._network,
        )
        async with client as http:
            return await http.request(method, path, json=body, headers=self._headers)

    def _policy(self, path: str, *, within: float, long_running: bool) -> Policy:
        longest = within + 60.0 if long_running else within
        return Policy(
            name=f"{self.name}{path.replace('/', '-')}",
            base_url=self._base,
            user_agent=self._user_agent,
            timeout=Timeouts(connect=min(CONNECT_TIMEOUT_S, within), read=longest, total=longest),
            retries=0,
            retry_statuses=frozenset() if long_running else frozenset(range(500, 600)),
            max_bytes=MAX_RESPONSE_BYTES,
            allow_private=self._private,
            breaker=BREAKER,
        )


def to_single_line(value: Any) -> str:
    """Return an untrusted text as one printable line; empty for other types."""
    if not isinstance(value, str):
        return ""
    plain = "".join(character if character.isprintable() else " " for character in value[: 4 * MAX_TEXT_LENGTH])
    return " ".join(plain.split())[:MAX_TEXT_LENGTH]
