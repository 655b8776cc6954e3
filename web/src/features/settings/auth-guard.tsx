/** Redirects to the sign-in page when the server requires a sign-in. */
import type { QueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { type ComponentType, useEffect, useState } from "react";
import { api } from "@/features/settings/api";
import { accountQuery, getSignedInAccount } from "@/features/settings/queries";
import { buildSignInUrl, toTarget } from "@/features/settings/sign-in-url";
import { take } from "@/shared/api/api";

const TIMEOUT_MS = 3_000;

/**
 * Return the redirect to the sign-in page if a sign-in is required and missing. If the server does not answer in time, or
 * is too old to have the endpoint, return null: the server itself rejects requests that need a sign-in.
 */
export async function requireSignIn(cache: QueryClient): Promise<ComponentType | null> {
  const state = await take(api.GET("/api/account", { signal: AbortSignal.timeout(TIMEOUT_MS) })).catch(() => null);
  if (!state) return null;
  cache.setQueryData(accountQuery().queryKey, state);
  return state.sign_in_required && !getSignedInAccount(state) ? RedirectToSignIn : null;
}

/** Open the sign-in page, which returns to this location afterwards. */
export function RedirectToSignIn() {
  const location = useLocation();
  const navigate = useNavigate();
  // The location changes while the code of the sign-in page is loading; it must not redirect again then.
  const [target] = useState(() => toTarget(buildSignInUrl(location)));
  useEffect(() => void navigate({ ...target, replace: true }), [navigate, target]);
  return null;
}
