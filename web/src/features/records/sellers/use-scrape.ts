/** Starts, follows and cancels the scrape of one seller. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { post, remove } from "@/features/records/api";
import { EVENTS_URL, recordsKey, scrapeQuery } from "@/features/records/queries";
import { isRunning } from "@/features/records/sellers/scrape-status";
import { ApiError } from "@/shared/api/client";
import { isLive } from "@/shared/live";

const POLL_MS = 1_000;

export function useScrape(seller: string) {
  const cache = useQueryClient();
  const refresh = () =>
    Promise.all(
      [["scrape", seller], ["offers", seller], ["dashboard"], ["search"], ["highlights"]].map((key) =>
        cache.invalidateQueries({ queryKey: recordsKey(...key) }),
      ),
    );
  // The response arrives when the scrape has ended, perhaps minutes later; until then `status` has the progress.
  const start = useMutation({
    mutationFn: () => post("/data/{seller}", { path: { seller } }),
    onSettled: refresh,
  });
  const stop = useMutation({
    mutationFn: () => remove("/api/scraper/jobs/{seller}", { path: { seller } }),
    onSettled: () => cache.invalidateQueries({ queryKey: recordsKey("scrape", seller) }),
  });
  const status = useQuery({
    ...scrapeQuery(seller),
    enabled: seller !== "" && !start.isPaused,
    refetchInterval: ({ state }) =>
      !isLive(EVENTS_URL) && (start.isPending || isRunning(state.data)) ? POLL_MS : false,
    refetchIntervalInBackground: true,
  });

  // A scrape that was started elsewhere ends without a response here.
  const ended = status.data?.finished_at ?? null;
  useEffect(() => {
    if (ended) void cache.invalidateQueries({ queryKey: recordsKey("offers", seller) });
  }, [ended, cache, seller]);

  return { start, stop, status, error: selectError(start.error, status.data?.error ?? null) };
}

/** Return the error to show; null if the status already shows it, or if the scrape was cancelled or already running. */
export function selectError(error: Error | null, shown: string | null): Error | null {
  if (!(error instanceof ApiError)) return error;
  if (error.code === "scrape_running" || error.code === "scrape_cancelled") return null;
  // The message of a scrape that goes on by itself says so after the error that the status has.
  return shown !== null && error.message.startsWith(shown) ? null : error;
}
