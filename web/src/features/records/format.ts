/** Prices and grades of Discogs as a reader expects them. */

/** The seller's own price, where it is not in dollars. */
export function foreignPrice(amount: string | null, currency: string | null): string | null {
  if (!amount || !currency || currency === "USD") return null;
  const value = Number(amount);
  if (!Number.isFinite(value)) return null;
  const shown = value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${shown} ${currency}`;
}

/** "Very Good Plus (VG+)" is VG+ to everybody who buys records. */
export function shortGrade(condition: string): string {
  const short = /\(([^)]+)\)\s*$/.exec(condition)?.[1];
  return short ? (short.split(" or ")[0] ?? short) : condition;
}
