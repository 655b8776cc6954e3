/** The client of the account API. */
import type { paths } from "@/generated/account";
import { createClient, toApiError } from "@/shared/api/client";

/**
 * Let the browser itself ask for the server's token (ALCOVE_TOKEN) and send it from then on. It does so because this
 * request, unlike all others, does not say that it comes from a page with a sign-in form.
 */
export async function promptForServerToken(): Promise<void> {
  const response = await fetch("/api/apps/", { headers: { Accept: "application/json" } });
  if (!response.ok) throw toApiError(response.status, await response.json().catch(() => null));
}

export const { get, post, patch, remove } = createClient<paths>();
