/** Selects the features to show: those whose app the server runs (ALCOVE_APPS). */
import { PAGE_HEADERS } from "@/shared/api/client";
import type { Feature } from "@/shared/feature";

const TIMEOUT_MS = 3_000;

/**
 * Return the features whose app is on, and those that are always on. Return all features when the server does not
 * answer the question: an older server answers 404, and a slow server must not leave the page empty.
 *
 * The page waits for this before it renders, so that nothing is shown and then removed.
 */
export async function fetchActiveFeatures(features: readonly Feature[]): Promise<readonly Feature[]> {
  const apps = await fetchApps().catch(() => null);
  if (!apps) return features;
  const active = features.filter(({ name, isAlwaysOn }) => isAlwaysOn || apps.includes(name));
  // The navigation has the server's order; features of the server itself come first.
  return active.toSorted((one, other) => apps.indexOf(one.name) - apps.indexOf(other.name));
}

async function fetchApps(): Promise<readonly unknown[] | null> {
  const response = await fetch("/api/apps", {
    headers: { Accept: "application/json", ...PAGE_HEADERS },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) return null;
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || !("apps" in body)) return null;
  return Array.isArray(body.apps) ? body.apps : null;
}
