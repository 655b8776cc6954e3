import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { post } from "@/features/records/api";
import {
  type Action,
  actionForKey,
  applyAction,
  isComplete,
  startBatch,
  toSelection,
} from "@/features/records/judge/batch-verdicts";
import { OfferCard } from "@/features/records/judge/offer-card";
import { addJudgedOffers } from "@/features/records/judge/session-verdicts";
import { recordsKey } from "@/features/records/queries";
import type { Listing } from "@/features/records/types";
import { ErrorAlert } from "@/shared/components/feedback";
import { pluralize } from "@/shared/format";

type Props = { listings: readonly Listing[]; left: number };

/** One batch of offers: each gets a verdict, then all verdicts are stored together. */
export function BatchJudging({ listings, left }: Props) {
  const [batch, setBatch] = useState(() => startBatch(listings.map(({ id }) => id)));
  const cache = useQueryClient();
  const judged = batch.verdicts.length;
  const send = useMutation({
    mutationFn: () => post("/submit-scoring-selections", { body: toSelection(batch) }),
    onSuccess: () => {
      addJudgedOffers(
        batch.verdicts.flatMap((verdict, index) => (listings[index] ? [{ offer: listings[index], verdict }] : [])),
      );
      void cache.invalidateQueries({ queryKey: recordsKey("dashboard") });
      void cache.invalidateQueries({ queryKey: recordsKey("taste") });
      return cache.invalidateQueries({ queryKey: recordsKey("batch") });
    },
  });
  const apply = (action: Action) => !send.isPending && setBatch((batch) => applyAction(batch, action));

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
    const action = actionForKey(event);
    if (action) {
      event.preventDefault();
      apply(action);
    } else if (event.key === "Enter" && judged > 0 && !(event.target instanceof HTMLButtonElement) && !send.isPending) {
      send.mutate();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  const offer = listings[judged];
  return (
    <>
      <div className="judge-header">
        <p role="status">
          {judged} of {listings.length} in this batch · {pluralize(left, "offer")} left to judge
        </p>
        <ol className="verdicts" aria-hidden="true">
          {batch.ids.map((id, index) => (
            <li key={id} className={batch.verdicts[index] ?? (index === judged ? "now" : "")} />
          ))}
        </ol>
      </div>
      {offer ? <OfferCard offer={offer} /> : <BatchSummary kept={toSelection(batch).keeper_ids.length} all={judged} />}
      <div className="buttons judge-buttons">
        <button type="button" className="skip-button" disabled={!offer} onClick={() => apply("skip")}>
          Skip <kbd>s</kbd> <kbd>←</kbd>
        </button>
        <button type="button" className="quiet" disabled={judged === 0} onClick={() => apply("undo")}>
          Undo <kbd>u</kbd>
        </button>
        <button type="button" className="keep-button" disabled={!offer} onClick={() => apply("keep")}>
          Keep <kbd>k</kbd> <kbd>→</kbd>
        </button>
      </div>
      <button
        type="button"
        className={isComplete(batch) ? "submit-batch" : "submit-batch quiet"}
        disabled={judged === 0 || send.isPending}
        onClick={() => send.mutate()}
      >
        {send.isPending ? "Storing" : `Store ${pluralize(judged, "verdict")} and continue`} <kbd>Enter</kbd>
      </button>
      <ErrorAlert error={send.error} />
    </>
  );
}

function BatchSummary({ kept, all }: { kept: number; all: number }) {
  return (
    <div className="card ready">
      <p className="big-number">
        {kept} <small>of {all}</small>
      </p>
      <p>to keep. Store these verdicts, or undo the last one.</p>
    </div>
  );
}
