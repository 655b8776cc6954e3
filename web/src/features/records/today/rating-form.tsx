import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import type { Pick } from "@/features/records/types";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { pluralize } from "@/shared/format";

const MARKS = ["1", "2", "3", "4", "5"];

/** Two scales; both are needed before a rating can be sent. */
export function RatingForm({ pick }: { pick: Pick }) {
  const cache = useQueryClient();
  const [desirability, setDesirability] = useState("");
  const [novelty, setNovelty] = useState("");
  const vote = useMutation({
    mutationFn: () =>
      post("/vote-record-of-the-day/{id}", { path: { id: String(pick.id) }, body: { desirability, novelty } }),
    onSuccess: () => {
      setDesirability("");
      setNovelty("");
      return cache.invalidateQueries({ queryKey: recordsKey("dashboard") });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (desirability && novelty) vote.mutate();
  }

  const votes = pick.desirability_votes.length;
  return (
    <form className="rating" onSubmit={submit}>
      <h2>Your rating</h2>
      <Scale name="desirability" legend="I want it" value={desirability} onChange={setDesirability} />
      <Scale name="novelty" legend="It is new to me" value={novelty} onChange={setNovelty} />
      <button type="submit" disabled={!desirability || !novelty || vote.isPending}>
        Rate
      </button>
      <p className="so-far">
        {votes === 0
          ? "Not rated yet"
          : `${pluralize(votes, "rating")}: wanted ${pick.average_desirability.toFixed(1)}, new ${pick.average_novelty.toFixed(1)}`}
      </p>
      {vote.isSuccess && <SuccessMessage>{vote.data.message}</SuccessMessage>}
      <ErrorAlert error={vote.error} />
    </form>
  );
}

type ScaleProps = { name: string; legend: string; value: string; onChange: (value: string) => void };

function Scale({ name, legend, value, onChange }: ScaleProps) {
  return (
    <fieldset className="scale">
      <legend>{legend}</legend>
      {MARKS.map((mark) => (
        <label key={mark}>
          <input type="radio" name={name} value={mark} checked={value === mark} onChange={() => onChange(mark)} />
          <span>{mark}</span>
        </label>
      ))}
    </fieldset>
  );
}
