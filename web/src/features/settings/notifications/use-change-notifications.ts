import { useMutation, useQueryClient } from "@tanstack/react-query";
import { $api, api, type KindPreference, type QuietHours } from "@/features/settings/api";

type Change = { kinds?: Record<string, KindPreference["channels"]>; quiet_hours?: QuietHours | null };

/** Return the mutation that changes some preferences of notifications; the rest stays. */
export function useChangeNotifications() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ kinds = {}, ...rest }: Change) => {
      const { data } = await api.PUT("/api/notifications/preferences", { body: { kinds, ...rest } });
      return data;
    },
    onSuccess: (data) =>
      data && cache.setQueryData($api.queryOptions("get", "/api/notifications/preferences").queryKey, data),
  });
}
