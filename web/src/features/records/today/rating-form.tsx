import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import type { Pick } from "@/features/records/types";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { pluralize } from "@/shared/format";

const RATINGS = ["1", "2", "3", "4", "5"];

/** The rating of a pick: two scales, both required. */
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
      <p className="rating-summary">
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
      {RATINGS.map((rating) => (
        <label key={rating}>
          <input type="radio" name={name} value={rating} checked={value === rating} onChange={() => onChange(rating)} />
          <span>{rating}</span>
        </label>
      ))}
    </fieldset>
  );
}
