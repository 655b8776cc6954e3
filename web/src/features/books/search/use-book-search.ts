/** The search with partial results: each line of the response replaces what is shown. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { SearchPage } from "@/features/books/api";
import { searchKey } from "@/features/books/queries";
import type { Filters } from "@/features/books/search/address";
import { fetchOrThrow, PAGE_HEADERS } from "@/shared/api/client";
import { encodeSearch } from "@/shared/routing/search";

export const PAGE_SIZE = 20;
const MINUTE = 60_000;
const MIN_RETRY_MS = 1_000;

/** Return the search for these filters; `retry` asks the sources that failed again now. */
export function useBookSearch(filters: Filters) {
  const cache = useQueryClient();
  const [isRetry, setIsRetry] = useState(false);
  const key = [...searchKey, filters];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => search(filters, { cache, key, isRetry, signal }),
    enabled: filters.q !== "",
    staleTime: MINUTE,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => untilRetry(state.data),
  });
  const { refetch } = query;
  const retry = useCallback(async () => {
    setIsRetry(true);
    await new Promise((resolve) => setTimeout(resolve));
    await refetch();
    setIsRetry(false);
  }, [refetch]);
  return { query, retry };
}

type SearchOptions = { cache: QueryClient; key: readonly unknown[]; isRetry: boolean; signal: AbortSignal };

async function search(filters: Filters, { cache, key, isRetry, signal }: SearchOptions): Promise<SearchPage> {
  const { q, format, lang, page } = filters;
  const address = encodeSearch({ query: q, format, lang, page, size: PAGE_SIZE, again: isRetry });
  let last: SearchPage | null = null;
  for await (const line of readLines(`/api/books/search${address}`, signal)) {
    last = mergePages(last, line as SearchPage);
    // An empty first line must not replace the results of an earlier search.
    if (!last.is_complete && last.books.length > 0) cache.setQueryData(key, last);
  }
  if (last === null) throw new Error("The server sent no results. Try again.");
  return last;
}

/** Return the next page with the books of the previous one at their places, so that no row moves while one reads. */
export function mergePages(previous: SearchPage | null, next: SearchPage): SearchPage {
  if (previous === null || previous.books.length === 0 || next.page > 1) return next;
  const byWork = new Map(next.books.map((book) => [book.work, book]));
  const kept = previous.books.map((book) => byWork.get(book.work) ?? book);
  const known = new Set(kept.map(({ work }) => work));
  return { ...next, books: [...kept, ...next.books.filter(({ work }) => !known.has(work))] };
}

/** Return the milliseconds until a failed source may be asked again; false if none failed. */
export function untilRetry(page: SearchPage | undefined, now = Date.now()): number | false {
  const times = (page?.sources ?? []).flatMap(({ retry_at }) => (retry_at ? [new Date(retry_at).getTime()] : []));
  return times.length > 0 ? Math.max(MIN_RETRY_MS, Math.min(...times) - now + MIN_RETRY_MS) : false;
}

/** Yield the values of a response that has one JSON value in each line, as they arrive. */
async function* readLines(url: string, signal: AbortSignal): AsyncGenerator<unknown> {
  const request = new Request(new URL(url, location.origin), { headers: { ...PAGE_HEADERS }, signal });
  const response = await fetchOrThrow(request);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
    if (done) return;
  }
}
