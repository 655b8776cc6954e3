import { useState } from "react";
import { fieldErrors } from "@/features/study/actions";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { findOrAddSubject, SubjectField, useSubjectName } from "@/features/study/components/subjects";
import { type Day, dayOf, timeOf, toInstant } from "@/features/study/plan/days";
import { END_OF_DAY, type Task } from "@/features/study/plan/items";
import { useDeleteTask, useSaveTask } from "@/features/study/plan/queries";
import { buildRule, describeRule, FREQUENCIES, type Frequency, readRule } from "@/features/study/plan/recurrence";
import { Button } from "@/shared/components/button";
import { DayField, TimeField } from "@/shared/components/date-field";
import { TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

const PRIORITIES = [
  { value: "low", label: "Low" },
  { value: "medium", label: "Normal" },
  { value: "high", label: "High" },
  { value: "urgent", label: "Urgent" },
] as const;

type TaskDialogProps = { task: Task | null; day: Day; onClose: () => void };

/** The form of a task; without one it makes a new task. */
export function TaskDialog({ task, day, onClose }: TaskDialogProps) {
  const rule = task?.recurrence ?? null;
  const subjectName = useSubjectName();
  const due = task?.due_date ?? null;
  const start = readRule(rule, due ? dayOf(due) : day);
  const { fields, set } = useFields({
    title: task?.title ?? "",
    day: due ? dayOf(due) : task ? "" : day,
    time: due && timeOf(due) !== END_OF_DAY ? timeOf(due) : "",
    priority: task?.priority ?? "medium",
    notes: task?.description ?? "",
    frequency: start.frequency,
  });
  const [subject, setSubject] = useState<string | null>(null);
  const save = useSaveTask(onClose);
  const remove = useDeleteTask(onClose);
  const subjectText = subject ?? subjectName(task?.subject_id);
  const submit = async () => {
    const chosen = buildRule(fields.frequency, null);
    save.mutate({
      id: task?.id ?? null,
      rule: fields.frequency === start.frequency && task ? undefined : fields.day ? chosen : null,
      fields: {
        title: fields.title,
        description: fields.notes || null,
        priority: fields.priority,
        due_date: fields.day ? toInstant(fields.day, fields.time || END_OF_DAY) : null,
        ...(subject !== null && { subject_id: await findOrAddSubject(subject) }),
      },
    });
  };
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={task ? "Task" : "New task"}
      submitLabel={task ? "Save" : "Add task"}
      onSubmit={() => void submit()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
      actions={
        task && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate(task.id)}>
            Delete
          </Button>
        )
      }
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <div className={styles.row}>
        <DayField label="Due on" value={fields.day} onChange={set("day")} error={errors.due_date} />
        <TimeField label="At (optional)" value={fields.time} onChange={set("time")} />
      </div>
      <div className={styles.row}>
        <SubjectField value={subjectText} onChange={setSubject} />
        <Select label="Priority" options={PRIORITIES} value={fields.priority} onChange={set("priority")} />
      </div>
      <FrequencySelect value={fields.frequency} onChange={set("frequency")} rule={rule} day={day} />
      <TextField label="Notes" rows={3} value={fields.notes} onChange={set("notes")} error={errors.description} />
    </FormDialog>
  );
}

type FrequencySelectProps = { value: Frequency; onChange: (value: Frequency) => void; rule: string | null; day: Day };

/** The choice of a recurrence; a rule of another program is kept unless another one is chosen. */
export function FrequencySelect({ value, onChange, rule, day }: FrequencySelectProps) {
  const own =
    rule && readRule(rule, day).frequency === "other" ? [{ value: "other", label: describeRule(rule, day) }] : [];
  const options = FREQUENCIES.map(({ id, label }) => ({ value: id || "never", label }));
  return (
    <Select
      label="Repeats"
      options={[...options, ...own]}
      value={value || "never"}
      onChange={(chosen) => onChange((chosen === "never" ? "" : chosen) as Frequency)}
    />
  );
}
