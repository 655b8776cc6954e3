/** The session that was just completed, and the last ones. */
import { useState } from "react";
import styles from "@/features/study/components/study.module.css";
import { useDescribe, useRecentSessions } from "@/features/study/focus/queries";
import { formatMinutes, type Session } from "@/features/study/focus/timer";
import { dayOf, describeDay, timeOf } from "@/features/study/plan/days";
import { Button } from "@/shared/components/button";
import { RadioGroup, TextField } from "@/shared/components/fields";

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
  if (sessions.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="recent">
      <h2 id="recent">Last sessions</h2>
      <ul className={styles.list}>
        {sessions.map((session) => (
          <li key={session.id}>
            <span className={styles.main}>
              <strong>{session.subject ?? session.title}</strong>
              <span className={styles.note}>
                {session.end_time &&
                  `${describeDay(dayOf(session.end_time), dayOf(new Date()))} ${timeOf(session.end_time)}`}
              </span>
            </span>
            <span>{formatMinutes(session.duration ?? 0)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
