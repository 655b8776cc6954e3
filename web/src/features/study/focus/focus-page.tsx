/** A timer for studying, which the server stores as a session. */
import { useEffect, useRef, useState } from "react";
import { focusAddress } from "@/features/study/addresses";
import styles from "@/features/study/components/study.module.css";
import { SubjectField } from "@/features/study/components/subjects";
import { useCurrentSession, useStart } from "@/features/study/focus/queries";
import { RunningSession } from "@/features/study/focus/running-session";
import { CompletedSession, RecentSessions } from "@/features/study/focus/sessions";
import { isSoundOn, setSoundOn } from "@/features/study/focus/sound";
import { PLANS, type Session } from "@/features/study/focus/timer";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { Switch } from "@/shared/components/fields";
import { PageHeader } from "@/shared/components/page-header";
import { Select } from "@/shared/components/select";

export function FocusPage() {
  const { session, error, refetch } = useCurrentSession();
  const [completed, setCompleted] = useState<Session | null>(null);
  const [hasSound, setSound] = useState(isSoundOn);
  return (
    <div className={styles.stack}>
      <PageHeader title="Focus" />
      <ErrorAlert error={error} onRetry={refetch} />
      {session === undefined && !error && <Skeleton rows={2} />}
      {completed && !session && <CompletedSession session={completed} onClose={() => setCompleted(null)} />}
      {session === null && <StartForm />}
      {session && <RunningSession key={session.id} session={session} onCompleted={setCompleted} />}
      <Switch
        isSelected={hasSound}
        onChange={(isOn) => {
          setSoundOn(isOn);
          setSound(isOn);
        }}
      >
        Sound at the end of a period
      </Switch>
      <RecentSessions />
    </div>
  );
}

const LENGTHS = PLANS.map(({ id, label }) => ({ value: id, label }));

function StartForm() {
  const search = focusAddress.useSearch();
  const changeSearch = focusAddress.useChangeSearch();
  const [subject, setSubject] = useState(search.subject);
  const [plan, setPlan] = useState<string>(PLANS[0].id);
  const start = useStart();
  const minutes = PLANS.find(({ id }) => id === plan)?.focus ?? null;
  const hasStarted = useRef(false);
  useEffect(() => {
    if (!search.start || hasStarted.current) return;
    hasStarted.current = true;
    changeSearch({ start: false }, { replace: true });
    start.mutate({ subject, minutes });
  });
  return (
    <form
      className={styles.panel}
      onSubmit={(event) => {
        event.preventDefault();
        if (!start.isPending) start.mutate({ subject, minutes });
      }}
    >
      <div className={styles.row}>
        <SubjectField value={subject} onChange={setSubject} />
        <Select label="Length" options={LENGTHS} value={plan} onChange={setPlan} />
      </div>
      <ErrorAlert error={start.error} />
      <div>
        <Button type="submit" variant="primary" isPending={start.isPending}>
          Start
        </Button>
      </div>
    </form>
  );
}
