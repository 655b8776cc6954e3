import { fieldErrors, take, useAction } from "@/features/study/actions";
import { api } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { dayOf, toInstant } from "@/features/study/plan/days";
import { FOLLOWED, type Goal, TYPES, UNITS } from "@/features/study/plan/goal-choices";
import { Button } from "@/shared/components/button";
import { DayField } from "@/shared/components/date-field";
import { NumberField, TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

/** The form of a goal; null makes a new one. */
export function GoalDialog({ goal, onClose }: { goal: Goal | null; onClose: () => void }) {
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
