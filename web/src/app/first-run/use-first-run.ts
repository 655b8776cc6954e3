import { useQuery } from "@tanstack/react-query";
import { $api } from "@/app/overview-api";
import { preferencesQuery } from "@/app/preferences";

/** Return whether the account has yet to choose its apps. Without an account nothing could be stored. */
export function useFirstRun(): { isPending: boolean; isDue: boolean } {
  const preferences = useQuery(preferencesQuery());
  const account = $api.useQuery("get", "/api/account");
  const canStore = account.data?.account?.id != null;
  return {
    // The page does not wait for a request that is being repeated.
    isPending: [preferences, account].some((query) => query.isPending && query.failureCount === 0),
    isDue: canStore && preferences.data?.first_run_done === false,
  };
}
