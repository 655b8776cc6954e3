"""What the rest of the app expects of those who know offers and exchange rates."""

from typing import Protocol

from alcove.apps.records.catalogue.model import Identity, InventoryPage, PriceSuggestions, Rates, Release


class Marketplace(Protocol):
    """A record market; every method raises RecordsError when it fails."""

    async def inventory_page(self, seller: str, *, page: int) -> InventoryPage:
        """Return a page of a seller's offers, newest first; SellerUnknown, PageWall."""
        ...

    async def release(self, release_id: int) -> Release:
        """Return what the catalogue says of a release; ReleaseUnknown."""
        ...

    async def price_suggestions(self, release_id: int) -> PriceSuggestions:
        """Return suggested prices by grade; nothing where none are to be had."""
        ...

    async def identity(self) -> Identity:
        """Return whose credentials are in use."""
        ...

    async def add_to_wantlist(self, release_id: int) -> None:
        """Put a release on the owner's wantlist, where it may be already; ReleaseUnknown."""
        ...


class RateSource(Protocol):
    """Gives exchange rates."""

    async def latest(self) -> Rates:
        """Return today's rates; RatesFailed."""
        ...
