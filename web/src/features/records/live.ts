/** Handles the server-sent events of the records app: scrape, training, pick, verdict and details. */
import type { QueryClient } from "@tanstack/react-query";
import { EVENTS_URL, recordsKey } from "@/features/records/queries";
import { isRunning } from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";
import { invalidatePaths } from "@/shared/api/api";
import { type LiveSource, throttle } from "@/shared/live";

const TRAFFIC_REFRESH_MS = 2_000;
const PAGES_REFRESH_MS = 500;
/** The requests of pages that show scrapes, the wantlist, picks or the model. */
const LIVE_PATHS = [
  "/api/records/sellers",
  "/api/scraper/jobs/",
  "/api/records/wantlist",
  "/api/records/statistics",
  "/api/records/picks",
];
/** The server counts the requests of the last minute, so the count changes until then. */
const TRAFFIC_WINDOW_MS = 61_000;

export function createRecordsLiveSource(cache: QueryClient): LiveSource {
  const refreshPages = throttle(() => void invalidatePaths(cache, ...LIVE_PATHS), PAGES_REFRESH_MS);
  const refresh = (...names: string[]) => {
    for (const name of names) void cache.invalidateQueries({ queryKey: recordsKey(name) });
  };
  const refreshTraffic = throttle(() => refresh("traffic"), TRAFFIC_REFRESH_MS);
  const refreshNewOffers = throttle(() => refresh("dashboard", "best-offers"), TRAFFIC_REFRESH_MS);
  let lastRefresh: ReturnType<typeof setTimeout> | undefined;
  const refreshTrafficUntilIdle = () => {
    refreshTraffic();
    clearTimeout(lastRefresh);
    lastRefresh = setTimeout(refreshTraffic, TRAFFIC_WINDOW_MS);
  };
  return {
    url: EVENTS_URL,
    resync: () => {
      refresh("scrape", "taste", "traffic", "dashboard", "offers", "verdicts");
      refreshPages();
    },
    events: {
      scrape: (data) => {
        const status = data as ScrapeStatus;
        const wasRunning = storeScrape(cache, status);
        refreshTrafficUntilIdle();
        refreshPages();
        if (isRunning(status)) refreshNewOffers();
        else if (wasRunning) refresh("offers", "dashboard", "offers-search", "offers-choices", "best-offers");
      },
      details: refreshTrafficUntilIdle,
      training: () => {
        refresh("taste", "dashboard");
        refreshPages();
      },
      pick: () => {
        refresh("dashboard");
        refreshPages();
      },
      verdict: () => {
        refresh("verdicts", "dashboard");
        refreshPages();
      },
      wantlist: refreshPages,
    },
  };
}

/** Store the status in the query cache; return whether the scrape was running until now. */
function storeScrape(cache: QueryClient, status: ScrapeStatus): boolean {
  const seller = status.seller.toLowerCase();
  const isOfSeller = ({ queryKey }: { queryKey: readonly unknown[] }) => String(queryKey[2]).toLowerCase() === seller;
  const filters = { queryKey: recordsKey("scrape"), predicate: isOfSeller };
  const known = cache.getQueriesData<ScrapeStatus | null>(filters).map(([, cached]) => cached);
  const hasEnded = known.some((cached) => cached?.id === status.id && !isRunning(cached));
  cache.setQueriesData<ScrapeStatus | null>(filters, (cached) => (cached && cached.id > status.id ? cached : status));
  return !hasEnded;
}
