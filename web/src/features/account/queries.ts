/** The queries of the account API, each with its key in the cache. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/features/account/api";
import type { Account, AccountState } from "@/features/account/types";

/** Return a key that no other feature has, for a query or the start of several. */
export const accountKey = (...parts: readonly unknown[]) => ["account", ...parts];

/** Who is signed in, and how one can sign in; everybody may ask for it. */
export const accountQuery = () =>
  queryOptions({
    queryKey: accountKey("state"),
    queryFn: ({ signal }) => get("/api/account", { signal }),
    staleTime: 60_000,
  });

export const invitationQuery = (code: string) =>
  queryOptions({
    queryKey: accountKey("invitation", code),
    queryFn: ({ signal }) => get("/api/account/invitations/{code}", { path: { code }, signal }),
    enabled: code !== "",
    staleTime: Number.POSITIVE_INFINITY,
    // A wrong code counts as a guess, so that it is not sent again by itself.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const sessionsQuery = () =>
  queryOptions({ queryKey: accountKey("sessions"), queryFn: ({ signal }) => get("/api/account/sessions", { signal }) });

export const tokensQuery = () =>
  queryOptions({ queryKey: accountKey("tokens"), queryFn: ({ signal }) => get("/api/account/tokens", { signal }) });

export const accountsQuery = () =>
  queryOptions({ queryKey: accountKey("accounts"), queryFn: ({ signal }) => get("/api/accounts", { signal }) });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: accountKey("invitations"),
    queryFn: ({ signal }) => get("/api/accounts/invitations", { signal }),
  });

/** Return who has signed in; null for a stranger, and for the local owner that everybody is without sign-in. */
export function signedInAccount(state: AccountState | undefined): Account | null {
  return state?.account && state.account.kind !== "local" ? state.account : null;
}

/** Return the apps of which an account is an owner: of these it may give roles to others. */
export const ownedApps = ({ roles }: Account): string[] => Object.keys(roles).filter((app) => roles[app] === "owner");
