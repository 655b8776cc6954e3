/** The client of the study API. Fields of a body that have a default need not be sent. */
import type { QueryClient } from "@tanstack/react-query";
import type { components, paths } from "@/generated/study";
import { createApi, invalidatePaths } from "@/shared/api/api";

type OptionalFields<O> = O extends { requestBody?: infer R }
  ? [NonNullable<R>] extends [never]
    ? { requestBody?: never }
    : NonNullable<R> extends { content: { "application/json": infer B } }
      ? { requestBody?: { content: { "application/json": Partial<B> } } }
      : { requestBody?: R }
  : unknown;
/** Error responses are thrown as an ApiError, so that an answer is always that of a success. */
type Success = 200 | 201 | 202 | 204;
type Relaxed<O> = O extends { responses: infer R }
  ? Omit<O, "requestBody" | "responses"> & { responses: Pick<R, Extract<keyof R, Success>> } & OptionalFields<O>
  : O;
type Paths = { [P in keyof paths]: { [V in keyof paths[P]]: Relaxed<paths[P][V]> } };

export const { api, $api } = createApi<Paths>();
export type Schemas = components["schemas"];

/** What a change of one kind of rows also changes: what is due, goals that follow it, and statistics. */
const FOLLOWING = ["/api/study/today", "/api/goals", "/api/analytics"] as const;

/** Fetch again what is below these paths, and what follows from it. */
export const refresh = (cache: QueryClient, ...prefixes: string[]): Promise<void> =>
  invalidatePaths(cache, ...prefixes, ...FOLLOWING);

/** Return the address of a request for the browser itself: a download, an image or an upload. */
export const buildAddress = (path: string, query: Record<string, string> = {}): string => {
  const search = new URLSearchParams(query).toString();
  return `${path}${search && `?${search}`}`;
};
