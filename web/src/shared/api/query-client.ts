/** The one cache of answers. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/client";

/** Only a way that failed is worth going again; a server that said no means it. */
export function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && error.status === 0;
}

export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 15_000, retry: worthRetrying, retryDelay: (attempt) => 500 * 2 ** attempt },
      mutations: { retry: false },
    },
  });
}
