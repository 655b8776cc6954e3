/** Goals, with how much of them is reached. */
import { useState } from "react";
import styles from "@/features/study/components/study.module.css";
import { dayOf, formatDay } from "@/features/study/plan/days";
import { type Goal, TYPES, UNITS } from "@/features/study/plan/goal-choices";
import { useGoals } from "@/features/study/plan/queries";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { lazyPart } from "@/shared/components/lazy-part";
import { ProgressBar } from "@/shared/components/progress-bar";

// The form has a field with a calendar, which is large.
const GoalDialog = lazyPart(() => import("@/features/study/plan/goal-dialog"), "GoalDialog");

export function GoalList() {
  const { data, error, refetch } = useGoals();
  const [edited, setEdited] = useState<Goal | "new" | null>(null);
  const goals = data?.goals ?? [];
  return (
    <div className={styles.stack}>
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton rows={3} />}
      {data && goals.length === 0 && (
        <EmptyState title="No goals yet" action={<Button onPress={() => setEdited("new")}>New goal</Button>}>
          <p>Goals in minutes, hours, sessions or tasks follow what you study.</p>
        </EmptyState>
      )}
      {goals.length > 0 && (
        <>
          <ul className={styles.panels}>
            {goals.map((goal) => (
              <li key={goal.id} className={styles.panel}>
                <GoalCard goal={goal} onEdit={() => setEdited(goal)} />
              </li>
            ))}
          </ul>
          <div>
            <Button onPress={() => setEdited("new")}>New goal</Button>
          </div>
        </>
      )}
      {edited && <GoalDialog goal={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

function GoalCard({ goal, onEdit }: { goal: Goal; onEdit: () => void }) {
  const type = TYPES.find(({ value }) => value === goal.type)?.label ?? "Once";
  const unit = UNITS.find(({ value }) => value === goal.unit)?.label.toLowerCase() ?? "";
  return (
    <>
      <h2>
        <button type="button" className={styles.text} onClick={onEdit} aria-label={`Edit the goal ${goal.title}`}>
          {goal.title}
        </button>
      </h2>
      <ProgressBar label={`Progress of ${goal.title}`} done={goal.progress} total={100} />
      <p className={styles.note}>
        {goal.current_value ?? 0} of {goal.target_value} {goal.unit === "custom" ? "" : unit} · {type}
        {goal.deadline && ` · until ${formatDay(dayOf(goal.deadline), { day: "numeric", month: "short" })}`}
        {goal.status !== "active" && ` · ${goal.status}`}
      </p>
    </>
  );
}
