/** The queries of the records API, with their cache keys. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/features/records/api";
import type { ScrapeStatus } from "@/features/records/types";
import { ApiError } from "@/shared/api/client";
import { isLive } from "@/shared/live";

const MINUTE = 60_000;

/** Return the cache key of a query, or the common prefix of several, that no other feature uses. */
export const recordsKey = (...segments: readonly unknown[]) => ["records", ...segments];

/** The server-sent events of scrapes, trainings, picks and details. */
export const EVENTS_URL = "/api/records/events";

const pollUnlessLive = () => (isLive(EVENTS_URL) ? false : 5_000);

export type TermKind = "genre" | "condition" | "seller";

export const dashboardQuery = () =>
  queryOptions({ queryKey: recordsKey("dashboard"), queryFn: ({ signal }) => get("/dashboard/", { signal }) });

/** Each term has its own key, and the request of an outdated term is aborted, so responses cannot arrive out of order. */
export const suggestionsQuery = (kind: TermKind, term: string) =>
  queryOptions({
    queryKey: recordsKey("terms", kind, term),
    queryFn: ({ signal }) => get(`/autocomplete/${kind}`, { query: { term }, signal }),
    enabled: term !== "",
    staleTime: MINUTE,
  });

export const sellerOffersQuery = (seller: string) =>
  queryOptions({
    queryKey: recordsKey("offers", seller),
    queryFn: ({ signal }) => post("/by-seller/search", { body: { seller }, signal }),
    enabled: seller !== "",
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
  });

/** The data is null if this seller has never been scraped. */
export const scrapeQuery = (seller: string) =>
  queryOptions({
    queryKey: recordsKey("scrape", seller),
    queryFn: async ({ signal }): Promise<ScrapeStatus | null> => {
      try {
        return await get("/api/scraper/jobs/{seller}", { path: { seller }, signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 0,
  });

export const tasteModelsQuery = () =>
  queryOptions({
    queryKey: recordsKey("taste"),
    queryFn: ({ signal }) => get("/api/recommender/models", { signal }),
    refetchInterval: pollUnlessLive,
  });

export const scraperStatsQuery = () =>
  queryOptions({
    queryKey: recordsKey("traffic"),
    queryFn: ({ signal }) => get("/api/scraper/stats", { signal }),
    refetchInterval: pollUnlessLive,
  });
