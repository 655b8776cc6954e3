/** The session that was just completed, and the last ones. */
import { useState } from "react";
import { exportActions } from "@/features/study/components/export-actions";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { SubjectField } from "@/features/study/components/subjects";
import { useDescribe, useDiscard, useRecentSessions } from "@/features/study/focus/queries";
import { formatMinutes, type Session } from "@/features/study/focus/timer";
import { dayOf, describeDay, timeOf } from "@/features/study/plan/days";
import { Button } from "@/shared/components/button";
import { ErrorAlert } from "@/shared/components/feedback";
import { RadioGroup, TextField } from "@/shared/components/fields";
import { Menu } from "@/shared/components/menu";

const SCORES = { "20": "Not at all", "40": "A little", "60": "Fairly", "80": "Well", "100": "Fully" } as const;
type Score = keyof typeof SCORES;

/** Ask how it went; the answer is optional. */
export function CompletedSession({ session, onClose }: { session: Session; onClose: () => void }) {
  const [score, setScore] = useState<Score | null>(null);
  const [notes, setNotes] = useState("");
  const describe = useDescribe(onClose);
  const save = () =>
    describe.mutate({ id: session.id, ...(score && { focus_score: Number(score) }), ...(notes && { notes }) });
  return (
    <section className={styles.panel} aria-labelledby="completed">
      <h2 id="completed">Session complete</h2>
      <p role="status">
        {formatMinutes(session.duration ?? 0)} of {session.subject ?? session.title}.
      </p>
      <RadioGroup label="How well could you focus?" value={score} onChange={setScore} options={SCORES} />
      <TextField label="Notes" rows={2} value={notes} onChange={setNotes} />
      <ErrorAlert error={describe.error} />
      <div className={styles.buttons}>
        <Button variant="primary" isPending={describe.isPending} isDisabled={!score && !notes} onPress={save}>
          Save
        </Button>
        <Button onPress={onClose}>Skip</Button>
      </div>
    </section>
  );
}

export function RecentSessions() {
  const sessions = useRecentSessions().data?.study_sessions ?? [];
  const [edited, setEdited] = useState<Session | null>(null);
  if (sessions.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="recent">
      <div className={styles.buttons}>
        <h2 id="recent">Last sessions</h2>
        <span className={styles.spacer} />
        <Menu label="Export the sessions" actions={exportActions("study-sessions")}>
          Export
        </Menu>
      </div>
      <ul className={styles.list}>
        {sessions.map((session) => (
          <li key={session.id}>
            <span className={styles.main}>
              <button type="button" className={styles.text} onClick={() => setEdited(session)}>
                {session.subject ?? session.title}
              </button>
              <span className={styles.note}>
                {session.end_time &&
                  `${describeDay(dayOf(session.end_time), dayOf(new Date()))} ${timeOf(session.end_time)}`}
              </span>
            </span>
            <span>{formatMinutes(session.duration ?? 0)}</span>
          </li>
        ))}
      </ul>
      {edited && <SessionDialog session={edited} onClose={() => setEdited(null)} />}
    </section>
  );
}

/** The form of a completed session. */
function SessionDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const { fields, set } = useFields({
    subject: session.subject ?? "",
    score: session.focus_score === null ? null : (String(session.focus_score) as Score),
    notes: session.notes ?? "",
  });
  const change = useDescribe(onClose);
  const remove = useDiscard(onClose);
  const submit = () =>
    change.mutate({
      id: session.id,
      subject: fields.subject.trim() || null,
      focus_score: fields.score && Number(fields.score),
      notes: fields.notes || null,
    });
  return (
    <FormDialog
      title="Session"
      submitLabel="Save"
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      error={change.error}
      actions={
        <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate(session.id)}>
          Delete
        </Button>
      }
    >
      <SubjectField value={fields.subject} onChange={set("subject")} />
      <RadioGroup label="How well could you focus?" value={fields.score} onChange={set("score")} options={SCORES} />
      <TextField label="Notes" rows={3} value={fields.notes} onChange={set("notes")} />
    </FormDialog>
  );
}
