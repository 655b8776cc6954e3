"""The client of the Discogs API."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import quote

from alcove.apps.records.catalogue.model import (
    PER_PAGE,
    Identity,
    InventoryPage,
    PriceSuggestions,
    Release,
    WantsPage,
)
from alcove.apps.records.errors import (
    ReleaseUnknown,
    SellerUnknown,
    UpstreamFailed,
    UpstreamMalformed,
    UpstreamRateLimited,
)
from alcove.apps.records.sources.discogs import responses
from alcove.apps.records.sources.discogs.credentials import Credentials
from alcove.apps.records.sources.discogs.wantlist_pages import parse_wants
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.errors import AppError, DatabaseUnavailable
from alcove.foundation.fetch import Client, ClientResponse, FetchError, RateLimited, RateLimiterDown
from alcove.foundation.retry import backoff, retry
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import get_logger

ACCEPT: Final = "application/vnd.discogs.v2.discogs+json"
MAX_IMAGE_BYTES: Final = 5 * 1024 * 1024
_NEWEST_FIRST: Final = {"sort": "listed", "sort_order": "desc", "curr_abbr": "USD", "per_page": str(PER_PAGE)}

MALFORMED_ATTEMPTS: Final = 4
MALFORMED_WAIT: Final = backoff(1.0, 8.0)

T = TypeVar("T")

log = get_logger("alcove.records.discogs")


class DiscogsClient:
    """Implements Marketplace with the Discogs API."""

    def __init__(
        self, http: Client, *, base_url: str, credentials: Credentials, usernames: Cache[Secret, str], clock: Clock
    ) -> None:
        self._http = http
        self._base_url = base_url
        self._clock = clock
        self._credentials = credentials
        self._usernames = usernames

    async def inventory_page(self, seller: str, *, page: int) -> InventoryPage:
        """Return a page of a seller's offers, newest first, priced in dollars; SellerUnknown, PageLimitReached."""
        path = f"/users/{quote(seller, safe='')}/inventory"

        def parse(answer: ClientResponse) -> InventoryPage:
            if answer.status == 404 and page > 1:
                return responses.build_empty_page(page)
            if answer.status == 404:
                raise SellerUnknown(f"Discogs knows no seller called {seller}.")
            return responses.parse_inventory(_require_success(answer), page=page)

        return await self._read(path, parse, params={**_NEWEST_FIRST, "page": str(page)})

    async def release(self, release_id: int) -> Release:
        """Return the details of a release; ReleaseUnknown."""

        def parse(answer: ClientResponse) -> Release:
            if answer.status == 404:
                raise _release_unknown(release_id)
            return responses.parse_release(_require_success(answer), release_id=release_id)

        return await self._read(f"/releases/{release_id}", parse)

    async def price_suggestions(self, release_id: int) -> PriceSuggestions:
        """Return suggested prices by grade; empty if the account or the release has none."""

        def parse(answer: ClientResponse) -> PriceSuggestions:
            return {} if answer.status in (403, 404) else responses.parse_suggestions(_require_success(answer))

        return await self._read(f"/marketplace/price_suggestions/{release_id}", parse)

    async def identity(self) -> Identity:
        """Return whose credentials are in use."""
        identity = await self._read(
            "/oauth/identity", lambda answer: responses.parse_identity(_require_success(answer))
        )
        self._usernames.put(self._credentials.token, identity.username)
        return identity

    async def wants_page(self, *, page: int) -> WantsPage:
        """Return a page of the owner's wantlist."""
        username = await self._username()

        def parse(answer: ClientResponse) -> WantsPage:
            if answer.status == 404 and page > 1:
                return WantsPage(page=page, pages=page - 1, items=0, wants=())
            return parse_wants(_require_success(answer), page=page)

        return await self._read(
            f"/users/{quote(username, safe='')}/wants", parse, params={"page": str(page), "per_page": str(PER_PAGE)}
        )

    async def add_to_wantlist(self, release_id: int) -> None:
        """Add a release to the owner's wantlist, also if it is there already; ReleaseUnknown."""
        answer = await self._change_want("PUT", release_id)
        if answer.status == 404:
            raise _release_unknown(release_id)
        _require_success(answer)

    async def remove_from_wantlist(self, release_id: int) -> None:
        """Remove a release from the owner's wantlist, also if it is not there."""
        answer = await self._change_want("DELETE", release_id)
        if answer.status != 404:
            _require_success(answer)

    async def image(self, url: str) -> bytes:
        """Return an image that a release refers to; only Discogs itself gets the credentials. UpstreamFailed."""
        is_api = url.startswith(f"{self._base_url.rstrip('/')}/")
        try:
            answer = await self._http.request(
                "GET", url, headers={"Accept": "image/*"}, auth=self._credentials.auth if is_api else None,
                max_bytes=MAX_IMAGE_BYTES,
            )  # fmt: skip
        except FetchError as error:
            raise _convert_error(error) from error
        return _require_success(answer)

    async def _change_want(self, method: str, release_id: int) -> ClientResponse:
        answer = await self._call(method, f"/users/{quote(await self._username(), safe='')}/wants/{release_id}")
        if answer.status in (403, 404):
            # The cached name may have changed.
            self._usernames.delete(self._credentials.token)
        return answer

    async def _username(self) -> str:
        return self._usernames.peek(self._credentials.token) or (await self.identity()).username

    async def _read(
        self, path: str, parse: Callable[[ClientResponse], T], *, params: Mapping[str, str] | None = None
    ) -> T:
        """Return a parsed document; something else than the document is requested again, as after a server error."""

        async def attempt() -> T:
            return parse(await self._call("GET", path, params=params))

        return await retry(
            attempt,
            on=UpstreamMalformed,
            wait=MALFORMED_WAIT,
            sleep=self._clock.sleep,
            attempts=MALFORMED_ATTEMPTS,
            on_failure=lambda error, pause: log.warning("discogs_malformed", reason=str(error), retry_in=pause),
        )

    async def _call(self, method: str, path: str, *, params: Mapping[str, str] | None = None) -> ClientResponse:
        try:
            return await self._http.request(
                method, path, params=params, headers={"Accept": ACCEPT}, auth=self._credentials.auth
            )
        except FetchError as error:
            raise _convert_error(error) from error


def _require_success(answer: ClientResponse) -> bytes:
    """Return the body of a successful response; raise the error of any other."""
    if not 200 <= answer.status < 300:
        raise responses.build_error(answer.status, answer.content)
    return answer.content


def _convert_error(error: FetchError) -> AppError:
    if isinstance(error, RateLimiterDown):
        return DatabaseUnavailable("The database, which keeps the limit on requests to Discogs, does not answer.")
    if isinstance(error, RateLimited):
        return UpstreamRateLimited("Discogs asks for fewer requests; try again in a few minutes.")
    return UpstreamFailed(f"The request to Discogs failed: {error}.", details=error.kind)


def _release_unknown(release_id: int) -> ReleaseUnknown:
    return ReleaseUnknown(f"Discogs knows no release {release_id}.")
