/** The requests of the pages of sellers. Their answers are fetched again when a scrape or the wantlist changes. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { $api, api } from "@/features/records/api";
import { EVENTS_URL } from "@/features/records/queries";
import { isRunning } from "@/features/records/sellers/scrape-status";
import type { components } from "@/generated/records";
import { invalidatePaths } from "@/shared/api/api";
import { isLive } from "@/shared/live";

export type Seller = components["schemas"]["SellerOverview"];
export type SellerDetails = components["schemas"]["SellerDetails"];
export type Schedule = components["schemas"]["SellerSchedule"];
export type Mode = Schedule["mode"];

const POLL_MS = 2_000;
const SELLERS = "/api/records/sellers";

export const useSellers = () => $api.useQuery("get", SELLERS);

export const useSeller = (name: string) =>
  $api.useQuery(
    "get",
    "/api/records/sellers/{name}",
    { params: { path: { name } } },
    {
      retry: false,
      refetchInterval: ({ state }) => (isRunning(state.data?.scrapes[0]) && !isLive(EVENTS_URL) ? POLL_MS : false),
    },
  );

/** The newest scrape of a seller that was requested here, until it has ended. */
export const useScrapeStatus = (seller: string) =>
  $api.useQuery(
    "get",
    "/api/scraper/jobs/{seller}",
    { params: { path: { seller } } },
    {
      enabled: seller !== "",
      retry: false,
      refetchInterval: ({ state }) => (isRunning(state.data) && !isLive(EVENTS_URL) ? POLL_MS : false),
    },
  );

/** Request a scrape, and show it at once. */
export function useScrape() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ seller, mode }: { seller: string; mode: Mode }) =>
      api.POST("/api/records/sellers/{name}/scrape", { params: { path: { name: seller } }, body: { mode } }),
    onSuccess: () => invalidatePaths(cache, SELLERS, "/api/scraper/jobs/"),
  });
}

export function useCancelScrape() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (seller: string) => api.DELETE("/api/scraper/jobs/{seller}", { params: { path: { seller } } }),
    onSettled: () => invalidatePaths(cache, SELLERS, "/api/scraper/jobs/"),
  });
}

/** Store how often a seller is scraped by itself; 0 hours: only on request. */
export function useChangeSchedule(name: string) {
  const cache = useQueryClient();
  const params = { path: { name } };
  return useMutation({
    mutationFn: async ({ every_hours, mode }: { every_hours: number; mode: Mode }): Promise<void> => {
      await (every_hours === 0
        ? api.DELETE("/api/records/sellers/{name}/schedule", { params })
        : api.PUT("/api/records/sellers/{name}/schedule", { params, body: { every_hours, mode } }));
    },
    onSettled: () => invalidatePaths(cache, SELLERS),
  });
}

export const useWantlistSync = () =>
  $api.useQuery("get", "/api/records/wantlist/sync", undefined, {
    refetchInterval: ({ state }) =>
      (state.data?.state === "running" || state.data?.state === "queued") && !isLive(EVENTS_URL) ? POLL_MS : false,
  });

export function useReadWantlist() {
  const cache = useQueryClient();
  return $api.useMutation("post", "/api/records/wantlist/sync", {
    onSettled: () => invalidatePaths(cache, "/api/records/wantlist"),
  });
}
