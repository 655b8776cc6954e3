/** The requests about the data of an account. An app answers them, so that they are missing where it is off. */
import { queryOptions } from "@tanstack/react-query";
import { ApiError, fetchOrThrow, PAGE_HEADERS } from "@/shared/api/client";

export type Deletion = { scheduled: boolean; due_at: string | null };

const PATH = "/api/users/me/deletion";

export const deletionQuery = () =>
  queryOptions({
    queryKey: ["account", "deletion"],
    queryFn: async (): Promise<Deletion> => {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
        throw new ApiError("No running app has data of accounts.", { status: 404, code: "not_found" });
      }
    },
    retry: false,
  });

/** End all sessions and delete the account after the grace period. */
export const scheduleDeletion = (password: string): Promise<Deletion> =>
  send({
    method: "POST",
    body: JSON.stringify({ password }),
    headers: { "Content-Type": "application/json" },
  });

async function send({ headers, ...init }: RequestInit = {}): Promise<Deletion> {
  const address = new URL(PATH, globalThis.location.origin);
  const request = new Request(address, {
    ...init,
    headers: { Accept: "application/json", ...PAGE_HEADERS, ...headers },
  });
  return (await fetchOrThrow(request)).json();
}
