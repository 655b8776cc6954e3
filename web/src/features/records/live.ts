/** Handles the server-sent events of the records app: scrape, training, pick, verdict and wantlist. */
import type { QueryClient } from "@tanstack/react-query";
import { EVENTS_URL, recordsKey } from "@/features/records/queries";
import { isRunning } from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";
import { invalidatePaths } from "@/shared/api/api";
import { type LiveSource, throttle } from "@/shared/live";

const OFFERS_REFRESH_MS = 2_000;
const PAGES_REFRESH_MS = 500;
/** The requests of pages that show scrapes, the wantlist, picks or the model. */
const LIVE_PATHS = [
  "/api/records/sellers",
  "/api/scraper/jobs/",
  "/api/records/wantlist",
  "/api/records/statistics",
  "/api/records/picks",
];

export function createRecordsLiveSource(cache: QueryClient): LiveSource {
  const refreshPages = throttle(() => void invalidatePaths(cache, ...LIVE_PATHS), PAGES_REFRESH_MS);
  const refresh = (...names: string[]) => {
    for (const name of names) void cache.invalidateQueries({ queryKey: recordsKey(name) });
    refreshPages();
  };
  const refreshNewOffers = throttle(() => refresh("dashboard", "best-offers"), OFFERS_REFRESH_MS);
  return {
    url: EVENTS_URL,
    resync: () => refresh("dashboard", "verdicts"),
    events: {
      "records.scrape": (data) => {
        refreshPages();
        if (isRunning(data as ScrapeStatus)) refreshNewOffers();
        else refresh("dashboard", "offers-search", "offers-choices", "best-offers");
      },
      "records.training": () => refresh("dashboard"),
      "records.pick": () => refresh("dashboard"),
      "records.verdict": () => refresh("verdicts", "dashboard"),
      "records.wantlist": refreshPages,
    },
  };
}
