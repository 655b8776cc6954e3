/** Starts, watches and cancels the scrape of one seller. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { scrape } from "@/features/records/queries";
import { isUnderWay } from "@/features/records/sellers/scrape-status";
import { ApiError, post, remove } from "@/shared/api/client";

const EACH_SECOND = 1_000;

export function useScrape(seller: string) {
  const cache = useQueryClient();
  const refresh = () =>
    Promise.all(
      [["scrape", seller], ["offers", seller], ["dashboard"], ["search"], ["highlights"]].map((queryKey) =>
        cache.invalidateQueries({ queryKey }),
      ),
    );
  // The answer comes when the scrape has ended, minutes later perhaps; until then its status is polled.
  const start = useMutation({
    mutationFn: () => post("/data/{seller}", { path: { seller } }),
    onSettled: refresh,
  });
  const stop = useMutation({
    mutationFn: () => remove("/api/scraper/jobs/{seller}", { path: { seller } }),
    onSettled: () => cache.invalidateQueries({ queryKey: ["scrape", seller] }),
  });
  const status = useQuery({
    ...scrape(seller),
    enabled: seller !== "" && !start.isPaused,
    refetchInterval: ({ state }) => (start.isPending || isUnderWay(state.data) ? EACH_SECOND : false),
    refetchIntervalInBackground: true,
  });

  // A scrape that was started elsewhere ends without an answer to us.
  const ended = status.data?.finished_at ?? null;
  useEffect(() => {
    if (ended) void cache.invalidateQueries({ queryKey: ["offers", seller] });
  }, [ended, cache, seller]);

  return { start, stop, status, trouble: troubleOf(start.error, status.data?.error ?? null) };
}

/** A scrape that failed says so in its status already, and one that was stopped by the reader is no error. */
export function troubleOf(error: Error | null, told: string | null): Error | null {
  if (!(error instanceof ApiError)) return error;
  if (error.code === "scrape_running" || error.code === "scrape_cancelled" || error.message === told) return null;
  return error;
}
