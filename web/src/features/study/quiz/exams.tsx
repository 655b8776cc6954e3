/** Exams: when and where a learner is examined. */
import { useState } from "react";
import { fieldErrors, take, useAction } from "@/features/study/actions";
import { $api, api } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { findOrAddSubject, SubjectField, useSubjectName } from "@/features/study/components/subjects";
import { dayOf, describeDay } from "@/features/study/plan/days";
import type { Exam } from "@/features/study/plan/items";
import { Button } from "@/shared/components/button";
import { DayField, TimeField } from "@/shared/components/date-field";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { NumberField, TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

const STATES = [
  { value: "scheduled", label: "Scheduled" },
  { value: "in_progress", label: "In progress" },
  { value: "completed", label: "Completed" },
  { value: "cancelled", label: "Cancelled" },
] as const;

export function ExamList() {
  const { data, error, refetch } = $api.useQuery("get", "/api/exams", { params: { query: { limit: 100 } } });
  const [edited, setEdited] = useState<Exam | "new" | null>(null);
  const add = <Button onPress={() => setEdited("new")}>New exam</Button>;
  return (
    <div className={styles.stack}>
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton rows={3} />}
      {data && data.exams.length === 0 && <EmptyState title="No exams yet" action={add} />}
      {data && data.exams.length > 0 && (
        <>
          <ul className={`${styles.panel} ${styles.list}`}>
            {data.exams.map((exam) => (
              <ExamRow key={exam.id} exam={exam} onEdit={() => setEdited(exam)} />
            ))}
          </ul>
          <div>{add}</div>
        </>
      )}
      {edited && <ExamDialog exam={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

function ExamRow({ exam, onEdit }: { exam: Exam; onEdit: () => void }) {
  const details = [
    exam.exam_date && describeDay(exam.exam_date, dayOf(new Date())),
    exam.exam_time?.slice(0, 5),
    exam.duration && `${exam.duration} min`,
    exam.location,
  ].filter(Boolean);
  return (
    <li>
      <span className={styles.main}>
        <button type="button" className={styles.text} onClick={onEdit}>
          {exam.title}
        </button>
        <span className={styles.note}>{details.join(" · ")}</span>
      </span>
      <span className={styles.badge}>{STATES.find(({ value }) => value === exam.status)?.label ?? "Scheduled"}</span>
    </li>
  );
}

/** An empty number field is NaN. */
const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export function ExamDialog({ exam, onClose }: { exam: Exam | null; onClose: () => void }) {
  const subjectName = useSubjectName();
  const [subject, setSubject] = useState<string | null>(null);
  const { fields, set } = useFields({
    title: exam?.title ?? "",
    day: exam?.exam_date ?? dayOf(new Date()),
    time: exam?.exam_time?.slice(0, 5) ?? "",
    duration: exam?.duration ?? Number.NaN,
    location: exam?.location ?? "",
    notes: exam?.description ?? "",
    status: exam?.status ?? "scheduled",
  });
  const params = { path: { id: exam?.id ?? "" } };
  const options = { changes: ["/api/exams"], showsError: true, onDone: onClose };
  const save = useAction(async () => {
    const body = {
      title: fields.title,
      exam_date: fields.day || null,
      exam_time: fields.time || null,
      duration: numberOrNull(fields.duration),
      location: fields.location || null,
      description: fields.notes || null,
      status: fields.status,
      ...(subject !== null && { subject_id: await findOrAddSubject(subject) }),
    };
    return take(exam ? api.PATCH("/api/exams/{id}", { params, body }) : api.POST("/api/exams", { body }));
  }, options);
  const remove = useAction(() => take(api.DELETE("/api/exams/{id}", { params })), options);
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={exam ? "Exam" : "New exam"}
      submitLabel={exam ? "Save" : "Add exam"}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error ?? remove.error}
      actions={
        exam && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            Delete
          </Button>
        )
      }
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <div className={styles.row}>
        <DayField label="Day" value={fields.day} onChange={set("day")} error={errors.exam_date} />
        <TimeField label="At (optional)" value={fields.time} onChange={set("time")} error={errors.exam_time} />
      </div>
      <div className={styles.row}>
        <SubjectField value={subject ?? subjectName(exam?.subject_id)} onChange={setSubject} />
        <NumberField
          label="Minutes (optional)"
          minValue={1}
          value={fields.duration}
          onChange={set("duration")}
          error={errors.duration}
        />
      </div>
      <div className={styles.row}>
        <TextField label="Place" value={fields.location} onChange={set("location")} error={errors.location} />
        <Select label="State" options={STATES} value={fields.status} onChange={set("status")} />
      </div>
      <TextField label="Notes" rows={3} value={fields.notes} onChange={set("notes")} error={errors.description} />
    </FormDialog>
  );
}
