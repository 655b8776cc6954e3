"""The protocols of the sources of offers and exchange rates."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias

from alcove.apps.records.catalogue.model import Identity, InventoryPage, PriceSuggestions, Rates, Release, WantsPage


class Marketplace(Protocol):
    """A record market; every method raises RecordsError when it fails."""

    async def inventory_page(self, seller: str, *, page: int) -> InventoryPage:
        """Return a page of a seller's offers, newest first; SellerUnknown, PageLimitReached."""
        ...

    async def release(self, release_id: int) -> Release:
        """Return the details of a release; ReleaseUnknown."""
        ...

    async def price_suggestions(self, release_id: int) -> PriceSuggestions:
        """Return suggested prices by grade; empty if there are none."""
        ...

    async def identity(self) -> Identity:
        """Return whose credentials are in use."""
        ...

    async def add_to_wantlist(self, release_id: int) -> None:
        """Add a release to the owner's wantlist, also if it is there already; ReleaseUnknown."""
        ...

    async def remove_from_wantlist(self, release_id: int) -> None:
        """Remove a release from the owner's wantlist, also if it is not there."""
        ...

    async def wants_page(self, *, page: int) -> WantsPage:
        """Return a page of the owner's wantlist."""
        ...

    async def image(self, url: str) -> bytes:
        """Return an image that a release refers to; UpstreamFailed."""
        ...


class RateSource(Protocol):
    """A source of exchange rates."""

    async def latest(self) -> Rates:
        """Return its newest rates; RatesFailed."""
        ...


RateSourceContext: TypeAlias = AbstractAsyncContextManager[RateSource]
RateSources: TypeAlias = Mapping[str, Callable[[], RateSourceContext]]
"""The configured sources of exchange rates by name, the preferred one first; each is opened for a block."""
