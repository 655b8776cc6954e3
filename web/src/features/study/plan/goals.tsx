/** Goals, with how much of them is reached. */
import { useState } from "react";
import { fieldErrors, take, useAction } from "@/features/study/actions";
import { api, type Schemas } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { dayOf, formatDay, toInstant } from "@/features/study/plan/days";
import { useGoals } from "@/features/study/plan/queries";
import { Button } from "@/shared/components/button";
import { DayField } from "@/shared/components/date-field";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { NumberField, TextField } from "@/shared/components/fields";
import { ProgressBar } from "@/shared/components/progress-bar";
import { Select } from "@/shared/components/select";

type Goal = Schemas["GoalBody"];

const TYPES = [
  { value: "daily", label: "Every day" },
  { value: "weekly", label: "Every week" },
  { value: "monthly", label: "Every month" },
  { value: "custom", label: "Once" },
] as const;
const UNITS = [
  { value: "minutes", label: "Minutes studied" },
  { value: "hours", label: "Hours studied" },
  { value: "sessions", label: "Sessions" },
  { value: "tasks", label: "Tasks" },
  { value: "pages", label: "Pages" },
  { value: "chapters", label: "Chapters" },
  { value: "problems", label: "Problems" },
  { value: "custom", label: "Other" },
] as const;
const FOLLOWED = ["minutes", "hours", "sessions", "tasks"];

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
      <h3>
        <button type="button" className={styles.text} onClick={onEdit} aria-label={`Edit the goal ${goal.title}`}>
          {goal.title}
        </button>
      </h3>
      <ProgressBar label={`Progress of ${goal.title}`} done={goal.progress} total={100} />
      <p className={styles.note}>
        {goal.current_value ?? 0} of {goal.target_value} {goal.unit === "custom" ? "" : unit} · {type}
        {goal.deadline && ` · until ${formatDay(dayOf(goal.deadline), { day: "numeric", month: "short" })}`}
        {goal.status !== "active" && ` · ${goal.status}`}
      </p>
    </>
  );
}

function GoalDialog({ goal, onClose }: { goal: Goal | null; onClose: () => void }) {
  const { fields, set } = useFields({
    title: goal?.title ?? "",
    target: goal?.target_value ?? 60,
    current: goal?.current_value ?? 0,
    type: goal?.type ?? "daily",
    unit: goal?.unit ?? "minutes",
    deadline: goal?.deadline ? dayOf(goal.deadline) : "",
  });
  const body = {
    title: fields.title,
    target_value: fields.target,
    type: fields.type,
    unit: fields.unit,
    deadline: fields.deadline ? toInstant(fields.deadline, "23:59") : null,
    ...((!FOLLOWED.includes(fields.unit) || fields.current !== (goal?.current_value ?? 0)) && {
      current_value: fields.current,
    }),
  };
  const params = { path: { id: goal?.id ?? "" } };
  const options = { changes: ["/api/goals"], showsError: true, onDone: onClose };
  const save = useAction(
    () => take(goal ? api.PATCH("/api/goals/{id}", { params, body }) : api.POST("/api/goals", { body })),
    options,
  );
  const remove = useAction(() => take(api.DELETE("/api/goals/{id}", { params })), options);
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={goal ? "Goal" : "New goal"}
      submitLabel={goal ? "Save" : "Add goal"}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error ?? remove.error}
      actions={
        goal && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            Delete
          </Button>
        )
      }
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <div className={styles.row}>
        <NumberField
          label="Target"
          minValue={1}
          value={fields.target}
          onChange={set("target")}
          error={errors.target_value}
        />
        <Select label="Counted in" options={UNITS} value={fields.unit as "custom"} onChange={set("unit")} />
      </div>
      <div className={styles.row}>
        <Select label="Repeats" options={TYPES} value={fields.type as "custom"} onChange={set("type")} />
        <NumberField
          label="Reached so far"
          minValue={0}
          value={fields.current}
          onChange={set("current")}
          error={errors.current_value}
        />
      </div>
      <DayField label="Until (optional)" value={fields.deadline} onChange={set("deadline")} error={errors.deadline} />
    </FormDialog>
  );
}
