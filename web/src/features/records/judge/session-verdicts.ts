/** What has been judged since the page was opened; it survives a visit to another page. */
import { useSyncExternalStore } from "react";
import type { Verdict } from "@/features/records/judge/batch-verdicts";
import type { Listing } from "@/features/records/types";

export type Judged = { offer: Listing; verdict: Verdict };

const MOST = 500;
let judged: readonly Judged[] = [];
const watching = new Set<() => void>();

export function addJudged(added: readonly Judged[]): void {
  judged = [...added.toReversed(), ...judged].slice(0, MOST);
  for (const tell of watching) tell();
}

export function useJudged(): readonly Judged[] {
  return useSyncExternalStore(
    (tell) => {
      watching.add(tell);
      return () => watching.delete(tell);
    },
    () => judged,
  );
}
