/** What the page does when the server tells of a scrape, a training, a pick or details. */
import type { QueryClient } from "@tanstack/react-query";
import { EVENTS_URL, recordsKey } from "@/features/records/queries";
import { isRunning } from "@/features/records/sellers/scrape-status";
import type { ScrapeStatus } from "@/features/records/types";
import { type LiveSource, throttle } from "@/shared/live";

const TRAFFIC_MS = 2_000;
/** Requests are counted for a minute, so the count falls for so long after the last one. */
const CALM_MS = 61_000;

export function liveRecords(cache: QueryClient): LiveSource {
  const refresh = (...names: string[]) => {
    for (const name of names) void cache.invalidateQueries({ queryKey: recordsKey(name) });
  };
  const refreshTraffic = throttle(() => refresh("traffic"), TRAFFIC_MS);
  let calm: ReturnType<typeof setTimeout> | undefined;
  const countTraffic = () => {
    refreshTraffic();
    clearTimeout(calm);
    calm = setTimeout(refreshTraffic, CALM_MS);
  };
  return {
    url: EVENTS_URL,
    resync: () => refresh("scrape", "taste", "traffic", "dashboard", "offers"),
    events: {
      scrape: (data) => {
        const status = data as ScrapeStatus;
        const wasRunning = storeScrape(cache, status);
        countTraffic();
        if (wasRunning && !isRunning(status)) refresh("offers", "dashboard", "search", "highlights");
      },
      details: countTraffic,
      training: () => refresh("taste", "dashboard"),
      pick: () => refresh("dashboard"),
    },
  };
}

/** Put the status where the seller's page reads it; return whether this is news of a scrape that had not ended. */
function storeScrape(cache: QueryClient, status: ScrapeStatus): boolean {
  const seller = status.seller.toLowerCase();
  const ofSeller = ({ queryKey }: { queryKey: readonly unknown[] }) => String(queryKey[2]).toLowerCase() === seller;
  const filters = { queryKey: recordsKey("scrape"), predicate: ofSeller };
  const known = cache.getQueriesData<ScrapeStatus | null>(filters).map(([, shown]) => shown);
  const hasEnded = known.some((shown) => shown?.id === status.id && !isRunning(shown));
  cache.setQueriesData<ScrapeStatus | null>(filters, (shown) => (shown && shown.id > status.id ? shown : status));
  return !hasEnded;
}
