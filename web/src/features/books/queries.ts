/** The queries of the books API, with their cache keys. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/features/books/api";
import { isLive } from "@/shared/live";

export const EVENTS_URL = "/api/events";
export const queueKey = ["books", "queue"] as const;
export const sourcesKey = ["books", "sources"] as const;
export const savedKey = ["books", "saved"] as const;
export const ingestKey = ["books", "ingest"] as const;
export const searchKey = ["books", "search"] as const;

const POLL_MS = 3_000;
const SLOW_POLL_MS = 20_000;
const HOUR = 3_600_000;

/** Return the body of a response; a response without one is an error of the server. */
export function bodyOf<T>({ data }: { data?: T | undefined }): T {
  if (data === undefined) throw new Error("The server sent an empty response. Try again.");
  return data;
}

export const queueQuery = () =>
  queryOptions({
    queryKey: queueKey,
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/books/queue", { signal })),
    refetchInterval: () => (isLive(EVENTS_URL) ? false : POLL_MS),
    staleTime: 0,
  });

export const sourcesQuery = () =>
  queryOptions({
    queryKey: sourcesKey,
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/books/sources", { signal })),
    refetchInterval: SLOW_POLL_MS,
  });

export const savedQuery = () =>
  queryOptions({
    queryKey: savedKey,
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/saved-searches", { signal })),
    refetchInterval: SLOW_POLL_MS,
  });

export const ingestQuery = () =>
  queryOptions({
    queryKey: ingestKey,
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/books/ingest", { signal })),
    refetchInterval: SLOW_POLL_MS,
  });

/** The languages and formats that a search can be limited to. */
export const configQuery = () =>
  queryOptions({
    queryKey: ["books", "config"],
    queryFn: async ({ signal }) => bodyOf(await api.GET("/api/config", { signal })),
    staleTime: HOUR,
  });

export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: ["books", "item", id],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET("/api/books/items/{book_id}", { params: { path: { book_id: id } }, signal })),
  });

export const editionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["books", "editions", id],
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET("/api/books/items/{book_id}/editions", { params: { path: { book_id: id } }, signal })),
    staleTime: HOUR,
  });
