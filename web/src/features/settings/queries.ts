/** The queries of the account API, with their cache keys. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/features/settings/api";
import type { Account, AccountState } from "@/features/settings/types";
import { take } from "@/shared/api/api";

/** Return the cache key of a query, or the common prefix of several, that no other feature uses. */
export const accountKey = (...segments: readonly unknown[]) => ["account", ...segments];

/** The signed-in account and the sign-in options; public. */
export const accountQuery = () =>
  queryOptions({
    queryKey: accountKey("state"),
    queryFn: ({ signal }) => take(api.GET("/api/account", { signal })),
    staleTime: 60_000,
  });

export const invitationQuery = (code: string) =>
  queryOptions({
    queryKey: accountKey("invitation", code),
    queryFn: ({ signal }) => take(api.GET("/api/account/invitations/{code}", { params: { path: { code } }, signal })),
    enabled: code !== "",
    staleTime: Number.POSITIVE_INFINITY,
    // A wrong code counts as a guess, so it is not refetched automatically.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const sessionsQuery = () =>
  queryOptions({
    queryKey: accountKey("sessions"),
    queryFn: ({ signal }) => take(api.GET("/api/account/sessions", { signal })),
  });

export const tokensQuery = () =>
  queryOptions({
    queryKey: accountKey("tokens"),
    queryFn: ({ signal }) => take(api.GET("/api/account/tokens", { signal })),
  });

export const accountsQuery = () =>
  queryOptions({
    queryKey: accountKey("accounts"),
    queryFn: ({ signal }) => take(api.GET("/api/accounts", { signal })),
  });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: accountKey("invitations"),
    queryFn: ({ signal }) => take(api.GET("/api/accounts/invitations", { signal })),
  });

/** Return the signed-in account; null for a signed-out user and for the local owner of a server without sign-in. */
export function getSignedInAccount(state: AccountState | undefined): Account | null {
  return state?.account && state.account.kind !== "local" ? state.account : null;
}

/** Return the apps that the account owns: in these it may assign roles to others. */
export const listOwnedApps = ({ roles }: Account): string[] =>
  Object.keys(roles).filter((app) => roles[app] === "owner");
