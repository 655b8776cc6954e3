import { useState } from "react";
import { fieldErrors, take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { addMonths, dayOf, formatDay } from "@/features/study/plan/days";
import { Button } from "@/shared/components/button";
import { DayField } from "@/shared/components/date-field";
import { TextField } from "@/shared/components/fields";

type Term = Schemas["TermBody"];

const STYLE = { day: "numeric", month: "short", year: "numeric" } as const;

/** The terms to which classes can be limited. */
export function TermList() {
  const { data } = $api.useQuery("get", "/api/timetable-terms", { params: { query: { limit: 100 } } });
  const [edited, setEdited] = useState<Term | "new" | null>(null);
  return (
    <section className={styles.panel} aria-labelledby="terms">
      <h2 id="terms">Terms</h2>
      <ul className={styles.list}>
        {data?.terms.map((term) => (
          <li key={term.id}>
            <span className={styles.main}>
              <button type="button" className={styles.text} onClick={() => setEdited(term)}>
                {term.name}
              </button>
              <span className={styles.note}>
                {formatDay(term.start_date, STYLE)} – {formatDay(term.end_date, STYLE)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <div>
        <Button onPress={() => setEdited("new")}>New term</Button>
      </div>
      {edited && <TermDialog term={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

function TermDialog({ term, onClose }: { term: Term | null; onClose: () => void }) {
  const today = dayOf(new Date());
  const { fields, set } = useFields({
    name: term?.name ?? "",
    start_date: term?.start_date ?? today,
    end_date: term?.end_date ?? addMonths(today, 4),
  });
  const params = { path: { id: term?.id ?? "" } };
  const options = { changes: ["/api/timetable"], showsError: true, onDone: onClose };
  const save = useAction(
    () =>
      take(
        term
          ? api.PATCH("/api/timetable-terms/{id}", { params, body: fields })
          : api.POST("/api/timetable-terms", { body: fields }),
      ),
    options,
  );
  const remove = useAction(() => take(api.DELETE("/api/timetable-terms/{id}", { params })), options);
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={term ? "Term" : "New term"}
      submitLabel={term ? "Save" : "Add term"}
      onSubmit={() => save.mutate()}
      onClose={onClose}
      isPending={save.isPending}
      error={save.error ?? remove.error}
      actions={
        term && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            Delete
          </Button>
        )
      }
    >
      <TextField label="Name" value={fields.name} onChange={set("name")} error={errors.name} isRequired autoFocus />
      <div className={styles.row}>
        <DayField label="First day" value={fields.start_date} onChange={set("start_date")} error={errors.start_date} />
        <DayField label="Last day" value={fields.end_date} onChange={set("end_date")} error={errors.end_date} />
      </div>
    </FormDialog>
  );
}
