import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { begin, isComplete, type Step, selection, stepOf, take } from "@/features/records/judge/batch-verdicts";
import { Card } from "@/features/records/judge/offer-card";
import { addJudged } from "@/features/records/judge/session-verdicts";
import type { Listing } from "@/features/records/types";
import { post } from "@/shared/api/client";
import { Trouble } from "@/shared/components/feedback";
import { plural } from "@/shared/format";

type Props = { listings: readonly Listing[]; left: number };

/** One batch: judged offer by offer, then sent together. */
export function Table({ listings, left }: Props) {
  const [judging, setJudging] = useState(() => begin(listings.map(({ id }) => id)));
  const cache = useQueryClient();
  const given = judging.verdicts.length;
  const send = useMutation({
    mutationFn: () => post("/submit-scoring-selections", { body: selection(judging) }),
    onSuccess: () => {
      addJudged(
        judging.verdicts.flatMap((verdict, place) => (listings[place] ? [{ offer: listings[place], verdict }] : [])),
      );
      void cache.invalidateQueries({ queryKey: ["dashboard"] });
      void cache.invalidateQueries({ queryKey: ["taste"] });
      return cache.invalidateQueries({ queryKey: ["batch"] });
    },
  });
  const step = (taken: Step) => !send.isPending && setJudging((now) => take(now, taken));

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
    const taken = stepOf(event);
    if (taken) {
      event.preventDefault();
      step(taken);
    } else if (event.key === "Enter" && given > 0 && !(event.target instanceof HTMLButtonElement) && !send.isPending) {
      send.mutate();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  const offer = listings[given];
  return (
    <>
      <div className="judge-head">
        <p role="status">
          {given} of {listings.length} in this batch · {plural(left, "offer")} left to judge
        </p>
        <ol className="verdicts" aria-hidden="true">
          {judging.ids.map((id, place) => (
            <li key={id} className={judging.verdicts[place] ?? (place === given ? "now" : "")} />
          ))}
        </ol>
      </div>
      {offer ? <Card offer={offer} /> : <Ready kept={selection(judging).keeper_ids.length} all={given} />}
      <div className="buttons judge-buttons">
        <button type="button" className="skip-it" disabled={!offer} onClick={() => step("skip")}>
          Skip <kbd>s</kbd> <kbd>←</kbd>
        </button>
        <button type="button" className="quiet" disabled={given === 0} onClick={() => step("undo")}>
          Undo <kbd>u</kbd>
        </button>
        <button type="button" className="keep-it" disabled={!offer} onClick={() => step("keep")}>
          Keep <kbd>k</kbd> <kbd>→</kbd>
        </button>
      </div>
      <button
        type="button"
        className={isComplete(judging) ? "send" : "send quiet"}
        disabled={given === 0 || send.isPending}
        onClick={() => send.mutate()}
      >
        {send.isPending ? "Storing" : `Store ${plural(given, "verdict")} and go on`} <kbd>Enter</kbd>
      </button>
      <Trouble error={send.error} />
    </>
  );
}

function Ready({ kept, all }: { kept: number; all: number }) {
  return (
    <div className="card ready">
      <p className="big-number">
        {kept} <small>of {all}</small>
      </p>
      <p>to keep. Store these verdicts, or undo the last one.</p>
    </div>
  );
}
