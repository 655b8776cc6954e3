/** Fixtures of this feature's tests. */
import { feature } from "@/features/records/feature";
import type { Listing } from "@/features/records/types";
import { renderPages } from "@/shared/testing/render";

export const openPage = (address: string) => renderPages(feature.pages, address);

export function makeOffer(id: number, change: Partial<Listing["record"]> = {}, price = "12.50"): Listing {
  return {
    id,
    seller: { id: 1, name: "martha_keys", currency: "USD" },
    record: {
      id,
      discogs_id: String(1000 + id),
      artist: `Artist ${id}`,
      title: `Title ${id}`,
      format: "LP, Album",
      label: "Flint Recordings",
      catno: `FR-${id}`,
      wants: 12,
      haves: 34,
      added: "2026-01-02T03:04:05Z",
      genres: ["Jazz"],
      styles: ["Hard Bop"],
      suggested_price: "",
      year: 1971,
      ...change,
    },
    record_price: price,
    media_condition: "Near Mint (NM or M-)",
    score: "41.20",
    kept: false,
    evaluated: false,
    predicted_keeper: false,
    discogs_listing_id: 5000 + id,
    listing_url: `https://www.discogs.com/sell/item/${5000 + id}`,
    original_price: "12.50",
    original_currency: "USD",
    status: "For Sale",
    first_seen: "2026-01-02T03:04:05Z",
    last_seen: "2026-01-02T03:04:05Z",
  };
}

const COUNTS = {
  seen: 0,
  kept: 0,
  new: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  skipped_because: { status: 0, format: 0, condition: 0, demand: 0, price: 0 },
  unpriced: 0,
  failed: 0,
  delisted: 0,
};
const TIMESTAMPS = {
  requested_at: "2026-11-21T09:00:00Z",
  started_at: null,
  updated_at: "2026-11-21T09:00:01Z",
  finished_at: null,
};
const EMPTY = { complete: null, stop_reason: null, error_code: null, error: null, attempts: 1, retry_at: null };

export const makeScrape = (change: object) => ({
  id: 1,
  seller: "oliver.grooves",
  mode: "new",
  state: "running",
  page: 0,
  pages: null,
  items: null,
  ...COUNTS,
  ...TIMESTAMPS,
  ...EMPTY,
  ...change,
});
