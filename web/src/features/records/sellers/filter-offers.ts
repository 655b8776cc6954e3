/** Filters and sorts the loaded offers of a seller. */
import type { Listing } from "@/features/records/types";

export const ORDERS = {
  score: "Best score",
  price_asc: "Lowest price",
  price_desc: "Highest price",
  artist: "Artist",
  year: "Oldest",
} as const;

export type Order = keyof typeof ORDERS;

/** Return the year; offers without one are sorted last. */
const getYear = (offer: Listing) => offer.record.year || 9999;
const getPrice = (offer: Listing) => Number(offer.record_price);
const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

const COMPARATORS: Record<Exclude<Order, "score">, (a: Listing, b: Listing) => number> = {
  price_asc: (a, b) => getPrice(a) - getPrice(b),
  price_desc: (a, b) => getPrice(b) - getPrice(a),
  artist: (a, b) => collator.compare(a.record.artist, b.record.artist),
  year: (a, b) => getYear(a) - getYear(b),
};

export function filterOffers(offers: readonly Listing[], { text, order }: { text: string; order: Order }): Listing[] {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = offers.filter(({ record }) => {
    const words = `${record.artist} ${record.title} ${record.label} ${record.genres.join(" ")} ${record.styles.join(" ")}`;
    const lower = words.toLowerCase();
    return tokens.every((token) => lower.includes(token));
  });
  // The server sorts by score.
  return order === "score" ? matches : matches.sort(COMPARATORS[order]);
}
