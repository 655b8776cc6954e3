"""A cache for the metadata records of items: every search result needs one request."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from alcove.apps.books.sources.internetarchive.books import is_item_identifier
from alcove.apps.books.sources.internetarchive.items import Item
from alcove.apps.books.sources.json_client import JsonClient
from alcove.apps.books.sources.protocols import SourceUnavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock

CACHE_TTL_S: Final = 6 * 3600.0
MAX_ITEMS: Final = 1000
MAX_PARALLEL: Final = 2
"""Few, since the rate limit delays each request, and requests that still run at the timeout are wasted."""
MIN_REMAINING_S: Final = 1.0
"""When less time than this is left, no further request is started."""


class ItemCache:
    """Fetches and caches metadata records."""

    def __init__(self, client: JsonClient, *, clock: Clock) -> None:
        self._client = client
        self._search_items: Cache[str, Item | None] = Cache(size=MAX_ITEMS, ttl=CACHE_TTL_S, clock=clock)

    def peek(self, identifier: str) -> Item | None:
        """Return the cached record of an item, None if there is none."""
        return self._search_items.peek(identifier)

    async def fetch(self, identifier: str) -> Item | None:
        """Fetch the current record of an item; None if the item does not exist. Raise SourceUnavailable."""
        item = await self._client.find(f"/metadata/{identifier}", Item)
        if item is None or item.identifier != identifier:
            return None
        self._search_items.put(identifier, item)
        return item

    async def _get_cached(self, identifier: str) -> Item | None:
        """Return a record that may be some hours old; concurrent calls share one request."""
        return await self._search_items.get(
            identifier, lambda: self.fetch(identifier), ttl=lambda item: CACHE_TTL_S if item is not None else 0.0
        )

    async def fetch_all(self, identifiers: Sequence[str], *, time_limit: float) -> AsyncGenerator[Item, None]:
        """Yield the records of items in order, without those that do not arrive within `time_limit` seconds.

        Raise SourceUnavailable when all requests failed.
        """
        names = [name for name in dict.fromkeys(identifiers) if is_item_identifier(name)]
        semaphore = asyncio.Semaphore(MAX_PARALLEL)
        deadline = asyncio.get_running_loop().time() + time_limit

        async def fetch(identifier: str) -> Item | None:
            async with semaphore:
                if asyncio.get_running_loop().time() >= deadline - min(MIN_REMAINING_S, time_limit / 2):
                    raise TimeoutError
                async with asyncio.timeout_at(deadline):
                    return await self._get_cached(identifier)

        tasks = {name: asyncio.create_task(fetch(name)) for name in names if self.peek(name) is None}
        failures: list[SourceUnavailable] = []
        any_answered = False
        try:
            for name in names:
                try:
                    item = await tasks[name] if name in tasks else self.peek(name)
                except TimeoutError:
                    continue
                except SourceUnavailable as error:
                    failures.append(error)
                    continue
                any_answered = True
                if item is not None:
                    yield item
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        if failures and not any_answered:
            raise failures[0]
