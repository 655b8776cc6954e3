/** Saves verdicts on offers at once, and shows them in every list that is loaded. */
import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import type { OfferDetails, OfferPage, Verdict, VerdictCounts } from "@/features/records/types";
import { showToast } from "@/shared/components/toast";

export type JudgedRef = { id: number; artist: string; title: string; verdict: Verdict | null };
/** Closes the message about the last verdict: only that one can be undone by it. */
let closeMessage = () => {};

const VERDICTS = ["records-verdicts"] as const;

type Change = { offer: JudgedRef; verdict: Verdict | null };

export const VERDICT_NAMES: Record<Verdict, string> = { keep: "Kept", skip: "Skipped" };

async function sendVerdict({ offer, verdict }: Change): Promise<VerdictCounts | null> {
  const params = { path: { id: String(offer.id) } };
  const { data } =
    verdict === null
      ? await api.DELETE("/api/records/offers/{id}/verdict", { params })
      : await api.PUT("/api/records/offers/{id}/verdict", { params, body: { verdict } });
  return data?.counts ?? null;
}

/** Wait until each verdict has been saved or refused, so that what is read then knows it. */
export async function waitForVerdicts(cache: QueryClient): Promise<void> {
  const isSaving = () => cache.isMutating({ mutationKey: VERDICTS }) > 0;
  if (!isSaving()) return;
  await new Promise<void>((resolve) => {
    const stop = cache.getMutationCache().subscribe(() => {
      if (isSaving()) return;
      stop();
      resolve();
    });
  });
}

/** Show a verdict in the loaded searches and details; lists of verdicts are fetched again when it is saved. */
function patchVerdict(cache: QueryClient, id: number, verdict: Verdict | null): void {
  const patch = <T extends { id: number }>(row: T): T => (row.id === id ? { ...row, verdict } : row);
  const patchPage = (page: OfferPage) =>
    page.rows.some((row) => row.id === id) ? { ...page, rows: page.rows.map(patch) } : page;
  cache.setQueriesData<InfiniteData<OfferPage>>({ queryKey: recordsKey("offers-search") }, (known) =>
    known ? { ...known, pages: known.pages.map(patchPage) } : known,
  );
  cache.setQueriesData<OfferDetails>({ queryKey: recordsKey("offer") }, (known) =>
    known ? { ...patch(known), others: known.others.map(patch) } : known,
  );
}

/**
 * Return `save`, which saves the verdict on an offer or removes it for null, and returns the counts, null after an
 * error; and `judge`, which also shows a message with Undo.
 */
export function useVerdict() {
  const cache = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationKey: VERDICTS,
    mutationFn: sendVerdict,
    // One after the other: an Undo must not overtake the verdict.
    scope: { id: VERDICTS[0] },
    onMutate: ({ offer, verdict }) => patchVerdict(cache, offer.id, verdict),
    onError: (error) => {
      showToast({ kind: "error", message: `The verdict was not saved. ${error.message}` });
      for (const name of ["offers-search", "offer"]) void cache.invalidateQueries({ queryKey: recordsKey(name) });
    },
    onSettled: () => {
      for (const name of ["verdicts", "dashboard"]) void cache.invalidateQueries({ queryKey: recordsKey(name) });
    },
  });
  const save = useCallback(
    (offer: JudgedRef, verdict: Verdict | null) => mutateAsync({ offer, verdict }).catch(() => null),
    [mutateAsync],
  );
  const judge = useCallback(
    async (offer: JudgedRef, verdict: Verdict | null) => {
      closeMessage();
      if (!(await save(offer, verdict)) || verdict === null) return;
      // `offer.verdict` is still the former one.
      const undo = () => void save(offer, offer.verdict);
      closeMessage = showToast({
        message: `${VERDICT_NAMES[verdict]}: ${offer.artist} – ${offer.title}`,
        action: { label: "Undo", run: undo },
      });
    },
    [save],
  );
  return { judge, save };
}
