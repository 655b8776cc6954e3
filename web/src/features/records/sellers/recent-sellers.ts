/** The sellers opened last, stored in this browser. */

const KEY = "alcove.sellers";
const LIMIT = 8;

export function loadRecentSellers(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((name) => typeof name === "string").slice(0, LIMIT) : [];
  } catch {
    return [];
  }
}

export function saveRecentSeller(seller: string): void {
  const others = loadRecentSellers().filter((name) => name !== seller);
  try {
    localStorage.setItem(KEY, JSON.stringify([seller, ...others].slice(0, LIMIT)));
  } catch {
    // Without local storage there are no recent sellers.
  }
}
