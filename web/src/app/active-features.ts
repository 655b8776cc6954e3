/** Selects the features to show: those whose app the server runs (ALCOVE_APPS), and in which the account has a role. */
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
  const { running, closed } = apps;
  const active = features.filter(({ name, isAlwaysOn }) => isAlwaysOn || running.includes(name));
  // The navigation has the server's order; features of the server itself come first.
  const sorted = active.toSorted((one, other) => running.indexOf(one.name) - running.indexOf(other.name));
  return sorted.map((feature) => (closed.includes(feature.name) ? keepPages(feature) : feature));
}

/** Return a feature without what other pages show of it; its pages say that the account has no role in the app. */
const keepPages = ({ name, pages, redirects = {} }: Feature): Feature => ({ name, pages, redirects });

type Apps = { running: readonly unknown[]; closed: readonly unknown[] };

async function fetchApps(): Promise<Apps | null> {
  const response = await fetch("/api/apps", {
    headers: { Accept: "application/json", ...PAGE_HEADERS },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) return null;
  const body: unknown = await response.json();
  if (typeof body !== "object" || body === null || !("apps" in body)) return null;
  if (!Array.isArray(body.apps)) return null;
  return { running: body.apps, closed: "closed" in body && Array.isArray(body.closed) ? body.closed : [] };
}
