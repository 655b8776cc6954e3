/** Formats prices and conditions of Discogs. */

/** Return the seller's price in its own currency; null if that is US dollars. */
export function formatForeignPrice(amount: string | null, currency: string | null): string | null {
  if (!amount || !currency || currency === "USD") return null;
  const value = Number(amount);
  if (!Number.isFinite(value)) return null;
  const shown = value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${shown} ${currency}`;
}

/** Return "VG+" for "Very Good Plus (VG+)". */
export function formatGrade(condition: string): string {
  const short = /\(([^)]+)\)\s*$/.exec(condition)?.[1];
  return short ? (short.split(" or ")[0] ?? short) : condition;
}
