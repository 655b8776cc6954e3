/** Creates the cache of API responses. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/client";

/** Retry only when the server could not be reached; an error response is final. */
export function shouldRetry(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && error.status === 0;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: shouldRetry, retryDelay: (attempt) => 500 * 2 ** attempt },
      mutations: { retry: false },
    },
  });
}
