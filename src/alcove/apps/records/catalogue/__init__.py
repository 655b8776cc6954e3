"""Sellers, records and offers: store, list, search and export them."""

from alcove.apps.records.catalogue.schemas import Listing, PredictedListing
from alcove.apps.records.catalogue.service import ALL_ROWS, MAX_EXPORT_ROWS, save_csv, write_csv
from alcove.apps.records.catalogue.store.listings import find_release_id, read_counts, read_inventory
from alcove.apps.records.catalogue.store.offers import (
    KnownOffers,
    PricedOffer,
    WriteCounts,
    find_known_offers,
    lock_for_writing,
    mark_delisted,
    update_history,
    upsert_seller,
    write_offers,
    write_transaction,
)

__all__ = [
    "ALL_ROWS",
    "MAX_EXPORT_ROWS",
    "KnownOffers",
    "Listing",
    "PredictedListing",
    "PricedOffer",
    "WriteCounts",
    "find_known_offers",
    "find_release_id",
    "lock_for_writing",
    "mark_delisted",
    "read_counts",
    "read_inventory",
    "save_csv",
    "update_history",
    "upsert_seller",
    "write_csv",
    "write_offers",
    "write_transaction",
]
