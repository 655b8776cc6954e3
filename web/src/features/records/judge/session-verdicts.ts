/** The verdicts since the page was loaded; they are kept while navigating between pages. */
import { useSyncExternalStore } from "react";
import type { Verdict } from "@/features/records/judge/batch-verdicts";
import type { Listing } from "@/features/records/types";

export type JudgedOffer = { offer: Listing; verdict: Verdict };

const LIMIT = 500;
let judged: readonly JudgedOffer[] = [];
const listeners = new Set<() => void>();

export function addJudgedOffers(added: readonly JudgedOffer[]): void {
  judged = [...added.toReversed(), ...judged].slice(0, LIMIT);
  for (const listener of listeners) listener();
}

export function useJudgedOffers(): readonly JudgedOffer[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => judged,
  );
}
