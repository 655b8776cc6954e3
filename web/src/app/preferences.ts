/** The preferences of the account for the page: which apps to show, and whether the first run is done. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { $api, api, type PagePreferences } from "@/app/overview-api";
import { applyAppearance } from "@/shared/appearance";
import type { Feature } from "@/shared/feature";

const TIMEOUT_MS = 3_000;
const PATH = "/api/account/preferences";

/** Return the features that the account wants to see; all of them if it cannot be known. */
export async function chooseFeatures(features: readonly Feature[], cache: QueryClient): Promise<readonly Feature[]> {
  const options = preferencesQuery();
  const fetched = api.GET(PATH, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const preferences = await fetched.then(
    ({ data }) => data,
    () => undefined,
  );
  if (!preferences) return features;
  cache.setQueryData(options.queryKey, preferences);
  applyAppearance(preferences.appearance ?? "system");
  const { apps } = preferences;
  return apps ? features.filter(({ name, isAlwaysOn }) => isAlwaysOn || apps.includes(name)) : features;
}

export const preferencesQuery = () => $api.queryOptions("get", PATH);

/** Return the mutation that changes some preferences and keeps the others. */
export function useChangePreferences() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: Partial<PagePreferences>) => {
      const current = await cache.ensureQueryData(preferencesQuery());
      const { data } = await api.PUT(PATH, { body: { ...current, ...change } });
      return data;
    },
    onSuccess: (data) => data && cache.setQueryData(preferencesQuery().queryKey, data),
  });
}
