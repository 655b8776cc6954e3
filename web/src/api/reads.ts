/** What the page asks the server, each with its place in the cache. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, get, post, refusal } from "@/api/client";
import type { Health, ScrapeStatus, Strategy } from "@/api/types";
import { type Filters, toQuery } from "@/pages/search/filters";

const MINUTE = 60_000;

export type TermKind = "genre" | "condition" | "seller";

export const dashboard = () =>
  queryOptions({ queryKey: ["dashboard"], queryFn: ({ signal }) => get("/dashboard/", { signal }) });

/** Half of it is random, so it is asked for anew only when somebody wants that. */
export const highlights = () =>
  queryOptions({
    queryKey: ["highlights"],
    queryFn: ({ signal }) => get("/api/dashboard/listings", { signal }),
    staleTime: 10 * MINUTE,
    refetchOnWindowFocus: false,
  });

export const search = (filters: Filters) =>
  queryOptions({
    queryKey: ["search", filters],
    queryFn: ({ signal }) => get("/search/results", { query: toQuery(filters), signal }),
    placeholderData: keepPreviousData,
  });

/** An answer belongs to its term, and a term that is no longer typed is aborted: none can overtake another. */
export const terms = (kind: TermKind, term: string) =>
  queryOptions({
    queryKey: ["terms", kind, term],
    queryFn: ({ signal }) => get(`/autocomplete/${kind}`, { query: { term }, signal }),
    enabled: term !== "",
    staleTime: MINUTE,
  });

export const offers = (seller: string) =>
  queryOptions({
    queryKey: ["offers", seller],
    queryFn: ({ signal }) => post("/by-seller/search", { body: { seller }, signal }),
    enabled: seller !== "",
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
  });

/** null: this seller has never been scraped. */
export const scrape = (seller: string) =>
  queryOptions({
    queryKey: ["scrape", seller],
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

/** A batch stays as it is until it has been judged. */
export const batch = (strategy: Strategy) =>
  queryOptions({
    queryKey: ["batch", strategy],
    queryFn: ({ signal }) => get("/api/recommender/listings", { query: { limit: 10, strategy }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** A training takes seconds, so that what it has brought is soon looked for again. */
export const taste = () =>
  queryOptions({
    queryKey: ["taste"],
    queryFn: ({ signal }) => get("/api/recommender/models", { signal }),
    refetchInterval: 5_000,
  });

export const traffic = () =>
  queryOptions({
    queryKey: ["traffic"],
    queryFn: ({ signal }) => get("/api/scraper/stats", { signal }),
    refetchInterval: 5_000,
  });

/** A server with a part that is down answers 503 and still tells of every part. */
export const health = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: async ({ signal }): Promise<Health> => {
      const answer = await fetch("/health/ready", { signal }).catch(() => null);
      const body: unknown = await answer?.json().catch(() => null);
      if (body && typeof body === "object" && "parts" in body) return body as Health;
      throw refusal(answer?.status ?? 0, body ?? { error: "The server cannot be reached. Is Alcove still running?" });
    },
    refetchInterval: 5_000,
    retry: false,
  });
