import { useEffect, useState } from "react";
import { countRemaining, formatRemaining, type RoomTimer } from "@/features/study/rooms/room-state";
import styles from "@/features/study/rooms/rooms.module.css";
import { Button } from "@/shared/components/button";

const PHASES: Record<string, string> = { work: "Work", break: "Break", long_break: "Long break" };
const TICK_MS = 500;

type RoomTimerPanelProps = {
  timer: RoomTimer | null;
  clockOffset: number;
  isConnected: boolean;
  onAction: (action: string) => void;
};

/** The timer that all members of a room share. */
export function RoomTimerPanel({ timer, clockOffset, isConnected, onAction }: RoomTimerPanelProps) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  const state = timer?.state ?? "stopped";
  const isRunning = timer?.ends_at != null;
  const action = isRunning ? "pause" : state === "paused" ? "resume" : "start";
  const label = { pause: "Pause", resume: "Resume", start: "Start" }[action];
  return (
    <section className={styles.panel} aria-labelledby="timer">
      <h2 id="timer">Timer</h2>
      {timer && (
        <>
          <p className={styles.time} role="timer" aria-label="Time left">
            {formatRemaining(countRemaining(timer, now + clockOffset))}
          </p>
          <p className={styles.note}>
            {PHASES[timer.phase] ?? timer.phase}, round {timer.round} of {timer.rounds}
          </p>
        </>
      )}
      <div className={styles.buttons}>
        <Button isDisabled={!isConnected} onPress={() => onAction(action)}>
          {label}
        </Button>
        <Button isDisabled={!isConnected || !isRunning} onPress={() => onAction("skip")}>
          Skip the phase
        </Button>
        <Button isDisabled={!isConnected} onPress={() => onAction("reset")}>
          Reset
        </Button>
      </div>
    </section>
  );
}
