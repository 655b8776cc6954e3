/** The queries of the records API, with their cache keys. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { take } from "@/shared/api/api";

const MINUTE = 60_000;

/** Return the cache key of a query, or the common prefix of several, that no other feature uses. */
export const recordsKey = (...segments: readonly unknown[]) => ["records", ...segments];

/** The server-sent events of all apps. */
export const EVENTS_URL = "/api/events";

type TermKind = "genre" | "condition" | "seller";

export const dashboardQuery = () =>
  queryOptions({
    queryKey: recordsKey("dashboard"),
    queryFn: ({ signal }) => take(api.GET("/dashboard/", { signal })),
  });

/** Each term has its own key, and the request of an outdated term is aborted, so responses cannot arrive out of order. */
export const suggestionsQuery = (kind: TermKind, term: string) =>
  queryOptions({
    queryKey: recordsKey("terms", kind, term),
    queryFn: ({ signal }) => take(api.GET(`/autocomplete/${kind}`, { params: { query: { term } }, signal })),
    enabled: term !== "",
    staleTime: MINUTE,
  });
