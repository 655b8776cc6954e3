/** What the app itself asks the server. */
import { queryOptions } from "@tanstack/react-query";
import type { components } from "@/generated/server";
import { toApiError } from "@/shared/api/client";
import { isAnyLive } from "@/shared/live";

export type Health = components["schemas"]["Health"];

/** A server with a part that is down answers 503 and still reports every part. */
export const healthQuery = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: async ({ signal }): Promise<Health> => {
      const response = await fetch("/health/ready", { signal }).catch(() => null);
      const body: unknown = await response?.json().catch(() => null);
      if (body && typeof body === "object" && "parts" in body) return body as Health;
      throw toApiError(
        response?.status ?? 0,
        body ?? { error: "The server cannot be reached. Is Alcove still running?" },
      );
    },
    // An open stream shows that the server answers; that a worker has died shows by the time alone.
    refetchInterval: () => (isAnyLive() ? 30_000 : 5_000),
    retry: false,
  });
