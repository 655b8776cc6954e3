/** Redirects to the sign-in page when the server requires a sign-in. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { Navigate, useLocation } from "react-router";
import { get } from "@/features/account/api";
import { accountQuery, getSignedInAccount } from "@/features/account/queries";
import { buildSignInUrl } from "@/features/account/sign-in-url";

const TIMEOUT_MS = 3_000;

/**
 * Return the redirect to the sign-in page if a sign-in is required and missing. If the server does not answer in time, or
 * is too old to have the endpoint, return null: the server itself rejects requests that need a sign-in.
 */
export async function requireSignIn(cache: QueryClient): Promise<ComponentType | null> {
  const state = await get("/api/account", { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
  if (!state) return null;
  cache.setQueryData(accountQuery().queryKey, state);
  return state.sign_in_required && !getSignedInAccount(state) ? RedirectToSignIn : null;
}

export function RedirectToSignIn() {
  return <Navigate to={buildSignInUrl(useLocation())} replace />;
}
