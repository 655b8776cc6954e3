import { queryOptions } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import { ApiError } from "@/shared/api/client";

export const offerQuery = (id: string, currency: string) =>
  queryOptions({
    queryKey: recordsKey("offer", id, currency),
    queryFn: async ({ signal }) => {
      const { data } = await api.GET("/api/records/offers/{id}", {
        params: { path: { id }, query: { currency } },
        signal,
      });
      return data as NonNullable<typeof data>;
    },
    retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status === 404),
  });
