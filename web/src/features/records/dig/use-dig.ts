/** The next offers to judge. A verdict is saved at once, and the next offer is shown without waiting for it. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/features/records/api";
import type { DigSearch } from "@/features/records/dig/address";
import { recordsKey } from "@/features/records/queries";
import { readCurrency } from "@/features/records/search/currency";
import type { JudgedOffer, OfferDetails, Verdict, VerdictCounts } from "@/features/records/types";
import { useVerdict, waitForVerdicts } from "@/features/records/verdicts/use-verdict";

const BATCH = 6;
const REFILL_BELOW = 4;

const digQuery = ({ strategy = "varied", seller = "" }: DigSearch) =>
  queryOptions({
    queryKey: recordsKey("dig", strategy, seller),
    queryFn: async ({ client, signal }) => {
      await waitForVerdicts(client);
      const query = { strategy, seller, currency: readCurrency(), limit: BATCH };
      const { data } = await api.GET("/api/records/dig", { params: { query }, signal });
      return data as NonNullable<typeof data>;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

const withId = (id: number) => (offer: { id: number }) => offer.id === id;
const without = <T extends { id: number }>(offers: readonly T[], id: number) =>
  offers.filter((offer) => offer.id !== id);

/** Return the offers to judge, the current one first; the newest verdicts; and what changes them. */
export function useDig(search: DigSearch) {
  const batch = useQuery(digQuery(search));
  const { save } = useVerdict();
  const [queue, setQueue] = useState<OfferDetails[]>([]);
  const [judged, setJudged] = useState<JudgedOffer[]>([]);
  const [counts, setCounts] = useState<VerdictCounts | null>(null);
  const seen = useRef(new Map<number, OfferDetails>());
  const { data, refetch } = batch;

  // The offer on the screen stays when the server would now choose another one: new ones are queued behind it.
  useEffect(() => {
    if (!data) return;
    setCounts(data.counts);
    const fresh = data.offers.filter(({ id }) => !seen.current.has(id));
    for (const offer of fresh) seen.current.set(offer.id, offer);
    setQueue((shown) => [...shown, ...fresh]);
  }, [data]);

  const restore = useCallback((offer: OfferDetails) => {
    setJudged((done) => without(done, offer.id));
    setQueue((shown) => [{ ...offer, verdict: null }, ...without(shown, offer.id)]);
  }, []);
  const judge = useCallback(
    async (offer: OfferDetails, verdict: Verdict) => {
      const left = without(queue, offer.id);
      setQueue(left);
      setJudged((done) => [{ ...offer, verdict, judged_at: null }, ...without(done, offer.id)]);
      const saved = await save(offer, verdict);
      if (saved) setCounts(saved);
      else restore(offer);
      if (saved && left.length < REFILL_BELOW) void refetch();
    },
    [queue, save, restore, refetch],
  );
  const undo = useCallback(
    async (offer: JudgedOffer) => {
      const saved = await save(offer, null);
      if (!saved) return;
      setCounts(saved);
      const details = seen.current.get(offer.id);
      if (details) restore(details);
      await refetch();
    },
    [save, restore, refetch],
  );
  const older = data?.recent.filter(({ id }) => !judged.some(withId(id)) && !queue.some(withId(id))) ?? [];
  return { batch, queue, recent: [...judged, ...older], counts, judge, undo };
}
