/** Filters and sorts the offers of a seller, all of which are loaded. */
import type { Listing } from "@/features/records/types";

export const ORDERS = {
  score: "Best score",
  cheap: "Lowest price",
  dear: "Highest price",
  artist: "Artist",
  year: "Oldest",
} as const;

export type Order = keyof typeof ORDERS;

/** Offers without a year come last. */
const year = (offer: Listing) => offer.record.year || 9999;
const price = (offer: Listing) => Number(offer.record_price);
const alphabet = new Intl.Collator("en", { sensitivity: "base", numeric: true });

const COMPARE: Record<Exclude<Order, "score">, (a: Listing, b: Listing) => number> = {
  cheap: (a, b) => price(a) - price(b),
  dear: (a, b) => price(b) - price(a),
  artist: (a, b) => alphabet.compare(a.record.artist, b.record.artist),
  year: (a, b) => year(a) - year(b),
};

export function filterOffers(offers: readonly Listing[], { text, order }: { text: string; order: Order }): Listing[] {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = offers.filter(({ record }) => {
    const words = `${record.artist} ${record.title} ${record.label} ${record.genres.join(" ")} ${record.styles.join(" ")}`;
    const lower = words.toLowerCase();
    return tokens.every((token) => lower.includes(token));
  });
  // The server sends them best score first.
  return order === "score" ? matches : matches.sort(COMPARE[order]);
}
