/** The time of a session that runs or is paused, as any page can compute it from what the server stored. */
import type { Schemas } from "@/features/study/api";

export type Session = Schemas["SessionBody"];

/** Lengths of focus and of the break after it, in minutes; without a length the timer counts up. */
export const PLANS = [
  { id: "25", label: "25 min focus, 5 min break", focus: 25, rest: 5 },
  { id: "50", label: "50 min focus, 10 min break", focus: 50, rest: 10 },
  { id: "15", label: "15 min focus, 3 min break", focus: 15, rest: 3 },
  { id: "open", label: "No limit", focus: null, rest: 5 },
] as const;

export type Clock = {
  phase: "focus" | "break" | "paused";
  /** What the clock shows: what is left of the phase, or what has passed if it has no length. */
  seconds: number;
  /** The part of the phase that has passed, from 0 to 1; null without a length. */
  progress: number | null;
  /** Periods of focus that are complete. */
  rounds: number;
  /** Seconds of focus in all. */
  focused: number;
};

const secondsSince = (instant: string, now: number) =>
  Math.max(0, Math.floor((now - new Date(instant).getTime()) / 1000));

/** Return the seconds that a session has run. */
export const elapsedSeconds = (session: Session, now: number): number =>
  session.active_seconds + (session.running_since ? secondsSince(session.running_since, now) : 0);

const restMinutes = (focus: number): number =>
  PLANS.find((plan) => plan.focus === focus)?.rest ?? Math.max(1, Math.round(focus / 5));

/** A pause that begins within these seconds after a period of focus is its break. */
const BREAK_WINDOW = 90;

/** Return what the clock of a session shows at a time. */
export function readClock(session: Session, now: number): Clock {
  const focused = elapsedSeconds(session, now);
  const length = (session.planned_duration ?? 0) * 60;
  if (length === 0) {
    const phase = session.status === "active" ? "focus" : "paused";
    return { phase, seconds: focused, progress: null, rounds: 0, focused };
  }
  const rounds = Math.floor(focused / length);
  const into = focused % length;
  if (session.status === "active") {
    return { phase: "focus", seconds: length - into, progress: into / length, rounds, focused };
  }
  if (rounds > 0 && into < BREAK_WINDOW) {
    const rest = restMinutes(length / 60) * 60;
    const rested = secondsSince(session.updated_at, now);
    return {
      phase: "break",
      seconds: Math.max(0, rest - rested),
      progress: Math.min(1, rested / rest),
      rounds,
      focused,
    };
  }
  return { phase: "paused", seconds: length - into, progress: into / length, rounds, focused };
}

/** Return seconds as 24:09, or 1:02:03 from an hour on. */
export function formatClock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Return minutes as "45 min" or "2 h 5 min". */
export function formatMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const PHASES: Record<Clock["phase"], string> = { focus: "Focus", break: "Break", paused: "Paused" };

export const describePhase = (phase: Clock["phase"]): string => PHASES[phase];

/** Return the title of the tab while a session runs. */
export const tabTitle = (clock: Clock, session: Session): string =>
  `${formatClock(clock.seconds)} ${PHASES[clock.phase]} · ${session.subject ?? session.title}`;
