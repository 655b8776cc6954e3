/** Keeps the pages closed until somebody has signed in, where the server wants that. */
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { Navigate, useLocation } from "react-router";
import { get } from "@/features/account/api";
import { accountQuery, signedInAccount } from "@/features/account/queries";
import { signInAddress } from "@/features/account/sign-in-address";

const TIMEOUT_MS = 3_000;

/**
 * Return what leads to the sign-in page, if nobody is signed in where that is required. A server that does not say so in
 * time, or is older and does not know, keeps nothing closed: it refuses by itself what it must.
 */
export async function requireSignIn(cache: QueryClient): Promise<ComponentType | null> {
  const state = await get("/api/account", { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
  if (!state) return null;
  cache.setQueryData(accountQuery().queryKey, state);
  return state.sign_in_required && !signedInAccount(state) ? RedirectToSignIn : null;
}

export function RedirectToSignIn() {
  return <Navigate to={signInAddress(useLocation())} replace />;
}
