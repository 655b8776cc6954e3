import { useEffect, useRef } from "react";
import styles from "@/features/study/focus/focus.module.css";
import { useComplete, useDiscard, useNow, usePause, useResume } from "@/features/study/focus/queries";
import { playSound } from "@/features/study/focus/sound";
import {
  type Clock,
  describePhase,
  formatClock,
  readClock,
  type Session,
  tabTitle,
} from "@/features/study/focus/timer";
import { Button } from "@/shared/components/button";

type RunningSessionProps = { session: Session; onCompleted: (session: Session) => void };

/** The clock of a session, with its controls. At the end of a period of focus the break begins. */
export function RunningSession({ session, onCompleted }: RunningSessionProps) {
  const now = useNow(true);
  const clock = readClock(session, now);
  const pause = usePause();
  const resume = useResume();
  const complete = useComplete(onCompleted);
  const discard = useDiscard();
  useTabTitle(tabTitle(clock, session));
  usePeriods(clock, () => pause.mutate(session.id));
  const isRunning = clock.phase === "focus";
  const toggle = () => (isRunning ? pause : resume).mutate(session.id);
  const isBusy = pause.isPending || resume.isPending || complete.isPending;
  return (
    <section className={`${styles.clock} ${clock.phase === "break" ? styles.break : ""}`} aria-label="Timer">
      <p className={styles.phase} role="status">
        {describePhase(clock.phase)}
        {(session.subject ?? session.title) && ` · ${session.subject ?? session.title}`}
      </p>
      <p className={styles.time} role="timer">
        {formatClock(clock.seconds)}
      </p>
      {clock.progress !== null && (
        <div className={styles.progress} aria-hidden="true">
          <div style={{ width: `${100 * clock.progress}%` }} />
        </div>
      )}
      <p>
        {Math.floor(clock.focused / 60)} min focused
        {clock.rounds > 0 && `, ${clock.rounds} ${clock.rounds === 1 ? "period" : "periods"} complete`}
      </p>
      <div className={styles.buttons}>
        <Button autoFocus variant="primary" isPending={isBusy} onPress={toggle}>
          {isRunning ? "Pause" : "Resume"}
        </Button>
        <Button isPending={isBusy} onPress={() => complete.mutate({ id: session.id, rounds: clock.rounds })}>
          Complete
        </Button>
        <Button variant="quiet" isPending={discard.isPending} onPress={() => discard.mutate(session.id)}>
          Discard
        </Button>
      </div>
    </section>
  );
}

/** Show a text as the title of the tab while the component is shown. */
function useTabTitle(title: string) {
  useEffect(() => {
    const before = document.title;
    return () => {
      document.title = before;
    };
  }, []);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Play the sound at the end of a period, and begin the break after a period of focus. */
function usePeriods({ phase, rounds, seconds }: Clock, onFocusEnd: () => void) {
  const before = useRef({ phase, rounds, seconds });
  const callback = useRef(onFocusEnd);
  callback.current = onFocusEnd;
  useEffect(() => {
    const last = before.current;
    before.current = { phase, rounds, seconds };
    if (phase === "focus" && rounds > last.rounds) {
      playSound();
      callback.current();
    } else if (phase === "break" && last.phase === "break" && last.seconds > 0 && seconds === 0) playSound();
  }, [phase, rounds, seconds]);
}
