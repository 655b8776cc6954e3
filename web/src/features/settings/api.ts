/** The client of the account API. */
import type { paths } from "@/generated/server";
import { createClient, toApiError } from "@/shared/api/client";

/**
 * Make the browser ask for the server token (ALCOVE_TOKEN) and send it from then on. It does so because this request,
 * unlike all others, has no page header.
 */
export async function promptForServerToken(): Promise<void> {
  const response = await fetch("/api/apps/", { headers: { Accept: "application/json" } });
  if (!response.ok) throw toApiError(response.status, await response.json().catch(() => null));
}

export const { get, post, patch, remove } = createClient<paths>();
