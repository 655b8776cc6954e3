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

/** Return "€12.50" for an amount in euros; the plain amount and code for an unknown currency. */
export function formatPrice(amount: string | null, currency: string): string {
  const value = Number(amount);
  if (amount === null || !Number.isFinite(value)) return "no price";
  try {
    return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** Return the price in the seller's own currency; null if it is the shown one, or unknown. */
export function formatOriginalPrice(
  offer: { original_price: string | null; original_currency: string | null },
  currency: string,
): string | null {
  const { original_price: amount, original_currency: own } = offer;
  return amount === null || own === null || own === currency ? null : formatPrice(amount, own);
}

export const formatMatch = (match: number): string => `${Math.round(match * 100)} % likely to suit you`;
