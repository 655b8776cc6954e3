/** Undoing the last verdict from any page. */
import type { QueryClient } from "@tanstack/react-query";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import { waitForVerdicts } from "@/features/records/verdicts/use-verdict";
import { showToast } from "@/shared/components/toast";

/** What the page that is open does instead, because it shows the verdicts in a list of its own. */
let undoOnPage: (() => boolean) | null = null;

/** Have a page undo its newest verdict itself, if it has one, until the returned function is called. */
export function handleUndo(undo: () => boolean): () => void {
  undoOnPage = undo;
  return () => {
    undoOnPage = null;
  };
}

/** Remove the newest verdict, and say which one it was. */
export async function undoLastVerdict(cache: QueryClient): Promise<void> {
  if (undoOnPage?.()) return;
  try {
    await waitForVerdicts(cache);
    const offer = await findLast();
    if (offer) await api.DELETE("/api/records/offers/{id}/verdict", { params: { path: { id: String(offer.id) } } });
    await cache.invalidateQueries({ queryKey: recordsKey() });
    showToast({ message: offer ? `Undone: ${offer.artist} – ${offer.title}` : "There is no verdict to undo." });
  } catch (error) {
    showToast({ kind: "error", message: `The verdict was not undone. ${(error as Error).message}` });
  }
}

async function findLast() {
  const newest = (verdict: string) => api.GET("/api/records/verdicts", { params: { query: { verdict, limit: 1 } } });
  const lists = await Promise.all([newest("keep"), newest("skip")]);
  const offers = lists.flatMap(({ data }) => data?.groups.flatMap((group) => group.offers) ?? []);
  return offers.toSorted((a, b) => (b.judged_at ?? "").localeCompare(a.judged_at ?? ""))[0];
}
