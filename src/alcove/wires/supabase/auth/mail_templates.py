"""Templates of mails that the configuration names by their URLs."""

import random
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from alcove import __version__
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, FetchError, Network, NoLimit, Policy, Timeouts, private_server

_MAX_BYTES: Final = 200_000
_LIFETIME: Final = 600.0
_TIMEOUT: Final = Timeouts(connect=3.0, read=5.0, total=5.0)


class FetchedTemplates:
    """Reads templates from URLs, and keeps each for ten minutes."""

    def __init__(self, network: Network, *, clock: Clock, log: Any) -> None:
        self._network = network
        self._clock = clock
        self._log = log
        self._cache: Cache[str, str] = Cache(size=50, clock=clock, ttl=_LIFETIME)

    async def load(self, setting: str, *, site_url: str) -> str:
        """Return the template of a setting, which is a URL, a path of the site, or the template itself.

        It is '', for the built-in one, when it cannot be read.
        """
        if not setting.startswith(("http://", "https://", "/")) or len(setting.split()) > 1:
            return setting
        try:
            url = urljoin(f"{site_url}/", setting)
            return await self._cache.get(url, lambda: self._fetch(url))
        except (FetchError, ValueError) as error:
            self._log.warning("mail_template_unreadable", template=setting, reason=str(error))
            return ""

    async def _fetch(self, url: str) -> str:
        parts = urlsplit(url)
        policy = Policy(
            name="mail-templates",
            base_url=f"{parts.scheme}://{parts.netloc}",
            user_agent=f"Alcove/{__version__}",
            timeout=_TIMEOUT,
            retries=0,
            max_bytes=_MAX_BYTES,
            # Whoever runs the server has named this address, which may be beside it.
            allow_private=frozenset({private_server(url)}),
        )
        rng = random.Random()  # noqa: S311 - no secret
        async with Client(policy, limiter=NoLimit(), clock=self._clock, rng=rng, network=self._network) as client:
            response = await client.request("GET", url)
        if response.status != 200:
            raise ValueError(f"status {response.status}")
        return response.content.decode()
