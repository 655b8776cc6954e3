/** The client of the server's own endpoints, and the live source of the pages over all apps. */
import type { QueryClient } from "@tanstack/react-query";
import type { components, paths } from "@/generated/server";
import { createApi, invalidatePaths } from "@/shared/api/api";
import { isLive, type LiveSource, throttle } from "@/shared/live";

export type Job = components["schemas"]["JobView"];
export type AppToday = components["schemas"]["AppToday"];
export type PagePreferences = components["schemas"]["PagePreferences"];

export const { api, $api } = createApi<paths>();

export const EVENTS_URL = "/api/events";
const REFRESH_MS = 1_000;
const POLL_MS = 5_000;

/** How often to ask for what the stream would have said, while it is closed. */
export const pollUnlessLive = (): number | false => (isLive(EVENTS_URL) ? false : POLL_MS);

/** Follow the jobs and the changes of all apps. */
export function createOverviewSource(cache: QueryClient): LiveSource {
  const refreshActivity = throttle(() => void invalidatePaths(cache, "/api/activity"), REFRESH_MS);
  const refreshToday = throttle(() => void invalidatePaths(cache, "/api/today"), REFRESH_MS);
  const refreshJobs = () => {
    refreshActivity();
    refreshToday();
  };
  return { url: EVENTS_URL, resync: refreshJobs, events: { activity: refreshJobs, changed: refreshToday } };
}
