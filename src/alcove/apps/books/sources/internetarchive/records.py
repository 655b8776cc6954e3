"""The records of items, kept for a while: every hit of a search needs its own."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Final

from alcove.apps.books.sources.internetarchive.items import Item
from alcove.apps.books.sources.internetarchive.rows import is_item
from alcove.apps.books.sources.json_client import JsonClient
from alcove.apps.books.sources.protocols import Unavailable
from alcove.foundation.cache import Cache
from alcove.foundation.clock import Clock

FRESH_S: Final = 6 * 3600.0
MOST_KEPT: Final = 1000
MOST_AT_ONCE: Final = 2
"""Few, since each waits for its start: what is under way when the time is up was asked for in vain."""
LAST_START_S: Final = 1.0
"""Seconds before the end after which no further record is asked for."""


class Records:
    """Reads records, and remembers them."""

    def __init__(self, client: JsonClient, *, clock: Clock) -> None:
        self._client = client
        self._items: Cache[str, Item | None] = Cache(size=MOST_KEPT, ttl=FRESH_S, clock=clock)

    def kept(self, identifier: str) -> Item | None:
        """Return the record of an item if it was read not long ago."""
        return self._items.peek(identifier)

    async def read(self, identifier: str) -> Item | None:
        """Return the record of an item as it is now, None for one that is not there. Unavailable."""
        item = await self._client.find(f"/metadata/{identifier}", Item)
        if item is None or item.identifier != identifier:
            return None
        self._items.put(identifier, item)
        return item

    async def _once(self, identifier: str) -> Item | None:
        """Return a record that may be some hours old; who wants it at the same time waits for the same answer."""
        return await self._items.get(
            identifier, lambda: self.read(identifier), ttl=lambda item: FRESH_S if item is not None else 0.0
        )

    async def iterate(self, identifiers: Sequence[str], *, patience: float) -> AsyncGenerator[Item, None]:
        """Yield the records of items in their order, those that are not here within `patience` seconds left out.

        Unavailable when none can be had because the archive does not answer.
        """
        names = [name for name in dict.fromkeys(identifiers) if is_item(name)]
        turn = asyncio.Semaphore(MOST_AT_ONCE)
        ends = asyncio.get_running_loop().time() + patience

        async def one(identifier: str) -> Item | None:
            async with turn:
                if asyncio.get_running_loop().time() >= ends - min(LAST_START_S, patience / 2):
                    raise TimeoutError
                async with asyncio.timeout_at(ends):
                    return await self._once(identifier)

        tasks = {name: asyncio.create_task(one(name)) for name in names if self.kept(name) is None}
        failures: list[Unavailable] = []
        had = False
        try:
            for name in names:
                try:
                    item = await tasks[name] if name in tasks else self.kept(name)
                except TimeoutError:
                    continue
                except Unavailable as error:
                    failures.append(error)
                    continue
                had = True
                if item is not None:
                    yield item
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        if failures and not had:
            raise failures[0]
