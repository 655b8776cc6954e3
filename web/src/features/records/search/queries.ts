/** The queries of the offer search. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import { findFieldErrors, type Search, toQuery } from "@/features/records/search/filters";

export const SAVED_SEARCHES = "/api/records/saved-searches";

const MINUTE = 60_000;
/** The first rows are there soon, the others come in larger steps. */
const FIRST_ROWS = 50;
const MORE_ROWS = 200;

const isUsable = (search: Search) => Object.keys(findFieldErrors(search)).length === 0;

/** The offers that match, page after page; invalid filters are not sent. */
export const offersQuery = ({ table: _table, ...search }: Search) =>
  infiniteQueryOptions({
    queryKey: recordsKey("offers-search", search),
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...toQuery(search),
        group: !search.copies,
        after: pageParam,
        limit: pageParam ? MORE_ROWS : FIRST_ROWS,
      };
      const { data } = await api.GET("/api/records/offers", { params: { query }, signal });
      return data as NonNullable<typeof data>;
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    enabled: isUsable(search),
    placeholderData: keepPreviousData,
    // Comparing ten thousand rows with those before takes longer than a key press may.
    structuralSharing: false,
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
  });

export const choicesQuery = ({ table: _table, copies: _copies, sort: _sort, ...search }: Search) =>
  queryOptions({
    queryKey: recordsKey("offers-choices", search),
    queryFn: async ({ signal }) => {
      const { data } = await api.GET("/api/records/offers/choices", { params: { query: toQuery(search) }, signal });
      return data as NonNullable<typeof data>;
    },
    enabled: isUsable(search),
    placeholderData: keepPreviousData,
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
  });
