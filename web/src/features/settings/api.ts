/** The client of the server's own endpoints. */
import type { components, paths } from "@/generated/server";
import { createApi } from "@/shared/api/api";
import { toApiError } from "@/shared/api/client";

/**
 * Make the browser ask for the server token (ALCOVE_TOKEN) and send it from then on. It does so because this request,
 * unlike all others, has no page header.
 */
export async function promptForServerToken(): Promise<void> {
  const response = await fetch("/api/apps/", { headers: { Accept: "application/json" } });
  if (!response.ok) throw toApiError(response.status, await response.json().catch(() => null));
}

export type KindPreference = components["schemas"]["KindPreference"];
export type Notification = components["schemas"]["NotificationView"];
export type Destination = components["schemas"]["DestinationView"];
export type QuietHours = components["schemas"]["QuietHoursBody"];

export const { api, $api } = createApi<paths>();
