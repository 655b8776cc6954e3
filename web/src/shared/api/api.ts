/** The typed client of an API, and its hooks for TanStack Query. Failed requests throw an `ApiError`. */
import type { QueryClient } from "@tanstack/react-query";
import createFetchClient from "openapi-fetch";
import createQueryHooks from "openapi-react-query";
import { fetchJson, PAGE_HEADERS } from "@/shared/api/client";

/**
 * Return the client of the API whose generated types are `Paths`: `api.GET("/api/...", { params })` for single requests,
 * `$api.useQuery("get", "/api/...", { params })` and `$api.useMutation("post", ...)` for components.
 */
export function createApi<Paths extends object>() {
  const api = createFetchClient<Paths>({
    // openapi-fetch resolves relative addresses against this; requests go to the page's own server only.
    baseUrl: globalThis.location?.origin ?? "",
    fetch: fetchJson,
    headers: { Accept: "application/json", ...PAGE_HEADERS },
    querySerializer: { array: { style: "form", explode: true } },
  });
  return { api, $api: createQueryHooks(api) };
}

/** Return the body of a response, undefined if it has none; a failed request has thrown. */
export const take = async <A>(response: Promise<{ data?: A }>): Promise<A> => (await response).data as A;

/** Fetch again, now or when they are shown next, all stored answers whose path starts with one of `prefixes`. */
export function invalidatePaths(cache: QueryClient, ...prefixes: string[]): Promise<void> {
  return cache.invalidateQueries({
    predicate: ({ queryKey: [, path] }) =>
      typeof path === "string" && prefixes.some((prefix) => path === prefix || path.startsWith(prefix)),
  });
}
