/** The sellers opened last, kept in this browser. */

const KEY = "alcove.sellers";
const LIMIT = 8;

export function recentSellers(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((name) => typeof name === "string").slice(0, LIMIT) : [];
  } catch {
    return [];
  }
}

export function rememberSeller(seller: string): void {
  const others = recentSellers().filter((name) => name !== seller);
  try {
    localStorage.setItem(KEY, JSON.stringify([seller, ...others].slice(0, LIMIT)));
  } catch {
    // A browser that stores nothing has no recent sellers.
  }
}
