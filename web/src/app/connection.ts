/** Watches whether the server answers: after a lost stream or a failed request, until it does again. */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { ApiError } from "@/shared/api/client";
import { onStreamLost, reconnectStreams } from "@/shared/live";

const INTERVAL_MS = 1_500;
const TIMEOUT_MS = 2_500;

let isAway = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let isChecking = false;
const listeners = new Set<() => void>();

function setAway(away: boolean) {
  if (isAway === away) return;
  isAway = away;
  for (const listener of listeners) listener();
}

/** Return whether the server does not answer. */
export const useIsServerAway = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => isAway,
  );

const answers = () =>
  fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
    ({ status }) => status < 500,
    () => false,
  );

/** Start to watch; when the server is back, the streams are connected and everything on the page is read again. */
export function watchServer(cache: QueryClient): void {
  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    clearTimeout(timer);
    const isBack = await answers();
    isChecking = false;
    if (!isBack) timer = setTimeout(check, INTERVAL_MS);
    else if (isAway) {
      reconnectStreams();
      void cache.invalidateQueries();
    }
    setAway(!isBack);
  };
  const checkAfter = (error: unknown) => {
    if (error instanceof ApiError && error.status === 0) void check();
  };
  onStreamLost(() => void check());
  cache.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error") checkAfter(event.action.error);
    if (event.type === "updated" && event.action.type === "failed") checkAfter(event.action.error);
  });
  cache.getMutationCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error") checkAfter(event.action.error);
  });
  window.addEventListener("online", () => void check());
}
