"""Sellers, records and their offers: stored, listed, searched and exported."""

from alcove.apps.records.catalogue.schemas import Expected, Listing
from alcove.apps.records.catalogue.service import ALL, MOST, save_csv, write_csv
from alcove.apps.records.catalogue.store.listings import counts, inventory, release_of_listing
from alcove.apps.records.catalogue.store.offers import (
    Known,
    PricedOffer,
    Written,
    delist,
    exclusive_writer,
    known,
    one_writer,
    remember,
    upsert_seller,
    write_offers,
)

__all__ = [
    "ALL",
    "MOST",
    "Expected",
    "Known",
    "Listing",
    "PricedOffer",
    "Written",
    "counts",
    "delist",
    "exclusive_writer",
    "inventory",
    "known",
    "one_writer",
    "release_of_listing",
    "remember",
    "save_csv",
    "upsert_seller",
    "write_csv",
    "write_offers",
]
