/** What has been judged since the page was opened; it survives a visit to another page. */
import { useSyncExternalStore } from "react";
import type { Verdict } from "@/features/records/judge/batch-verdicts";
import type { Listing } from "@/features/records/types";

export type Judged = { offer: Listing; verdict: Verdict };

const LIMIT = 500;
let judged: readonly Judged[] = [];
const listeners = new Set<() => void>();

export function addJudged(added: readonly Judged[]): void {
  judged = [...added.toReversed(), ...judged].slice(0, LIMIT);
  for (const listener of listeners) listener();
}

export function useJudged(): readonly Judged[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => judged,
  );
}
