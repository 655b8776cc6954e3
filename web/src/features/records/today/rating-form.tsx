import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/features/records/api";
import { recordsKey } from "@/features/records/queries";
import styles from "@/features/records/today/today.module.css";
import type { Pick } from "@/features/records/types";
import { take } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { RadioGroup } from "@/shared/components/fields";
import { pluralize } from "@/shared/format";

const RATINGS = { "1": "1", "2": "2", "3": "3", "4": "4", "5": "5" } as const;
type Rating = keyof typeof RATINGS;

/** The rating of a pick: two scales, both required. */
export function RatingForm({ pick }: { pick: Pick }) {
  const cache = useQueryClient();
  const [desirability, setDesirability] = useState<Rating | null>(null);
  const [novelty, setNovelty] = useState<Rating | null>(null);
  const vote = useMutation({
    mutationFn: (body: { desirability: Rating; novelty: Rating }) =>
      take(api.POST("/vote-record-of-the-day/{id}", { params: { path: { id: String(pick.id) } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: recordsKey("dashboard") }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (desirability && novelty) vote.mutate({ desirability, novelty });
  };
  const votes = pick.desirability_votes.length;
  return (
    <form className={styles.rating} onSubmit={submit}>
      <RadioGroup label="I want it" value={desirability} options={RATINGS} onChange={setDesirability} />
      <RadioGroup label="It is new to me" value={novelty} options={RATINGS} onChange={setNovelty} />
      <Button type="submit" isDisabled={!desirability || !novelty} isPending={vote.isPending}>
        Rate
      </Button>
      <p className="details">
        {votes === 0
          ? "Not rated yet"
          : `${pluralize(votes, "rating")}: wanted ${pick.average_desirability.toFixed(1)}, new ${pick.average_novelty.toFixed(1)}`}
      </p>
      {vote.isSuccess && <SuccessMessage>{vote.data.message}</SuccessMessage>}
      <ErrorAlert error={vote.error} />
    </form>
  );
}
