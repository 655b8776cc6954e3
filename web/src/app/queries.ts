/** The queries of the app itself. */
import { queryOptions } from "@tanstack/react-query";
import type { components } from "@/generated/server";
import { toApiError } from "@/shared/api/client";
import { isAnyLive } from "@/shared/live";

type Health = components["schemas"]["Health"];

/** A server with a failed part answers 503, and the body still reports every part. */
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
    // An open event stream shows that the server is alive, but not that a worker has died, so poll slowly.
    refetchInterval: () => (isAnyLive() ? 30_000 : 5_000),
    retry: false,
  });
