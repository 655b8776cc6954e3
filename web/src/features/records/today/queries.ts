import { queryOptions } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";

const SHOWN = 3;
const EMPTY_REFRESH_MS = 2_000;

/** The best offers; while there are none, they are fetched again and again. */
export const bestOffersQuery = (currency: string) =>
  queryOptions({
    queryKey: recordsKey("best-offers", currency),
    queryFn: async ({ signal }) => {
      const query = { sort: "score", group: true, limit: SHOWN, currency };
      const { data } = await api.GET("/api/records/offers", { params: { query }, signal });
      return data as NonNullable<typeof data>;
    },
    refetchInterval: ({ state }) => (state.data?.rows.length ? false : EMPTY_REFRESH_MS),
  });
