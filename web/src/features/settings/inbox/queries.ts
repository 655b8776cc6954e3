/** The notifications of the account, and the stream that says when there are new ones. */
import type { QueryClient } from "@tanstack/react-query";
import { $api, api } from "@/features/settings/api";
import { isLive, type LiveSource } from "@/shared/live";

const EVENTS_URL = "/api/notifications/events";
const POLL_MS = 60_000;
export const NOTIFICATIONS = "/api/notifications";
export const UNREAD = "/api/notifications/unread";

/** Fetch the number of unread notifications, again from time to time while the stream is closed. */
export const useUnreadCount = () =>
  $api.useQuery("get", UNREAD, {}, { refetchInterval: () => (isLive(EVENTS_URL) ? false : POLL_MS), retry: false });

/** Fetch the list and the number again, and not the preferences, whose addresses begin alike. */
export const refreshNotifications = (cache: QueryClient) =>
  Promise.all([NOTIFICATIONS, UNREAD].map((path) => cache.invalidateQueries({ queryKey: ["get", path] })));

export function createNotificationSource(cache: QueryClient): LiveSource {
  const refresh = () => void refreshNotifications(cache);
  return { url: EVENTS_URL, resync: refresh, events: { notification: refresh, unread: refresh } };
}

export const acknowledge = (id: string) =>
  api.POST("/api/notifications/{id}/acknowledge", { params: { path: { id } } });

export const acknowledgeAll = () => api.POST("/api/notifications/acknowledge", { body: { kind: null } });

export const remove = (id: string) => api.DELETE("/api/notifications/{id}", { params: { path: { id } } });
