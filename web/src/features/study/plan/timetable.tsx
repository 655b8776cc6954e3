/** The classes that come every week, and the terms in which they do. */
import { useState } from "react";
import { fieldErrors, take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { useSubjectName } from "@/features/study/components/subjects";
import { TermList } from "@/features/study/plan/terms";
import { Button } from "@/shared/components/button";
import { TimeField } from "@/shared/components/date-field";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";

type Entry = Schemas["EntryBody"];

const QUERY = { params: { query: { limit: 100 } } } as const;
/** Monday first; the server counts from Sunday. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0].map((value, index) => ({
  value: String(value),
  label: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][index] ?? "",
}));

export function Timetable() {
  const { data, error, refetch } = $api.useQuery("get", "/api/timetable", QUERY);
  const [edited, setEdited] = useState<Entry | "new" | null>(null);
  const subjectName = useSubjectName();
  const entries = data?.entries ?? [];
  return (
    <div className={styles.stack}>
      <ErrorAlert error={error} onRetry={refetch} />
      {!data && !error && <Skeleton rows={3} />}
      {data && entries.length === 0 ? (
        <EmptyState title="No classes yet" action={<Button onPress={() => setEdited("new")}>New class</Button>}>
          <p>Classes come every week, and appear in the calendar.</p>
        </EmptyState>
      ) : (
        data && (
          <div>
            <Button onPress={() => setEdited("new")}>New class</Button>
          </div>
        )
      )}
      <div className={styles.panels}>
        {WEEKDAYS.map(({ value, label }) => {
          const ofDay = entries.filter((entry) => String(entry.day_of_week) === value);
          if (ofDay.length === 0) return null;
          return (
            <section key={value} className={styles.panel} aria-label={label}>
              <h2>{label}</h2>
              <ul className={styles.list}>
                {ofDay.map((entry) => (
                  <li key={entry.id}>
                    <span className={styles.main}>
                      <button type="button" className={styles.text} onClick={() => setEdited(entry)}>
                        {entry.subject_name || subjectName(entry.subject_id) || "Class"}
                      </button>
                      <span className={styles.note}>
                        {entry.start_time?.slice(0, 5)}–{entry.end_time?.slice(0, 5)}
                        {entry.room && ` · ${entry.room}`}
                        {entry.instructor && ` · ${entry.instructor}`}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      <TermList />
      {edited && <ClassDialog entry={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}

const NO_TERM = { value: "", label: "All weeks" };

function ClassDialog({ entry, onClose }: { entry: Entry | null; onClose: () => void }) {
  const terms = $api.useQuery("get", "/api/timetable-terms", QUERY).data?.terms ?? [];
  const { fields, set } = useFields({
    subject_name: entry?.subject_name ?? "",
    day: String(entry?.day_of_week ?? 1),
    start: entry?.start_time?.slice(0, 5) ?? "09:00",
    end: entry?.end_time?.slice(0, 5) ?? "10:30",
    room: entry?.room ?? "",
    instructor: entry?.instructor ?? "",
    term: entry?.term_id ?? "",
  });
  const body = {
    subject_name: fields.subject_name,
    day_of_week: Number(fields.day),
    start_time: fields.start,
    end_time: fields.end,
    room: fields.room || null,
    instructor: fields.instructor || null,
    term_id: fields.term || null,
  };
  const params = { path: { id: entry?.id ?? "" } };
  const options = { changes: ["/api/timetable"], showsError: true, onDone: onClose };
  const save = useAction(
    () => take(entry ? api.PATCH("/api/timetable/{id}", { params, body }) : api.POST("/api/timetable", { body })),
    options,
  );
  const remove = useAction(() => take(api.DELETE("/api/timetable/{id}", { params })), options);
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={entry ? "Class" : "New class"}
      submitLabel={entry ? "Save" : "Add class"}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error ?? remove.error}
      actions={
        entry && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            Delete
          </Button>
        )
      }
    >
      <TextField
        label="Name"
        value={fields.subject_name}
        onChange={set("subject_name")}
        error={errors.subject_name}
        isRequired
        autoFocus
      />
      <Select label="Day" options={WEEKDAYS} value={fields.day} onChange={set("day")} />
      <div className={styles.row}>
        <TimeField label="From" value={fields.start} onChange={set("start")} error={errors.start_time} />
        <TimeField label="To" value={fields.end} onChange={set("end")} error={errors.end_time} />
      </div>
      <div className={styles.row}>
        <TextField label="Room" value={fields.room} onChange={set("room")} />
        <TextField label="Teacher" value={fields.instructor} onChange={set("instructor")} />
      </div>
      <Select
        label="Term"
        options={[NO_TERM, ...terms.map(({ id, name }) => ({ value: id, label: name }))]}
        value={fields.term}
        onChange={set("term")}
      />
    </FormDialog>
  );
}
